"""A question and what was found for it in, the probability that the articles answer it out.

Similarity alone cannot tell a question the article answers from one that merely sounds near ("how long
does DOMS last"), so a fitted model weighs how well the best sentences fit, which of the question's words the
articles know at all, what form the question has, and how like it is to questions whose answer is known.
``eval/calibrate.py`` fits it on the bank's questions; nothing here is learned while answering.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.question import content_words, read_question_words
from corpus.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from corpus.article import Corpus, Sentence
    from corpus.lexicon import Lexicon
    from index.search import Found

PATH = Path(__file__).with_name("answerability.npz")
TOP = 4  # sentences that count as found
FARTHEST = 4.0  # standard deviations that a feature may lie from its mean; beyond, it says nothing more
# The single numbers of the file.
NUMBERS = (
    "bias",
    "feature_width",
    "vector_width",
    "slope",
    "offset",
    "threshold",
    "linear_threshold",
)
MOST_WORDS = 20  # the model saw no longer questions; beyond it more words say nothing more


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The stems the articles use with their rarity, and the stems of words the lexicon maps to them."""

    rarity: dict[str, float]
    known_elsewhere: frozenset[str]
    unknown_rarity: float

    def weight(self, stem: str) -> float:
        """How much a word says, by its rarity in the articles (inverse document frequency)."""
        return self.rarity.get(stem, self.unknown_rarity)


def stems(text: str) -> list[str]:
    """The English stems of a text's content words, in order."""
    stem = _stemmer()
    return [stem(word) for word in content_words(text)]


def _stemmer() -> Callable[[str], str]:
    """Stems each word once. It cannot be shared by threads, and costs nothing to make."""
    import Stemmer  # noqa: PLC0415 - not needed to import this module

    return cache(Stemmer.Stemmer("english", 0).stemWord)


def build_vocabulary(corpus: Corpus, lexicon: Lexicon) -> Vocabulary:
    """Count in how many sentences each stem stands (Robertson's idf)."""
    stemmed = _stemmer()  # one for all: many sentences have few words
    documents = [{stemmed(word) for word in content_words(_titled(sentence))} for sentence in corpus.sentences]
    total = len(documents)
    counts: dict[str, int] = {}
    for document in documents:
        for stem in document:
            counts[stem] = counts.get(stem, 0) + 1
    rarity = {stem: math.log(1 + (total - n + 0.5) / (n + 0.5)) for stem, n in counts.items()}
    elsewhere = frozenset(stem for term in lexicon.terms if not lexicon.foreign.search(term) for stem in stems(term))
    return Vocabulary(rarity, elsewhere, math.log(1 + (total + 0.5) / 0.5))


@lru_cache(maxsize=10_000)
def _sentence_stems(sentence: Sentence) -> frozenset[str]:
    return frozenset(stems(_titled(sentence)))


def _titled(sentence: Sentence) -> str:
    return " ".join((sentence.text, *sentence.section[-1:]))


def features(question: str, found: Found, vocabulary: Vocabulary) -> dict[str, float]:
    """What the model weighs, by name; ``question`` is the standalone question as it was typed."""
    words = stems(question)
    lower = question.lower()
    best = found.hits[:TOP]
    first = _sentence_stems(best[0].sentence)
    top = first.union(*(_sentence_stems(hit.sentence) for hit in best))
    unknown = [w for w in words if w not in vocabulary.rarity and w not in vocabulary.known_elsewhere]
    total = sum(map(vocabulary.weight, words)) or 1.0
    dense = sorted((hit.dense for hit in found.hits), reverse=True)
    forms = {name: bool(pattern.search(lower)) for name, pattern in read_question_words().forms.items()}
    banked = _banked(found)
    return {
        "dense_best": dense[0],
        "dense_top3": sum(dense[:3]) / len(dense[:3]),
        "passage_best": max(hit.passage for hit in found.hits),
        "fused_best": best[0].score,
        "unknown": float(min(len(unknown), MOST_WORDS)),
        "unknown_share": len(unknown) / (len(words) + 1),
        "covered_by_best": sum(vocabulary.weight(w) for w in words if w in first) / total,
        "covered_by_top": sum(vocabulary.weight(w) for w in words if w in top) / total,
        "quantity_unmet": float(forms["quantity"] and not re.search(r"\d", best[0].sentence.text)),
        "content_words": float(min(len(words), MOST_WORDS)),
        "foreign": float(not question.isascii()),
        **{f"form_{name}": float(met) for name, met in forms.items()},
        **banked,
    }


