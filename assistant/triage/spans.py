"""Where the parts of a wording occur in; the spans where the whole wording does out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Span = tuple[int, int]  # a first place and the one after the last
NEAR = 8  # words that may stand between the two sides of ``~``
_start = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled wording: groups that must be near one another, each a row of (atom, words that may be skipped)."""

    owner: str
    groups: tuple[tuple[tuple[int, int], ...], ...]
    atoms: frozenset[int]


class Places(dict[int, list[Span]]):
    """Where each atom occurs; a union's places are put together when they are first asked for.

    ``denied`` maps a place to that of the "no" that governs it: no skip leads over the "no" to what it denies.
    """

    def __init__(
        self,
        inner: Mapping[int, list[int]],
        own: Mapping[int, list[Span]],
        denied: Mapping[int, int] | None = None,
    ) -> None:
        super().__init__()
        self._inner = inner
        self._own = own
        self._denied = denied or {}

    def joins(self, last: int, begin: int) -> bool:
        """Whether words up to ``last`` go on at ``begin``, with no "no" in between that denies what follows."""
        return self._denied.get(begin, -1) < last

    def __missing__(self, atom: int) -> list[Span]:
        spans = [*self._own.get(atom, ()), *(span for inner in self._inner.get(atom, ()) for span in self[inner])]
        self[atom] = spans = sorted(set(spans)) if self._inner.get(atom) else spans
        return spans


def shortest_and_longest(spans: set[Span]) -> list[Span]:
    """Of the spans that begin at one word, two are enough: the others say nothing new."""
    kept: list[Span] = []
    for span in sorted(spans):
        if len(kept) > 1 and kept[-1][0] == kept[-2][0] == span[0]:
            kept[-1] = span
        else:
            kept.append(span)
    return kept


def match(pattern: Pattern, at: Places) -> list[Span]:
    """Every span of the wording; all its atoms must occur."""
    spans = _row(pattern.groups[0], at)
    for group in pattern.groups[1:]:
        if not spans:
            break
        spans = _near(spans, _row(group, at), at)
    return spans


def _row(group: tuple[tuple[int, int], ...], at: Places) -> list[Span]:
    spans = at[group[0][0]]
    for atom, skip in group[1:]:
        nexts = at[atom]
        joined: list[Span] = []
        for first, last in spans:
            number = bisect_left(nexts, last, key=_start)
            while number < len(nexts) and nexts[number][0] <= last + skip:
                if at.joins(last, nexts[number][0]):
                    joined.append((first, nexts[number][1]))
                number += 1
        spans = list(dict.fromkeys(joined))
        if not spans:
            break
    return spans


def _near(ones: list[Span], others: list[Span], at: Places) -> list[Span]:
    joined = []
    for first, last in ones:
        number = bisect_left(others, last, key=_start)
        if number < len(others) and others[number][0] - last <= NEAR and at.joins(last, others[number][0]):
            joined.append((first, others[number][1]))
        before = bisect_left(others, first, key=_start) - 1
        if before >= 0:
            begin, end = others[before]
            if end <= first and first - end <= NEAR and at.joins(end, first):
                joined.append((begin, last))
    return joined
