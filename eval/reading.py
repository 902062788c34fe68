"""How hard a text is to read, as a school grade."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:;]+(?=\s|$|[\"”’)])")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?:[^aeiouylr]e|[^aeiouytd]ed|[^aeiouyscxgz]es|[aeiouy]re)$")


def syllables(word: str) -> int:
    """Syllables of one English word by its groups of vowels; right for some nine words of ten, at least 1."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if _SILENT_END.search(word) and count > 1:
        count -= 1
    return max(count, 1)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade level of an English text; 0.0 for a text without words.

    Source: Kincaid et al. 1975, Derivation of new readability formulas for Navy enlisted personnel,
    Research Branch Report 8-75. A colon or semicolon ends a sentence too: what it joins is read one by one.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(len(_SENTENCE_END.findall(text)), 1)
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
