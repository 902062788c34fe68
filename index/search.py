"""A question in, every sentence of the corpus out, scored and best first: by meaning and by words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from corpus.bank import Bank
from index.lexical import Lexical

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.article import Corpus, Sentence
    from index.encoder import Encoder
    from index.store import Question, Subject

# The passage under its titles lends a sentence its context, and BM25 adds the exact words that the model blurs. On 167
# questions about the article the right sentence came first for 52 % (sentence alone), 49 % (words alone), 63 % (these).
# Neighbouring weights do as well, so these are not tuned further.
SENTENCE_WEIGHT = 0.6
PASSAGE_WEIGHT = 0.4
LEXICAL_WEIGHT = 0.2
# A question of the bank lends its likeness to the sentences that answer it. Of {.6, 1, 1.5} this one has all the
# evidence among five about as often as any, for each of five writers whose own questions were left out of the bank.
ASKED_WEIGHT = 1.0
LED = 0.85  # what the sentences after the first that answer a question get of its likeness
NEAREST_QUESTIONS = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence and how well it fits a question.

    ``dense`` and ``passage`` are the cosines of the sentence and of its passage under its section titles, and
    compare across questions; ``asked`` is that of the nearest question of the bank which it answers. ``lexical`` is
    BM25 scaled from 0 to 1 within one question; so ``score``, their weighted sum, orders the sentences of one
    question only.
    """

    sentence: Sentence
    score: float
    dense: float
    passage: float
    lexical: float
    asked: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Every sentence scored for a question, best first, and the question's own unit vector of shape ``(384,)``.

    ``answered`` and ``unanswered`` are the cosines of the bank's nearest questions of either kind, nearest first.
    ``banked`` says whether the article of the best hit has a bank at all.
    """

    hits: tuple[Hit, ...]
    vector: NDArray[np.float32]
    answered: tuple[float, ...] = ()
    unanswered: tuple[float, ...] = ()
    banked: bool = False


class Vectors(Protocol):
    """A ``Store``, or what stands in for one."""

    def nearest(self, vector: NDArray[np.float32], n: int, /) -> Sequence[tuple[Subject, float]]:
        """The nearest spans with their cosines."""

    def nearest_questions(self, vector: NDArray[np.float32], n: int, /) -> Sequence[tuple[Question, float]]:
        """The nearest questions of the bank with their cosines."""


class Search:
    """Search over one corpus with the store that was built from it."""

    def __init__(self, corpus: Corpus, store: Vectors, encoder: Encoder, bank: Bank | None = None) -> None:
        self._corpus = corpus
        self._bank = bank or Bank()
        self._store = store
        self._encoder = encoder
        self._lexical = Lexical([" ".join((*s.section[-1:], s.text)) for s in corpus.sentences])
        self._spans = len(corpus.sentences) + len(corpus.passages)

    def __call__(self, question: str, *, expanded: str | None = None) -> Found:
        """Score all sentences for ``question``; equal scores keep the order of the text.

        ``expanded`` stands in for the question where words are matched, with synonyms added for instance.
        Raises ``IndexFault`` when the store fails.
        """
        vector = self._encoder.encode([question])[0]
        cosines = dict(self._store.nearest(vector, self._spans))
        farthest = min(cosines.values())  # what an approximate search left out is no nearer than this
        lexical = self._lexical.scores(question if expanded is None else expanded)
        questions = self._store.nearest_questions(vector, NEAREST_QUESTIONS)
        asked = self._asked(questions)
        hits = [
            _hit(sentence, cosines, words, farthest, asked)
            for sentence, words in zip(self._corpus.sentences, lexical, strict=True)
        ]
        best = tuple(sorted(hits, key=lambda hit: -hit.score))
        return Found(
            best,
            vector,
            tuple(cosine for (kind, _), cosine in questions if kind == "asked"),
            tuple(cosine for (kind, _), cosine in questions if kind == "unanswered"),
            banked=bool(best) and best[0].sentence.article in self._bank.articles,
        )

    def _asked(self, questions: Sequence[tuple[Question, float]]) -> dict[str, float]:
        """By sentence, the likeness of the nearest question it answers; none for an article without a bank."""
        if not self._bank.articles:
            return {}
        floor = LED * min((cosine for _, cosine in questions), default=0.0)
        asked = {s.id: floor for s in self._corpus.sentences if s.article in self._bank.articles}
        for (kind, number), cosine in questions:
            if kind == "asked":
                for place, sentence in enumerate(self._bank.asked[number].sentences):
                    asked[sentence] = max(asked[sentence], cosine * (LED if place else 1.0))
        return asked


def _hit(
    sentence: Sentence, cosines: dict[Subject, float], lexical: float, farthest: float, asked: dict[str, float]
) -> Hit:
    dense = cosines.get(("sentence", sentence.id), farthest)
    passage = cosines.get(("passage", sentence.passage), farthest)
    # A sentence of an article without a bank stands in for the questions that nobody wrote for it.
    likeness = asked.get(sentence.id, dense)
    score = SENTENCE_WEIGHT * dense + PASSAGE_WEIGHT * passage + LEXICAL_WEIGHT * lexical
    return Hit(sentence, score + ASKED_WEIGHT * likeness, dense, passage, lexical, likeness)
