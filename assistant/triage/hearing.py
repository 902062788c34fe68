"""One message in; the signs, facts and turns of the talk heard in it, each with how it is meant, out."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.triage.assertion import Status, denied_words, status
from assistant.triage.cues import Cues
from assistant.triage.past import second_statement
from assistant.triage.patterns import Matcher, PatternError
from assistant.triage.quoted import quotes_article
from assistant.triage.words import Reader
from corpus.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.triage.cues import Mark
    from assistant.triage.rules import RuleBook
    from assistant.triage.spans import Span
    from assistant.triage.words import Message

_EVENT, _NOT, _FINDING, _CONTEXT = "event ", "not ", "finding ", "context "
_STRENGTH = {
    Status.PRESENT: 6,
    Status.OTHER: 5,
    Status.DOUBTFUL: 4,
    Status.RESOLVED: 3,
    Status.HISTORICAL: 2,
    Status.HYPOTHETICAL: 1,
    Status.NEGATED: 0,
}
_CERTAIN = _STRENGTH[Status.OTHER]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A finding, context or event at words ``first`` up to ``last`` of the person's message number ``turn``."""

    name: str
    status: Status
    turn: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Heard:
    """All that one message says; ``events`` are retracted, cleared, returned."""

    message: Message
    signs: tuple[Evidence, ...]
    events: tuple[Evidence, ...]


class Listener:
    """Hears messages by the wordings of a rule book; compiled once."""

    def __init__(self, book: RuleBook) -> None:
        words = book.vocabulary
        self._cues = Cues(book.cues)
        self._reader = Reader(words.spellings, words.fillers, self._cues.words.union(words.look_alikes))
        self._matcher = Matcher(self._reader, words.sets)
        self._category = {finding.id: category.id for category in book.categories for finding in category.findings}
        collects = gc.isenabled()
        gc.disable()  # nothing made here is ever let go, and looking for what might be takes as long as the work
        try:
            self._compile(book)
        finally:
            if collects:
                gc.enable()

    def _compile(self, book: RuleBook) -> None:
        for place, owner, wordings in _wordings(book):
            try:
                self._matcher.add(owner, wordings)
            except PatternError as error:
                raise ArticleError(f"{place}: {error}") from error
        self._matcher.freeze()
        self._reader.freeze()

    def mends(self, word: str) -> bool:
        """Whether a plain word would be taken for a slip of the finger."""
        return self._reader.forms(word) != (word,) and self._reader.repaired(word) != word

    def hear(self, text: str, turn: int) -> Heard:
        """Everything the message says; any string can be heard."""
        message = self._reader.read(text)
        marks = self._cues.find(message)
        found = self._matcher.find(message, denied_words(message, marks))
        reading = _Reading(message, marks, turn)
        events = self._events(reading, found)
        signs = self._signs(reading, found, every=bool(events))
        return Heard(message, tuple(sorted(signs, key=_position)), tuple(sorted(events, key=_position)))

    def _events(self, reading: _Reading, found: Mapping[str, Sequence[Span]]) -> list[Evidence]:
        events = []
        for owner, spans in found.items():
            if owner.startswith(_EVENT):
                kept = _outside(spans, found.get(_NOT + owner, ()))
                events += reading.evidence(owner[len(_EVENT) :], kept, every=True)
        return [event for event in events if event.status in (Status.PRESENT, Status.OTHER)]

    def _signs(self, reading: _Reading, found: Mapping[str, Sequence[Span]], *, every: bool) -> list[Evidence]:
        """Where the talk turns inside a message every occurrence counts, otherwise the most certain."""
        signs: list[Evidence] = []
        for owner, spans in found.items():
            if not owner.startswith((_FINDING, _CONTEXT)):
                continue
            name = owner.partition(" ")[2]
            kept = spans
            for of in ("", self._category.get(name, ""), name):
                kept = _outside(kept, reading.one_statement(found.get(_NOT + of, ())))
            heard = reading.evidence(name, kept, every=every)
            signs += heard if every else _strongest(heard)
        return signs


def _wordings(book: RuleBook) -> Sequence[tuple[str, str, str]]:
    rows = [("vocabulary.yaml: idioms", _NOT, book.vocabulary.idioms)]
    rows += [(f"contexts.yaml: {name}", _event_owner(name), wordings) for name, wordings in book.events.items()]
    for context in book.contexts:
        rows.append((f"contexts.yaml: {context.id}", _CONTEXT + context.id, context.wordings))
        rows.append((f"contexts.yaml: {context.id}: not_when", _NOT + context.id, context.not_when))
    for category in book.categories:
        place = f"red_flags/{category.id}.yaml"
        rows.append((f"{place}: not_when", _NOT + category.id, category.not_when))
        rows += [(f"{place}: {f.id}", _FINDING + f.id, f.wordings) for f in category.findings]
        rows += [(f"{place}: {f.id}: not_when", _NOT + f.id, f.not_when) for f in category.findings]
    return rows


def _event_owner(name: str) -> str:
    """``not_cleared`` lists what only looks like ``cleared``."""
    return _NOT + _EVENT + name[4:] if name.startswith("not_") else _EVENT + name


@dataclass(frozen=True, slots=True)
class _Reading:
    """A message read once: its words, its cues, its number."""

    message: Message
    marks: list[Mark]
    turn: int

    def evidence(self, name: str, spans: Sequence[Span], *, every: bool) -> list[Evidence]:
        """How each occurrence is meant; unless all are wanted, up to the first certain one."""
        heard = []
        for first, last in spans:
            evidence = Evidence(name, self._status(first, last), self.turn, first, last)
            heard.append(evidence)
            if not every and _STRENGTH[evidence.status] >= _CERTAIN:
                break
        return heard

    def one_statement(self, idioms: Sequence[Span]) -> Sequence[Span]:
        """The idioms that do not reach into a new statement: ``my legs are weak and I need …`` is none."""
        return [span for span in idioms if not second_statement(self.message, *span)]

    def _status(self, first: int, last: int) -> Status:
        found = status(self.message, self.marks, first, last)
        start, end = self.message.spans[first][0], self.message.spans[last - 1][1]
        if _STRENGTH[found] >= _CERTAIN and quotes_article(self.message.text, start, end):
            return Status.HYPOTHETICAL
        return found


def _strongest(heard: Sequence[Evidence]) -> list[Evidence]:
    return [max(heard, key=lambda evidence: _STRENGTH[evidence.status])] if heard else []


def _outside(spans: Sequence[Span], idioms: Sequence[Span]) -> Sequence[Span]:
    """Spans that touch no idiom; both come sorted, so one walk is enough for the few there are."""
    if not idioms:
        return spans
    inside: set[int] = set()
    for first, last in idioms:
        inside.update(range(first, last))
    return [span for span in spans if inside.isdisjoint(range(*span))]


def _position(evidence: Evidence) -> tuple[int, int]:
    return evidence.first, evidence.last
