"""A language's code in, what a person reads in it out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import DataError
from corpus.yaml_file import read_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Translation:
    """What one language's file says; what it lacks is read in English.

    ``red_flags`` holds, by category, what its data file holds in English: label, clarify, advice, advice_for.
    ``wording`` holds the groups of ``wording.yaml``; ``numbers`` the phrases of ``numbers.yaml`` that hold words,
    and ``sentences`` those that ``numbers.yaml`` puts them in.
    """

    language: str
    name: str
    red_flags: Mapping[str, Mapping[str, Any]]
    wording: Mapping[str, Mapping[str, str]]
    numbers: Mapping[str, str]
    sentences: Mapping[str, str]
    review: Mapping[str, str | None]


@cache
def translated(folder: Path = HERE) -> tuple[str, ...]:
    """The codes of the languages that have a file, in order of the alphabet."""
    return tuple(sorted(path.stem for path in folder.glob("??.yaml")))


@cache
def read_translation(language: str, folder: Path = HERE) -> Translation:
    """One language's file; raises ``DataError`` that names the file and what is wrong with it."""
    path = folder / f"{language}.yaml"
    data = read_mapping(path)
    try:
        return Translation(
            language=data["language"],
            name=data["name"],
            red_flags=data["red_flags"],
            wording=data["wording"],
            numbers=data["numbers"],
            sentences=data["sentences"],
            review=data["review"],
        )
    except (KeyError, TypeError) as error:
        raise DataError(f"{path} lacks {error}; restore it or reinstall Spotter.") from None
