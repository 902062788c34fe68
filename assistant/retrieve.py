"""A conversation in, Retrieved out: the standalone question, where it stands, and the sentences for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from assistant.answerability import build_vocabulary, features
from assistant.domain import Retrieved, Scope
from assistant.question import small_talk, standalone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.answerability import Answerability
    from assistant.domain import Turn
    from corpus.article import Corpus
    from corpus.lexicon import Lexicon
    from index.search import Found

NEAR_SECTIONS = 2


class Search(Protocol):
    """Scores every sentence of the articles for a question."""

    def __call__(self, question: str, *, expanded: str) -> Found:
        """``expanded`` is the question with the articles' own words for what it says."""


class Finder:
    """Searches for a standalone question and describes how well what was found fits it."""

    def __init__(self, search: Search, corpus: Corpus, lexicon: Lexicon) -> None:
        self._search = search
        self._lexicon = lexicon
        self._vocabulary = build_vocabulary(corpus, lexicon)

    def find(self, question: str) -> Found:
        """Every sentence scored; the model reads English, so a gloss stands beside another language."""
        gloss = self._lexicon.gloss(question)
        expanded = " ".join((question, *gloss))
        embedded = question if question.isascii() or not gloss else expanded
        return self._search(embedded, expanded=expanded)

    def features(self, question: str, found: Found) -> dict[str, float]:
        """What answerability is judged by, by name."""
        return features(question, found, self._vocabulary)


class Retriever:
    """Resolves follow-ups, searches, and lets the hits through only when the articles answer."""

    def __init__(self, finder: Finder, answerability: Answerability) -> None:
        self._finder = finder
        self._answerability = answerability

    def __call__(self, turns: Sequence[Turn]) -> Retrieved:
        """Hits for the last of the person's turns, or none with the scope that says why."""
        question = standalone(turns)
        if not question:
            return Retrieved("", Scope.EMPTY)
        chat = small_talk(turns)
        if chat is not None:  # a greeting, thanks, "who are you": nothing to look up
            return Retrieved(question, chat)
        found = self._finder.find(question)
        probability = self._answerability.probability(self._finder.features(question, found), found.vector)
        if probability >= self._answerability.threshold:
            return Retrieved(question, Scope.ANSWERED, found.hits)
        if max(hit.dense for hit in found.hits) < self._answerability.off_topic_below:
            return Retrieved(question, Scope.OFF_TOPIC)
        return Retrieved(question, Scope.NEAR, near=_sections(found))


def _sections(found: Found) -> tuple[str, ...]:
    """The titles of the sections of the best hits, each once."""
    titles = dict.fromkeys(hit.sentence.section[-1] for hit in found.hits[:8] if hit.sentence.section)
    return tuple(titles)[:NEAR_SECTIONS]
