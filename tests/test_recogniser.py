"""What the learned recogniser senses: from numbers to signs with their place; and what happens without it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from assistant.build import build_assistant, build_recogniser
from assistant.domain import Tier
from assistant.recogniser import LEARNED, LearnedRecogniser, load_recogniser
from assistant.recogniser.recogniser import Card, read_card, windows
from assistant.settings import Settings
from assistant.triage import Sensed, catalogue
from corpus.errors import IndexFault
from index.encoder import OnnxEncoder, Reading

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CARD = Card(
    ("cauda_equina", "sciatica"),
    {Tier.ROUTINE: 0.5, Tier.URGENT: 0.5, Tier.EMERGENCY: 0.9},
    encoder="words",
    sha256="",
)
ALL = {"cauda_equina": frozenset([Tier.URGENT, Tier.EMERGENCY]), "sciatica": frozenset([Tier.ROUTINE])}
LOW, MIDDLE, HIGH = -9.0, 0.8, 9.0  # logits


class Words:
    """One token a word, and nothing known of it but how often it was read."""

    name = "words"

    def __init__(self) -> None:
        self.read_texts: list[str] = []

    def read(self, text: str) -> Reading:
        self.read_texts.append(text)
        places, at = [(0, 0)], 0
        for word in text.split():
            at = text.index(word, at)
            places.append((at, at + len(word)))
            at += len(word)
        tokens = np.zeros((len(places), 1), dtype=np.float32)
        for row, (start, end) in zip(tokens, places, strict=True):
            row[:] = {"bad": HIGH, "odd": MIDDLE}.get(text[start:end], LOW)
        return Reading(np.zeros(1, dtype=np.float32), tokens, tuple(places))


class Model:
    """Takes a message to be as bad as its worst word; bad words are cauda equina, at the tier they reach."""

    metadata: dict[str, str] = {}  # noqa: RUF012 - none

    def run(self, **inputs: NDArray[Any]) -> list[NDArray[np.float32]]:
        worst = inputs["tokens"]
        signs = np.concatenate([worst, worst, worst, worst, np.full_like(worst, LOW)], axis=1)
        return [signs.max(axis=0), signs]


def recogniser(words: Words | None = None) -> LearnedRecogniser:
    return LearnedRecogniser(words or Words(), Model(), CARD, ALL)  # type: ignore[arg-type]


def test_a_sign_has_a_category_a_tier_and_a_place() -> None:
    assert recogniser().recognise("all is bad bad here") == (Sensed("cauda_equina", Tier.EMERGENCY, 7, 14),)
    assert recogniser().recognise("all is odd here") == (Sensed("cauda_equina", Tier.URGENT, 7, 10),)
    assert recogniser().recognise("all is well") == ()


def test_only_tiers_with_advice_are_sensed() -> None:
    routine = {"cauda_equina": frozenset[Tier](), "sciatica": frozenset([Tier.URGENT])}
    sensed = LearnedRecogniser(Words(), Model(), CARD, routine).recognise("odd")  # type: ignore[arg-type]
    assert [s.category for s in sensed] == ["sciatica"]


def test_a_long_message_is_read_to_its_end() -> None:
    text = "All is well here. " * 200 + "Now it is bad . " + "All is well again. " * 200
    (sensed,) = recogniser().recognise(text)
    assert text[sensed.start : sensed.end] == "bad"


def test_of_an_endless_message_the_beginning_and_the_end_are_read() -> None:
    words = Words()
    filler = "All is well here. " * 40_000
    for text in (f"It is bad . {filler}", f"{filler} It is bad ."):
        assert [text[s.start : s.end] for s in recogniser(words).recognise(text)] == ["bad"]
    assert len(words.read_texts) <= 48


def test_nothing_to_read_is_nothing() -> None:
    assert recogniser().recognise("") == ()
    assert recogniser().recognise(" ?! 🥵 12") == ()


def test_a_message_is_read_once_though_its_conversation_goes_on() -> None:
    words = Words()
    heard = recogniser(words)
    assert heard.recognise("bad") == heard.recognise("bad")
    assert words.read_texts == ["bad"]


@pytest.mark.parametrize("text", ["", "a", "One. Two! Three?", "x" * 5000, "No end here " * 300, "a.\n\nb।c" * 500])
def test_windows_cover_a_text_without_overlap(text: str) -> None:
    pieces = [text[start:end] for start, end in windows(text, 700)]
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= 700 for piece in pieces)


def test_the_model_belongs_to_one_encoder() -> None:
    class Other(Words):
        name = "other"

    with pytest.raises(IndexFault, match="reads the encoder words, not other"):
        LearnedRecogniser(Other(), Model(), CARD, ALL)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder()


@pytest.fixture(scope="module")
def learned(encoder: OnnxEncoder) -> LearnedRecogniser:
    return build_recogniser(encoder)


@pytest.mark.model
def test_the_model_that_ships_knows_every_category(encoder: OnnxEncoder) -> None:
    assert read_card().categories == tuple(category.id for category in catalogue())
    assert read_card().encoder == encoder.name


PICTURES = [
    "Ever since the squats the chair under me might as well belong to somebody in the next room, any stretches?",
    "i have to check in the mirror that my foot is really lifting when i walk up the steps",
    "Which pose is best? I have sorted out who gets my records and paid the last bill, so it will be my last one",
    "after the bootcamp whatever i leave in the bowl looks like strong black coffee",
    "coffee mug keeps sliding out of my right hand since the fall, wrist brace?",
    "one trouser leg fits and the other won't go over my calf since the flight, still fine to foam roll?",
    "grandad woke up and the words came out like soup, he says his back slept funny",
    "got home from hot yoga and put my keys in the fridge twice, cannot cool down",
]


@pytest.mark.model
def test_most_pictures_are_heard(learned: LearnedRecogniser) -> None:
    tiers = [max((sensed.tier for sensed in learned.recognise(text)), default=Tier.SELF_CARE) for text in PICTURES]
    assert sum(tier >= Tier.URGENT for tier in tiers) >= len(PICTURES) * 3 / 4, tiers


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "My back is sore after rows, should I use ice?",
        "How long should I rest between sets of deadlifts?",
        "that leg day killed me lol, my quads are dead",
        "What is the capital of France?",
        "Thanks, that helped!",
        "Does stretching help with tight hamstrings?",
    ],
)
def test_an_ordinary_message_is_none(learned: LearnedRecogniser, text: str) -> None:
    assert learned.recognise(text) == ()


@pytest.mark.model
def test_the_same_message_gives_the_same_signs_in_any_process(encoder: OnnxEncoder) -> None:
    tiers = {category.id: frozenset(category.advice) for category in catalogue()}
    text = "i have to check in the mirror that my foot is really lifting when i walk up the steps"
    one = load_recogniser(encoder, tiers).probabilities(encoder.read(text))[0]
    two = load_recogniser(OnnxEncoder(), tiers).probabilities(OnnxEncoder().read(text))[0]
    assert one.tolist() == two.tolist()


def copied(tmp_path: Path) -> Path:
    for name in ("model.onnx", "model.json"):
        (tmp_path / name).write_bytes((LEARNED / name).read_bytes())
    return tmp_path


@pytest.mark.model
def test_an_altered_model_is_refused(encoder: OnnxEncoder, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "model.onnx").write_bytes(b"\0" + (folder / "model.onnx").read_bytes())
    with pytest.raises(IndexFault, match="does not hold the tested model"):
        load_recogniser(encoder, ALL, folder)


@pytest.mark.model
def test_a_missing_model_is_said(encoder: OnnxEncoder, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "model.onnx").unlink()
    with pytest.raises(IndexFault, match="run `make train`"):
        load_recogniser(encoder, ALL, folder)


@pytest.mark.parametrize("said", ["", "{}", '{"categories": 3}', json.dumps({"thresholds": {}})])
def test_a_broken_card_is_said(tmp_path: Path, said: str) -> None:
    (tmp_path / "model.json").write_text(said, encoding="utf-8")
    with pytest.raises(IndexFault, match=r"model\.json cannot be read"):
        read_card(tmp_path)


@pytest.mark.model
def test_without_the_model_the_rules_go_on_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> LearnedRecogniser:
        raise IndexFault("The model is gone.")

    monkeypatch.setattr("assistant.recogniser.load_recogniser", gone)
    assistant = build_assistant(Settings())
    assert assistant.fault is None
    assert assistant.lack == "The model is gone. Warning signs are heard by the rules alone."


def test_importing_triage_imports_nothing_heavy() -> None:
    heavy = ("numpy", "onnxruntime", "lingua", "torch", "assistant.recogniser")
    code = f"import sys, assistant.triage\nsys.exit(any(name in sys.modules for name in {heavy!r}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
