"""Writes ``assistant/triage/look_alikes.txt``: words that are one slip away from a word of the safety line.

The source are the word lists of pyspellchecker (MIT): English, and the common words of the other languages that people
are answered in. A word that people do write is never taken for a slip.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from spellchecker import SpellChecker

import assistant.triage
from assistant.triage.hearing import Listener
from assistant.triage.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

PATH = Path(assistant.triage.__file__).with_name("look_alikes.txt")
USED = 100  # times in the source's subtitles and articles; rarer ones are mostly slips themselves
OTHERS = ("de", "es", "fr", "pt")
USED_THERE, LETTERS = 1000, 5  # of other languages only common words, and none so short that it may be an English slip
HEADER = """\
# Words of their own that are one slip of the finger away from a word of the wordings, so they are left as they are.
# Made by `make look-alikes` from the word lists of pyspellchecker (MIT); do not edit.
"""


def look_alikes() -> list[str]:
    """Ordinary words that would be taken for a slip if they were not listed, in order of the alphabet."""
    book = load_rules()
    book = replace(book, vocabulary=replace(book.vocabulary, look_alikes=frozenset()))
    listener = Listener(book)
    written = {word for word, used in _used("en") if used >= USED}
    for language in OTHERS:
        written |= {word for word, used in _used(language) if used >= USED_THERE and len(word) >= LETTERS}
    return sorted(word for word in written if listener.mends(word))


def _used(language: str) -> Iterable[tuple[str, int]]:
    found: dict[str, int] = SpellChecker(language=language).word_frequency.dictionary
    return found.items()


if __name__ == "__main__":
    PATH.write_text(HEADER + "\n".join(look_alikes()) + "\n", encoding="utf-8")
