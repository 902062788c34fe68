"""The model's numbers in, ``Sensed`` signs out.

The model reads the states that the encoder's third layer has for a message anyway, so a message is embedded once for
triage and for retrieval. How it was trained and measured: ``MODEL_CARD.md``.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from assistant.domain import Tier
from assistant.triage import Sensed
from corpus.errors import IndexFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from index.encoder import Reading
    from index.onnx import OnnxModel

LEARNED = Path(__file__).parent
TIERS = (Tier.ROUTINE, Tier.URGENT, Tier.EMERGENCY)  # the first outputs: at least this tier
_WINDOW = 700  # code points; about what the encoder reads in one go
_MOST = 24  # windows read, at the beginning and the end of a longer text; the rules read all of any text
_SENTENCE = re.compile(r"[^.!?\n।]*[.!?\n।]*\s*")
_KEPT = 512  # messages whose result is at hand, since a conversation is triaged anew with every turn
_MARKED = 0.5  # share of the strongest token's probability from which a token belongs to the sign


class TokenEncoder(Protocol):
    """What gives a text's tokens; an ``OnnxEncoder``."""

    name: str

    def read(self, text: str) -> Reading:
        """One pass over the text."""


@dataclass(frozen=True, slots=True)
class Card:
    """What ``model.json`` says: the outputs' names, from where a probability counts, and what the model belongs to."""

    categories: tuple[str, ...]
    thresholds: Mapping[Tier, float]
    encoder: str
    sha256: str


class LearnedRecogniser:
    """Reads whole messages.

    ``tiers`` names, by category, the tiers that have advice: nothing else is ever sensed. Raises ``IndexFault`` when
    the encoder is not the one the model was trained on.
    """

    def __init__(
        self, encoder: TokenEncoder, model: OnnxModel, card: Card, tiers: Mapping[str, frozenset[Tier]]
    ) -> None:
        if encoder.name != card.encoder:
            raise IndexFault(f"The recogniser reads the encoder {card.encoder}, not {encoder.name}.")
        self._encoder = encoder
        self._model = model
        self._card = card
        self._tiers = tiers
        self._kept: OrderedDict[bytes, tuple[Sensed, ...]] = OrderedDict()
        self._lock = Lock()

    def recognise(self, text: str) -> Sequence[Sensed]:
        """What the message states, at most one sign a window of a few sentences; kept by a hash, never as text."""
        key = blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()
        with self._lock:
            known = self._kept.get(key)
        if known is None:
            known = tuple(self._sense(text))
            with self._lock:
                self._kept[key] = known
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return known

    def _sense(self, text: str) -> Iterator[Sensed]:
        places = list(windows(text))
        for start, end in places if len(places) <= _MOST else (*places[: _MOST // 2], *places[-_MOST // 2 :]):
            window = text[start:end]
            if not any(c.isalpha() for c in window):
                continue
            reading = self._encoder.read(window)
            message, signs = self.probabilities(reading)
            sensed = self._judge(message, signs, reading.offsets)
            if sensed is not None:
                yield Sensed(sensed.category, sensed.tier, start + sensed.start, start + sensed.end)

    def probabilities(self, reading: Reading) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """For the message ``(outputs,)`` and for each token ``(n, outputs)``: three tiers, then the categories."""
        import numpy as np  # noqa: PLC0415 - heavy

        message, signs = self._model.run(tokens=reading.tokens)
        tokens = 1 / (1 + np.exp(-signs.astype(np.float64)))
        # The message as a whole says what is meant; its strongest token keeps a sign that much else surrounds.
        whole = 1 / (1 + np.exp(-message.astype(np.float64)))
        return (whole + tokens.max(axis=0)) / 2, tokens

    def _judge(
        self, message: NDArray[np.float64], signs: NDArray[np.float64], offsets: Sequence[tuple[int, int]]
    ) -> Sensed | None:
        chances = dict(zip(self._card.categories, message[len(TIERS) :], strict=True))
        for number, tier in reversed(list(enumerate(TIERS))):
            if message[number] < self._card.thresholds[tier]:
                continue
            fitting = [name for name in chances if tier in self._tiers.get(name, ())]
            category = max(fitting, key=lambda name: chances[name])
            start, end = _place(signs[:, number], offsets)
            return Sensed(category, tier, start, end)
        return None


def _place(token: NDArray[np.float64], offsets: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The run of tokens around the strongest that carry the sign, in code points."""
    places = [i for i, (start, end) in enumerate(offsets) if end > start]
    best = max(places, key=lambda i: float(token[i]))
    first = last = best
    enough = float(token[best]) * _MARKED
    while first - 1 in places and token[first - 1] >= enough:
        first -= 1
    while last + 1 in places and token[last + 1] >= enough:
        last += 1
    return offsets[first][0], offsets[last][1]


def windows(text: str, size: int = _WINDOW) -> Iterator[tuple[int, int]]:
    """Stretches of whole sentences of at most ``size`` code points that cover the text; a longer sentence is cut."""
    start = end = 0
    for sentence in _SENTENCE.finditer(text):
        if sentence.end() - start > size and end > start:
            yield start, end
            start = end
        end = sentence.end()
        while end - start > size:
            yield start, start + size
            start += size
    if end > start:
        yield start, end


def read_card(folder: Path = LEARNED) -> Card:
    """What ``model.json`` says; raises ``IndexFault`` where it cannot be read."""
    path = folder / "model.json"
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        thresholds = {tier: float(said["thresholds"][tier.word]) for tier in TIERS}
        return Card(tuple(said["categories"]), thresholds, said["encoder"], said["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexFault(f"{path} cannot be read ({type(error).__name__}): run `make train` or reinstall.") from error


def load_recogniser(
    encoder: TokenEncoder, tiers: Mapping[str, frozenset[Tier]], folder: Path = LEARNED
) -> LearnedRecogniser:
    """The model that ships. Raises ``IndexFault`` when a file is missing or altered, or belongs to another encoder."""
    from index.onnx import OnnxModel  # noqa: PLC0415 - heavy

    card, path = read_card(folder), folder / "model.onnx"
    try:
        model = path.read_bytes()
    except OSError as error:
        raise IndexFault(f"{path} cannot be read ({error.strerror}): run `make train` or reinstall.") from error
    if sha256(model).hexdigest() != card.sha256:
        raise IndexFault(f"{path} does not hold the tested model: run `make train` or reinstall.")
    return LearnedRecogniser(encoder, OnnxModel(model), card, tiers)
