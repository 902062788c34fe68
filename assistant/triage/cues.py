"""A message in; the cue phrases that say how its signs are meant out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from assistant.triage.words import STOP, bare

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.triage.words import Message

_first = attrgetter("first")


@dataclass(frozen=True, slots=True)
class Mark:
    """A cue of one kind, from word ``first`` up to ``last``."""

    first: int
    last: int
    kind: str


class Cues:
    """Finds the cue phrases of a message."""

    def __init__(self, cues: Mapping[str, str]) -> None:
        self._phrases: dict[str, dict[tuple[str, ...], list[str]]] = {}
        for kind, lines in cues.items():
            for line in lines.splitlines():
                words = tuple(bare(word) for word in line.split())
                kinds = self._phrases.setdefault(words[0], {}).setdefault(words, [])
                kinds.append(kind)

    def find(self, message: Message) -> list[Mark]:
        """Every cue, in order; where phrases overlap the longest counts."""
        marks: list[Mark] = []
        at = 0
        while at < len(message.words):
            phrase, kinds = self._longest(message, at)
            marks += [Mark(at, at + len(phrase), kind) for kind in kinds]
            at += max(1, len(phrase))
        return marks

    def _longest(self, message: Message, at: int) -> tuple[tuple[str, ...], list[str]]:
        best: tuple[tuple[str, ...], list[str]] = ((), [])
        for phrase, kinds in self._phrases.get(message.words[at], {}).items():
            end = at + len(phrase)
            whole = message.words[at:end] == phrase and STOP not in message.gaps[at + 1 : end]
            if whole and len(phrase) > len(best[0]):
                best = (phrase, kinds)
        return best


def marks_between(marks: list[Mark], low: int, high: int) -> list[Mark]:
    """The cues that begin from word ``low`` up to, not including, word ``high``."""
    return marks[bisect_left(marks, low, key=_first) : bisect_left(marks, high, key=_first)]
