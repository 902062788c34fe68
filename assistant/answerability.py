"""A question and what was found for it in, the probability that the articles answer it out.

Similarity alone cannot tell a question the article answers from one that merely sounds near ("how long
does DOMS last"), so a logistic model weighs how well the best sentences fit, which of the question's
words the articles know at all, what form the question has, and its embedding. ``eval/calibrate.py``
fits it on the project's own question sets; nothing here is learned while answering.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.question import content_words, read_question_words
from corpus.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from corpus.article import Corpus, Sentence
    from corpus.lexicon import Lexicon
    from index.search import Found

PATH = Path(__file__).with_name("answerability.json")
TOP = 4  # sentences that count as found
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
    import Stemmer  # noqa: PLC0415 - not needed to import this module

    # A stemmer cannot be shared by threads, and costs nothing to make.
    found: list[str] = Stemmer.Stemmer("english", 0).stemWords(content_words(text))
    return found


def build_vocabulary(corpus: Corpus, lexicon: Lexicon) -> Vocabulary:
    """Count in how many sentences each stem stands (Robertson's idf)."""
    documents = [_sentence_stems(sentence) for sentence in corpus.sentences]
    total = len(documents)
    counts: dict[str, int] = {}
    for document in documents:
        for stem in document:
            counts[stem] = counts.get(stem, 0) + 1
    rarity = {stem: math.log(1 + (total - n + 0.5) / (n + 0.5)) for stem, n in counts.items()}
    elsewhere = frozenset(stem for term in lexicon.terms for stem in stems(term))
    return Vocabulary(rarity, elsewhere, math.log(1 + (total + 0.5) / 0.5))


@lru_cache(maxsize=10_000)
def _sentence_stems(sentence: Sentence) -> frozenset[str]:
    return frozenset(stems(" ".join((sentence.text, *sentence.section[-1:]))))


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
    if not found.answered or not found.unanswered:
        return {}
    answered, unanswered = (sum(near[:3]) / len(near[:3]) for near in (found.answered, found.unanswered))
    return {
        "answered_best": found.answered[0],
        "answered_top3": answered,
        "unanswered_best": found.unanswered[0],
        "unanswered_top3": unanswered,
        "answered_over_unanswered": found.answered[0] - found.unanswered[0],
        "answered_over_unanswered_top3": answered - unanswered,
    }


@dataclass(frozen=True, slots=True)
class Answerability:
    """A fitted model: ``names`` in the order of ``weights``, then one weight per dimension of the embedding."""

    names: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    embedding_weights: tuple[float, ...]
    bias: float
    threshold: float
    off_topic_below: float

    def probability(self, named: dict[str, float], vector: NDArray[np.float32]) -> float:
        """The probability, 0 to 1, that the articles answer a question; a feature it lacks says nothing."""
        z = self.bias
        for name, mean, scale, weight in zip(self.names, self.means, self.scales, self.weights, strict=True):
            z += weight * (named.get(name, mean) - mean) / scale
        z += sum(w * x for w, x in zip(self.embedding_weights, vector.tolist(), strict=True))
        return 1 / (1 + math.exp(-max(-700.0, min(z, 700.0))))


@cache
def read_answerability(path: Path = PATH) -> Answerability:
    """The fitted model of a file; raises ``DataError`` that names the file and how to make it anew."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Answerability(
            names=tuple(data["names"]),
            means=tuple(data["means"]),
            scales=tuple(data["scales"]),
            weights=tuple(data["weights"]),
            embedding_weights=tuple(data["embedding_weights"]),
            bias=data["bias"],
            threshold=data["threshold"],
            off_topic_below=data["off_topic_below"],
        )
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path} cannot be read ({error!r}); make it anew with `make calibrate`.") from None
