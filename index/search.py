"""A question in, every sentence of the corpus scored, by meaning and by words, and the best ones out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from corpus.bank import Bank
from index.lexical import Lexical

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.article import Corpus, Sentence
    from index.encoder import Encoder
    from index.store import Question

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
# Of a large corpus no more sentences become hits than an answer, and all that is weighed for it, can come from.
MOST_HITS = 200
BEST_BY_MEANING = 3  # so many are weighed, whatever their words


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
    """The sentences that fit a question, best first, and the question's own unit vector of shape ``(384,)``.

    Of all sentences ``hits`` holds the ``MOST_HITS`` with the best scores, those nearest by meaning, one of the nearest
    passage, and the best one of each section that ``Search`` was told to watch.
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

    @property
    def spans(self) -> NDArray[np.float32]:
        """The unit vectors of all sentences, then of all passages, in the order of the corpus: ``(n, 384)``."""

    def nearest_questions(self, vector: NDArray[np.float32], n: int, /) -> Sequence[tuple[Question, float]]:
        """The nearest questions of the bank with their cosines."""


@dataclass(frozen=True, slots=True, eq=False)
class _Scores:
    """The parts of every sentence's hit, each of shape ``(sentences,)``."""

    score: NDArray[np.float64]
    dense: NDArray[np.float64]
    passage: NDArray[np.float64]
    lexical: NDArray[np.float64]
    asked: NDArray[np.float64]

    def hit(self, sentence: Sentence, row: int) -> Hit:
        """The hit of the sentence in this row."""
        parts = (self.score, self.dense, self.passage, self.lexical, self.asked)
        return Hit(sentence, *(float(part[row]) for part in parts))


class Search:
    """Search over one corpus with the store that was built from it."""

    def __init__(
        self,
        corpus: Corpus,
        store: Vectors,
        encoder: Encoder,
        bank: Bank | None = None,
        watched: Collection[str] = (),
    ) -> None:
        """``watched`` are titles of sections whose best sentence is to be found however far it is."""
        import numpy as np  # noqa: PLC0415 - heavy

        self._sentences = corpus.sentences
        self._bank = bank or Bank()
        self._store = store
        self._encoder = encoder
        self._lexical = Lexical([" ".join((*s.section[-1:], s.text)) for s in corpus.sentences])
        passages = {p.id: row for row, p in enumerate(corpus.passages, start=len(corpus.sentences))}
        self._passages = np.array([passages[s.passage] for s in corpus.sentences], dtype=np.intp)
        rows = {s.id: row for row, s in enumerate(corpus.sentences)}
        self._answers = [[rows[id_] for id_ in asked.sentences] for asked in self._bank.asked]
        self._banked = np.array([s.article in self._bank.articles for s in corpus.sentences], dtype=np.bool_)
        self._watched = list(_sections(corpus.sentences, watched))

    def __call__(self, question: str, *, expanded: str | None = None) -> Found:
        """Score all sentences for ``question``; equal scores keep the order of the text.

        ``expanded`` stands in for the question where words are matched, with synonyms added for instance.
        Raises ``IndexFault`` when the store fails.
        """
        vector = self._encoder.encode([question])[0]
        questions = self._store.nearest_questions(vector, NEAREST_QUESTIONS)
        words = self._lexical.scores(question if expanded is None else expanded)
        scores = self._scores(vector, words, questions)
        best = tuple(scores.hit(self._sentences[row], row) for row in self._best(scores))
        return Found(
            best,
            vector,
            tuple(cosine for (kind, _), cosine in questions if kind == "asked"),
            tuple(cosine for (kind, _), cosine in questions if kind == "unanswered"),
            banked=bool(best) and best[0].sentence.article in self._bank.articles,
        )

    def _scores(
        self, vector: NDArray[np.float32], lexical: NDArray[np.float64], questions: Sequence[tuple[Question, float]]
    ) -> _Scores:
        import numpy as np  # noqa: PLC0415 - heavy

        # Row by row, unlike ``@``: the cosines of equal sentences are equal to the last bit. It is no slower.
        cosines = np.vecdot(self._store.spans, vector).astype(np.float64)
        dense, passage = cosines[: len(self._sentences)], cosines[self._passages]
        asked = self._asked(dense, questions)
        score = SENTENCE_WEIGHT * dense + PASSAGE_WEIGHT * passage + LEXICAL_WEIGHT * lexical + ASKED_WEIGHT * asked
        return _Scores(score, dense, passage, lexical, asked)

    def _asked(self, dense: NDArray[np.float64], questions: Sequence[tuple[Question, float]]) -> NDArray[np.float64]:
        """For each sentence the likeness of the nearest question it answers.

        A sentence of an article without a bank stands in for the questions that nobody wrote for it.
        """
        import numpy as np  # noqa: PLC0415 - heavy

        if not self._bank.articles:
            return dense
        farthest = min((cosine for _, cosine in questions), default=0.0)
        asked = np.where(self._banked, LED * farthest, dense)
        for (kind, number), cosine in questions:
            if kind == "asked":
                for place, row in enumerate(self._answers[number]):
                    asked[row] = max(asked[row], cosine * (LED if place else 1.0))
        return asked

    def _best(self, scores: _Scores) -> list[int]:
        """The rows that become hits, best first."""
        rows = {*_largest(scores.score, MOST_HITS), *_largest(scores.dense, BEST_BY_MEANING)}
        rows |= {*_largest(scores.passage, 1), *(int(some[scores.score[some].argmax()]) for some in self._watched)}
        return sorted(rows, key=lambda row: (-scores.score[row], row))


def _largest(values: NDArray[np.float64], n: int) -> list[int]:
    """Where the ``n`` largest of them are, or all if there are no more, in no order."""
    if n >= len(values):
        return list(range(len(values)))
    found: list[int] = values.argpartition(-n)[-n:].tolist()
    return found


def _sections(sentences: Sequence[Sentence], titles: Collection[str]) -> Iterator[NDArray[np.intp]]:
    """The rows of the sentences of each section that has one of these titles."""
    import numpy as np  # noqa: PLC0415 - heavy

    rows: dict[tuple[str, ...], list[int]] = {}
    for row, sentence in enumerate(sentences):
        if sentence.section and sentence.section[-1] in titles:
            rows.setdefault(sentence.section, []).append(row)
    return map(np.array, rows.values())
