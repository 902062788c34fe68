"""``lexicon.yaml`` in; for a text, the article's own words for what people call something else, out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import DataError
from corpus.yaml_file import read_mapping

PATH = Path(__file__).with_name("lexicon.yaml")
# Scripts written without spaces between words: there a term may start or end anywhere.
UNSPACED = re.compile(r"[\u0900-\u097f\u3000-\u9fff]")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``terms`` maps what people say to the article's words; ``pattern`` finds the longest term first."""

    terms: dict[str, str]
    pattern: re.Pattern[str]

    def gloss(self, text: str) -> tuple[str, ...]:
        """The article's words for the terms found in ``text``, in order of appearance, each once."""
        plain = text.casefold().replace("’", "'")
        return tuple(dict.fromkeys(self.terms[found] for found in self.pattern.findall(plain)))


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
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    spaced = "|".join(re.escape(t) for t in longest_first if not UNSPACED.search(t))
    unspaced = "|".join(re.escape(t) for t in longest_first if UNSPACED.search(t))
    return Lexicon(terms, re.compile(rf"(?<!\w)(?:{spaced})(?!\w)" + (f"|(?:{unspaced})" if unspaced else "")))
