"""A message in; the cue phrases that say how its signs are meant, and what stands around one sign, out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import product
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from assistant.triage.words import STOP, bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from assistant.triage.words import Message

_first = attrgetter("first")


@dataclass(frozen=True, slots=True)
class Mark:
    """A cue of one kind, from word ``first`` up to ``last``."""

    first: int
    last: int
    kind: str


_ANY, _HERE = "*", ""  # any one word; the kinds of the phrase that ends here

_Node = dict[str, Any]  # word → what may follow it


class Cues:
    """Finds the cue phrases of a message.

    A phrase is words; ``was|were`` is either word, ``*`` is any one word. ``words`` are all of them: none is a slip of
    the finger for another word.
    """

    def __init__(self, cues: Mapping[str, str]) -> None:
        self._phrases: _Node = {}
        self.words: set[str] = set()
        for kind, lines in cues.items():
            for line in lines.splitlines():
                for words in product(*(part.split("|") for part in line.split())):
                    self._add(kind, words)

    def _add(self, kind: str, words: tuple[str, ...]) -> None:
        node = self._phrases
        for word in words:
            plain = word if word == _ANY else bare(word)
            self.words.add(plain)
            node = node.setdefault(plain, {})
        node[_HERE] = (*(known for known in node.get(_HERE, ()) if known != kind), kind)

    def find(self, message: Message) -> list[Mark]:
        """Every cue, in order; where phrases overlap the longest counts."""
        marks: list[Mark] = []
        at = 0
        while at < len(message.words):
            end, kinds = self._longest(message, at)
            marks += [Mark(at, end, kind) for kind in kinds]
            at = max(at + 1, end)
        return marks

    def _longest(self, message: Message, at: int) -> tuple[int, tuple[str, ...]]:
        """Where the longest phrase from word ``at`` ends, and its kinds; a word of its own before any word."""
        best: tuple[int, tuple[str, ...]] = (at, ())
        waiting = [(at, self._phrases)]
        while waiting:
            end, node = waiting.pop()
            if end > best[0] and _HERE in node:
                best = end, node[_HERE]
            if end == len(message.words) or (end > at and message.gaps[end] == STOP):
                continue
            waiting += [(end + 1, node[word]) for word in (_ANY, message.words[end]) if word in node]
        return best


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sign at ``first``…``last`` with the cues of its sentence, within reach."""

    message: Message
    first: int
    last: int
    low: int
    high: int
    marks: list[Mark]

    def left(self, *kinds: str) -> Iterator[Mark]:
        """Cues of these kinds before the sign that no break cuts off, nearest first."""
        for mark in reversed(self.marks):
            if mark.last > self.first:
                continue
            if mark.kind in kinds:
                yield mark
            elif mark.kind == "break":
                return

    def right(self, *kinds: str) -> Iterator[Mark]:
        """Cues of these kinds after the sign, nearest first."""
        return (mark for mark in self.marks if mark.first >= self.last and mark.kind in kinds)

    def anywhere(self, *kinds: str) -> bool:
        """Whether a cue of these kinds stands outside the sign."""
        return any(m.kind in kinds and (m.last <= self.first or m.first >= self.last) for m in self.marks)

    def between(self, mark: Mark) -> tuple[str, ...]:
        """The words between a cue on the left and the sign."""
        return self.message.words[mark.last : self.first]

    def next_marks(self, marks: list[Mark]) -> tuple[int, list[Mark]]:
        """Where the following sentence begins, and its cues."""
        if self.high >= len(self.message.words):
            return self.high, []
        low, high = self.message.sentence(self.high)
        return low, [mark for mark in marks_between(marks, low, high) if mark.last <= high]


def marks_between(marks: list[Mark], low: int, high: int) -> list[Mark]:
    """The cues that begin from word ``low`` up to, not including, word ``high``."""
    return marks[bisect_left(marks, low, key=_first) : bisect_left(marks, high, key=_first)]
