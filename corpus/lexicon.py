"""``lexicon.yaml`` in; for a text, the article's own words for what people call something else, out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import DataError
from corpus.yaml_file import read_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

PATH = Path(__file__).with_name("lexicon.yaml")
FOREIGN = "other_languages"  # the group of the file whose words are no English
# Scripts written without spaces between words: there a term may start or end anywhere.
UNSPACED = re.compile(r"[\u0900-\u097f\u3000-\u9fff]")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``terms`` maps what people say to the article's words; ``pattern`` finds the longest term first.

    ``foreign`` finds those of other languages alone.
    """

    terms: dict[str, str]
    pattern: re.Pattern[str]
    foreign: re.Pattern[str]

    def gloss(self, text: str) -> tuple[str, ...]:
        """The article's words for the terms found in ``text``, in order of appearance, each once."""
        return tuple(dict.fromkeys(self.terms[found] for found in self.pattern.findall(_plain(text))))

    def in_english(self, text: str) -> str:
        """The text with the article's words in the places of terms of other languages; an English text unchanged."""
        plain = _plain(text)
        translated = self.foreign.sub(lambda found: self.terms[found[0]], plain)
        return text if translated == plain else translated


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")


@cache
def read_lexicon(path: Path = PATH) -> Lexicon:
    """The lexicon of a file; raises ``DataError`` naming the file and the entry that is no list of words."""
    terms: dict[str, str] = {}
    for group in read_mapping(path).values():
        for article_word, said in group.items():
            if not isinstance(said, list) or not all(isinstance(word, str) for word in said):
                raise DataError(
                    f'{path}: {article_word!r} needs a list of words; write [one, two], with quotes for "no".'
                )
            terms.update({word.casefold(): str(article_word) for word in said})
    foreign = [word.casefold() for said in read_mapping(path).get(FOREIGN, {}).values() for word in said]
    return Lexicon(terms, _any_of(terms), _any_of(foreign))


def _any_of(terms: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    spaced = "|".join(re.escape(t) for t in longest_first if not UNSPACED.search(t))
    unspaced = "|".join(re.escape(t) for t in longest_first if UNSPACED.search(t))
    either = [rf"(?<!\w)(?:{spaced})(?!\w)"] * bool(spaced) + [f"(?:{unspaced})"] * bool(unspaced)
    return re.compile("|".join(either) or r"(?!)")