def _banked(found: Found) -> dict[str, float]:
    """How like the question is to those of the bank that are answered, and to those that are not; none without one."""
    if not found.banked:
        return {}
    farthest = min((*found.answered, *found.unanswered))  # a kind that is not among the nearest is no nearer than this
    kinds = [(near or (farthest,))[:3] for near in (found.answered, found.unanswered)]
    answered, unanswered = (sum(near) / len(near) for near in kinds)
    return {
        "answered_best": kinds[0][0],
        "answered_top3": answered,
        "unanswered_best": kinds[1][0],
        "unanswered_top3": unanswered,
        "answered_over_unanswered": kinds[0][0] - kinds[1][0],
        "answered_over_unanswered_top3": answered - unanswered,
    }


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """A support vector machine with a Gaussian kernel over scaled features and the embedding together.

    ``features`` is (n, f) and ``vectors`` (n, 384): the questions it leans on, with their signed ``weights`` (n,).
    """

    features: NDArray[np.float32]
    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: float
    feature_width: float
    vector_width: float

    def decide(self, features: NDArray[np.float32], vector: NDArray[np.float32]) -> float:
        """Above 0 for what is more like the answered questions."""
        import numpy as np  # noqa: PLC0415 - heavy

        apart = ((self.features - features) ** 2).sum(axis=1)
        turned = 2.0 - 2.0 * (self.vectors @ vector)
        kernel = np.exp(-self.feature_width * apart - self.vector_width * turned)
        return float(kernel @ self.weights) + self.bias


@dataclass(frozen=True, slots=True, eq=False)
class Answerability:
    """Two fitted models: one for an article with a bank, one for an article without.

    ``likeness`` knows the bank's questions, and ``slope`` makes its decision a probability; ``linear``, its last entry
    the bias, weighs those features that need no bank. ``off_topic`` weighs these and the embedding, and tells what has
    nothing to do with the articles from what only lacks an answer. ``means`` and ``scales`` are those of ``names``.
    """

    names: tuple[str, ...]
    means: NDArray[np.float32]
    scales: NDArray[np.float32]
    likeness: Likeness
    linear: NDArray[np.float32]
    slope: tuple[float, float]
    threshold: float
    linear_threshold: float
    off_topic: NDArray[np.float32]

    def probability(self, named: dict[str, float], vector: NDArray[np.float32]) -> float:
        """The probability, 0 to 1, that the articles answer a question."""
        import numpy as np  # noqa: PLC0415 - heavy

        known = [name for name in self.names if name in named]
        values = np.array([named[name] for name in known], dtype=np.float32)
        scaled = scale(values, self.means[: len(known)], self.scales[: len(known)])
        if len(known) < len(self.names):
            return _sigmoid(float(scaled @ self.linear[:-1] + self.linear[-1]))
        return _sigmoid(self.slope[0] * self.likeness.decide(scaled, vector) + self.slope[1])

    def answers(self, named: dict[str, float], vector: NDArray[np.float32]) -> bool:
        """Whether the articles answer a question, as far as this can tell."""
        threshold = self.threshold if len(named) == len(self.names) else self.linear_threshold
        return self.probability(named, vector) >= threshold

    def is_off_topic(self, named: dict[str, float], vector: NDArray[np.float32]) -> bool:
        """Of a question that is not answered: whether it is about something else altogether."""
        import numpy as np  # noqa: PLC0415 - heavy

        known = len(self.linear) - 1
        values = np.array([named[name] for name in self.names[:known]], dtype=np.float32)
        scaled = scale(values, self.means[:known], self.scales[:known])
        return float(np.concatenate([scaled, vector]) @ self.off_topic[:-1] + self.off_topic[-1]) > 0


def scale(values: NDArray[np.float32], means: NDArray[np.float32], scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """Features in standard deviations from their means, none beyond ``FARTHEST``."""
    return ((values - means) / scales).clip(-FARTHEST, FARTHEST)


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-max(-700.0, min(z, 700.0))))


@cache
def read_answerability(path: Path = PATH) -> Answerability:
    """The fitted models of a file; raises ``DataError`` that names the file and how to make it anew."""
    import numpy as np  # noqa: PLC0415 - heavy

    try:
        with np.load(path, allow_pickle=False) as data:
            found = {name: data[name] for name in data.files}
        numbers = {name: float(found[name]) for name in NUMBERS}
        likeness = Likeness(
            found["support_features"].astype(np.float32),
            found["support_vectors"].astype(np.float32),
            found["support_weights"],
            numbers["bias"],
            numbers["feature_width"],
            numbers["vector_width"],
        )
        return Answerability(
            tuple(map(str, found["names"])),
            found["means"],
            found["scales"],
            likeness,
            found["linear"],
            (numbers["slope"], numbers["offset"]),
            numbers["threshold"],
            numbers["linear_threshold"],
            found["off_topic"],
        )
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path} cannot be read ({error!r}); make it anew with `make calibrate`.") from None
