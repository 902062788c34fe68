"""A region code in; the telephone numbers that may be shown there out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.triage.rules import HERE, read_data
from corpus.errors import ArticleError, InputError

if TYPE_CHECKING:
    from pathlib import Path

_OPEN, _CLOSE = "[[", "]]"


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

    def fill(self, text: str) -> str:
        """The text with its placeholders filled; a ``[[…]]`` part is dropped when its number is not known here."""
        short, _, several = self.emergency.partition(" (")
        lines = {
            "emergency_number": short,
            "crisis_line": self.crisis,
            "advice_line": self.advice,
            "poison_line": self.poison,
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
        return _with_numbers(filled, short, several.rstrip(")")) if several else filled


def _with_numbers(text: str, short: str, several: str) -> str:
    """The numbers right after the sentence that begins the text with the call, otherwise at the end."""
    at = text.find(short)
    if at < 0:
        return text
    end = text.find(". ", at)
    if end >= 0 and ". " not in text[:at]:
        return f"{text[: end + 1]} The number is {several}.{text[end + 1 :]}"
    return f"{text} The emergency number is {several}."


def load_numbers(region: str = "default", folder: Path = HERE) -> Numbers:
    """The numbers of a region (case does not matter); raises ``InputError`` for one the data does not know."""
    data = read_data(folder / "numbers.yaml")
    try:
        default, regions = data["default"], data["regions"]
        crisis = " or ".join(default["crisis"])
        if region.casefold() == "default":
            return Numbers("default", default["emergency"][0], crisis)
        known = {name.casefold(): name for name in regions}
        if region.casefold() not in known:
            raise InputError(f"region {region!r} is not known; known: default, {', '.join(sorted(regions))}")
        name = known[region.casefold()]
        lines = regions[name]
        return Numbers(name, lines["emergency"], lines.get("crisis", crisis), lines.get("advice"), lines.get("poison"))
    except (KeyError, TypeError, AttributeError) as error:
        raise ArticleError(f"numbers.yaml: {region}: lacks {error}") from error
