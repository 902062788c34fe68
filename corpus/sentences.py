"""Text in, the spans of its sentences out; a small rule-based splitter that prefers too few cuts to a wrong one."""

from __future__ import annotations

import re

# The end of a sentence: its stop, closing quotes, then white space; scripts without spaces need none.
_STOP = re.compile(r"(?:[.!?…।]+[\"'”’»)\]*_]*\s+|[。！？]+[」』）]*\s*)")
# Words whose dot ends no sentence; a.m., p.m. and etc. are left out because theirs often does.
_ABBREVIATION = re.compile(
    r"(?:^|[^\w.])(?:e\.g|i\.e|vs|cf|approx|incl|dr|mr|mrs|ms|prof|st|jr|sr|fig|u\.s|u\.k|[a-z])\.$", re.IGNORECASE
)
_NUMBERED = re.compile(r"(?:^|\W)(?:no|nos|p|pp|vol)\.$", re.IGNORECASE)  # ends no sentence before a number
_LONGEST = 12  # characters to look back for an abbreviation


def split(text: str) -> list[tuple[int, int]]:
    """Find the sentences of ``text`` as ``(start, end)`` in code points.

    Spans neither touch white space at their ends nor overlap; together they hold every other character.
    """
    spans: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for stop in _STOP.finditer(text):
        if stop.start() >= start and _ends(text, stop):
            spans.append((start, stop.start() + len(stop.group().rstrip())))
            start = stop.end()
    end = len(text.rstrip())
    if start < end:
        spans.append((start, end))
    return spans


def _ends(text: str, stop: re.Match[str]) -> bool:
    after = text[stop.end() : stop.end() + 1]
    if not after or after.islower() or after in ",;:)]…":
        return False
    if not stop.group().startswith("."):
        return True
    before = text[max(0, stop.start() - _LONGEST) : stop.start() + 1]
    return not (_ABBREVIATION.search(before) or (after.isdigit() and _NUMBERED.search(before)))
