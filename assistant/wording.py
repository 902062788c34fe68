"""``wording.yaml`` in, every fixed sentence a person can read out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from assistant.languages import read_translation, translated
from corpus.errors import DataError

PATH = Path(__file__).with_name("wording.yaml")


@dataclass(frozen=True, slots=True)
class Wording:
    """The fixed sentences: ``answers``, ``guidance`` and ``levels`` by name, the others as patterns over a sentence."""

    answers: dict[str, str]
    guidance: dict[str, str]
    levels: dict[str, str]
    warnings: re.Pattern[str]
    medicine: re.Pattern[str]
    to_a_professional: re.Pattern[str]

    def spoken(self, language: str) -> Wording:
        """The same in another language, its groups one by one; English where the translation lacks a sentence."""
        if language not in translated():
            return self
        said = read_translation(language).wording
        return replace(
            self,
            answers=self.answers | dict(said["answers"]),
            guidance=self.guidance | dict(said["guidance"]),
            levels=self.levels | dict(said["levels"]),
        )


@cache
def read_wording(path: Path = PATH) -> Wording:
    """The wording of a file; raises ``DataError`` that names the file and what is wrong with it."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Wording(
            answers=dict(data["answers"]),
            guidance=dict(data["guidance"]),
            levels=dict(data["levels"]),
            warnings=_any_of(data["warnings"]),
            medicine=_any_of(data["medicine"]),
            to_a_professional=_any_of(data["to_a_professional"]),
        )
    except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
        raise DataError(f"{path} cannot be read as wording ({error!r}); restore it or reinstall Spotter.") from None


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(w) for w in words)})\b", re.IGNORECASE)
