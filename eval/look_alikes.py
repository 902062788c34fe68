"""Writes ``assistant/triage/look_alikes.txt``: words that are one slip away from a word of the safety line.

The source is the English word list of pyspellchecker (MIT). A word that people do write is never taken for a slip.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from spellchecker import SpellChecker

import assistant.triage
from assistant.triage.hearing import Listener
from assistant.triage.rules import load_rules

PATH = Path(assistant.triage.__file__).with_name("look_alikes.txt")
USED = 100  # times in the source's subtitles and articles; rarer ones are mostly slips themselves
HEADER = """\
# Words of their own that are one slip of the finger away from a word of the wordings, so they are left as they are.
# Made by `make look-alikes` from the English word list of pyspellchecker (MIT); do not edit.
"""


def look_alikes() -> list[str]:
    """Ordinary words that would be taken for a slip if they were not listed, in order of the alphabet."""
    book = load_rules()
    book = replace(book, vocabulary=replace(book.vocabulary, look_alikes=frozenset()))
    listener = Listener(book)
    words = SpellChecker(language="en").word_frequency.dictionary
    return sorted(word for word, used in words.items() if used >= USED and listener.mends(word))


if __name__ == "__main__":
    PATH.write_text(HEADER + "\n".join(look_alikes()) + "\n", encoding="utf-8")
