"""A message and a place in it in; whether the article's own words stand there out."""

from __future__ import annotations

import re
from functools import cache

from corpus.reader import ARTICLE

_WORD = re.compile(r"\w+")
_QUOTE = 7  # words in a row that nobody says of themselves in just the article's way


def quotes_article(text: str, start: int, end: int) -> bool:
    """Whether the words from ``start`` to ``end`` belong to a passage copied from the article."""
    words = [(word[0].lower(), *word.span()) for word in _WORD.finditer(text, max(0, start - 80), end + 80)]
    inside = [number for number, (_, first, last) in enumerate(words) if last > start and first < end]
    if not inside:
        return False
    size = max(_QUOTE, len(inside))
    plain = [word for word, *_ in words]
    return any(
        all(tuple(plain[at : at + _QUOTE]) in _article() for at in range(first, first + size - _QUOTE + 1))
        for first in range(max(0, inside[-1] + 1 - size), inside[0] + 1)
    )


@cache
def _article() -> frozenset[tuple[str, ...]]:
    """Every run of words of the article as long as a quote must be."""
    words = _WORD.findall(ARTICLE.read_text(encoding="utf-8").lower())
    return frozenset(tuple(words[at : at + _QUOTE]) for at in range(len(words) - _QUOTE + 1))
