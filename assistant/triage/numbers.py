"""A region code in; the telephone numbers that may be shown there out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.triage.rules import HERE, read_data
from corpus.errors import ArticleError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ANYWHERE = "default"  # where no region is set
_OPEN, _CLOSE = "[[", "]]"
_SENTENCE_END = re.compile(r"(?:\.|।) ")


@dataclass(frozen=True, slots=True)
class Phrases:
    """What surrounds numbers in one language: phrases of the data with words in them, and two sentences for lists."""

    known: Mapping[str, str] = field(default_factory=dict)
    the_number: str = "The number is {several}."
    the_emergency_number: str = "The emergency number is {several}."

    def of(self, phrase: str) -> str:
        """The phrase in this language, or as it is where there is none."""
        return self.known.get(phrase, phrase)

    def sentences(self, several: str) -> tuple[str, str]:
        """The list right after what tells to call, and at the end of a text."""
        return self.the_number.format(several=several), self.the_emergency_number.format(several=several)


IN_ENGLISH = Phrases()


@dataclass(frozen=True, slots=True)
class Numbers:
    """The lines of one region; None where the data has no number for it.

    Where no region is set, ``emergency`` names several numbers in brackets; ``fill`` puts those in a sentence of
    their own.
    """

    region: str
    emergency: str
    crisis: str
    advice: str | None = None
    poison: str | None = None

    def fill(self, text: str, phrases: Phrases = IN_ENGLISH) -> str:
        """The text with its placeholders filled; a ``[[…]]`` part is dropped when its number is not known here."""
        short, several = phrases.of(self.emergency), ""
        if self.region == ANYWHERE:
            short, _, several = short.partition(" (")
        lines = {
            "emergency_number": short,
            "crisis_line": phrases.of(self.crisis),
            "advice_line": self.advice and phrases.of(self.advice),
            "poison_line": self.poison and phrases.of(self.poison),
        }
        head, *optional = text.split(_OPEN)
        kept = [head]
        for part in optional:
            inside, _, after = part.partition(_CLOSE)
            missing = any(number is None and f"{{{name}}}" in inside for name, number in lines.items())
            kept += [after] if missing else [inside, after]
        filled = "".join(kept)
        for name, number in lines.items():
            filled = filled.replace(f"{{{name}}}", number or "")
        filled = " ".join(filled.split())
        return _with_numbers(filled, short, phrases.sentences(several.rstrip(")"))) if several else filled


def _with_numbers(text: str, short: str, sentences: tuple[str, str]) -> str:
    """The numbers right after the sentence that begins the text with the call, otherwise at the end."""
    at = text.find(short)
    if at < 0:
        return text
    right_after, at_the_end = sentences
    end = _SENTENCE_END.search(text, at)
    if end and not _SENTENCE_END.search(text, 0, at):
        return f"{text[: end.end()]}{right_after} {text[end.end() :]}"
    return f"{text} {at_the_end}"


def load_numbers(region: str = ANYWHERE, folder: Path = HERE) -> Numbers:
    """The numbers of a region (case does not matter); raises ``InputError`` for one the data does not know."""
    data = read_data(folder / "numbers.yaml")
    try:
        default, regions = data["default"], data["regions"]
        crisis = " or ".join(default["crisis"])
        if region.casefold() == ANYWHERE:
            return Numbers(ANYWHERE, default["emergency"][0], crisis)
        known = {name.casefold(): name for name in regions}
        if region.casefold() not in known:
            raise InputError(f"region {region!r} is not known; known: default, {', '.join(sorted(regions))}")
        name = known[region.casefold()]
        lines = regions[name]
        # Another country's crisis line is no help: where a region has none, its emergency number answers at any hour.
        crisis = lines.get("crisis", lines["emergency"])
        return Numbers(name, lines["emergency"], crisis, lines.get("advice"), lines.get("poison"))
    except (KeyError, TypeError, AttributeError) as error:
        raise ArticleError(f"numbers.yaml: {region}: lacks {error}") from error
