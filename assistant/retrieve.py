"""A conversation in, Retrieved out: the standalone question, where it stands, and the sentences for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from assistant.answerability import build_vocabulary, features
from assistant.domain import Offer, Retrieved, Role, Scope
from assistant.follow_up import agrees, asks_more, ordinal_of, series, standalone
from assistant.parts import compared, joined
from assistant.question import content_words, readable, small_talk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.answerability import Answerability
    from assistant.domain import Turn
    from corpus.article import Corpus
    from corpus.lexicon import Lexicon
    from index.search import Found

NEAR_SECTIONS = 2
MORE = 0.45  # how far below the best a sentence may lie that is shown when more is asked for


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
        embedded = question if self._lexicon.in_english(question) == question else expanded
        return self._search(embedded, expanded=expanded)

    def features(self, question: str, found: Found) -> dict[str, float]:
        """What answerability is judged by, by name."""
        return features(self._lexicon.in_english(question), found, self._vocabulary)


class Retriever:
    """Resolves follow-ups, searches, and lets the hits through only when the articles answer."""

    def __init__(
        self, finder: Finder, answerability: Answerability, offer: Callable[[Retrieved], Offer] | None = None
    ) -> None:
        """``offer`` tells what an answer to some hits showed and suggested; without it nobody can say "yes" to it."""
        self._finder = finder
        self._answerability = answerability
        self._offer = offer or (lambda _: Offer((), ()))

    def __call__(self, turns: Sequence[Turn]) -> Retrieved:
        """Hits for the last of the person's turns, or none with the scope that says why."""
        said = [turn for turn in turns if turn.role is Role.USER]
        last = said[-1].text if said else ""
        listed: tuple[str, ...] = ()
        if len(said) > 1 and (agrees(last) or asks_more(last) or ordinal_of(last) is not None):
            before = self(said[:-1])
            offer = self._offer(before)
            if asks_more(last):
                return _more(before, offer)
            if agrees(last) and offer.follow_ups:
                return self._look_up(offer.follow_ups[0])
            listed = _listed(last, offer)
        question = standalone(said, listed)
        if not question:
            return Retrieved("", Scope.EMPTY)
        chat = small_talk(said)
        if chat is not None:  # a greeting, thanks, "who are you": nothing to look up
            return Retrieved(question, chat)
        # What a follow-up leans on is no question of its own.
        return self._answer(question, joined(question) if question in readable(last) else ())

    def _answer(self, question: str, pieces: tuple[str, ...]) -> Retrieved:
        """Look a question up, and each of those it is made of."""
        whole = self._look_up(question)
        if len(pieces) > 1:
            parts = [self._look_up(piece) for piece in pieces]
            answered = tuple(part.hits for part in parts if part.scope is Scope.ANSWERED)
            lacking = tuple(part.question for part in parts if part.scope is Scope.NEAR)
            if answered:
                return Retrieved(question, Scope.ANSWERED, whole.hits or answered[0], parts=answered, lacking=lacking)
        if whole.scope is Scope.ANSWERED:
            return replace(whole, parts=tuple(self._finder.find(thing).hits for thing in compared(question)))
        return whole

    def _look_up(self, question: str) -> Retrieved:
        found = self._finder.find(question)
        named = self._finder.features(question, found)
        if self._answerability.answers(named, found.vector):
            return Retrieved(question, Scope.ANSWERED, found.hits)
        if self._answerability.is_off_topic(named, found.vector):
            return Retrieved(question, Scope.OFF_TOPIC)
        return Retrieved(question, Scope.NEAR, near=_sections(found))


def _more(before: Retrieved, offer: Offer) -> Retrieved:
    """What else there is on the same question, beyond what was shown."""
    if before.scope is not Scope.ANSWERED:
        return before
    best = before.hits[0].score
    rest = tuple(hit for hit in before.hits if hit.sentence not in offer.shown and hit.score >= best - MORE)
    return Retrieved(before.question, Scope.ANSWERED if rest else Scope.NO_MORE, rest)


def _listed(last: str, offer: Offer) -> tuple[str, ...]:
    """What "the second one" may point to: a question that was suggested, or a thing that the answer named in a row."""
    named = next((found for sentence in offer.shown if (found := series(sentence.text))), ())
    return (named or offer.follow_ups) if content_words(last) else (offer.follow_ups or named)


def _sections(found: Found) -> tuple[str, ...]:
    """The titles of the sections of the best hits, each once."""
    titles = dict.fromkeys(hit.sentence.section[-1] for hit in found.hits[:8] if hit.sentence.section)
    return tuple(titles)[:NEAR_SECTIONS]
