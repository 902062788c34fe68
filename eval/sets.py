"""Question sets in (JSONL), their rows as nouns out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain import Role, Tier, Turn
from corpus.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

QUESTIONS = Path(__file__).with_name("questions")


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation; only its last turn is judged.

    ``tiers`` are all that are acceptable, ``red_flags`` those of which one should be named, ``kind`` one of
    ``in_scope not_in_article off_topic safety``. ``evidence`` holds groups of quotes of the article: any one of a group
    is as good as the others, and together the groups answer; none where the article does not.
    """

    id: str
    kind: str
    turns: tuple[Turn, ...]
    tiers: tuple[Tier, ...]
    red_flags: tuple[str, ...]
    tags: tuple[str, ...]
    evidence: tuple[tuple[str, ...], ...] = ()

    @property
    def said(self) -> str:
        """The last message."""
        return self.turns[-1].text


def read_set(path: Path) -> list[Row]:
    """Every row of one set; raises ``DataError`` that names the file, the line and what is wrong."""
    with path.open(encoding="utf-8") as stream:
        return [_row(path, number, line) for number, line in enumerate(stream, start=1) if line.strip()]


def read_folder(folder: Path) -> Iterator[tuple[str, list[Row]]]:
    """Each set of a folder with its name."""
    for path in sorted(folder.glob("*.jsonl")):
        yield path.stem, read_set(path)


def _row(path: Path, number: int, line: str) -> Row:
    try:
        data = json.loads(line)
        turns = tuple(Turn(Role.USER, text) for text in data["turns"])
        tiers = tuple(sorted(Tier.of(word) for word in data["tiers"]))
        return Row(
            data["id"],
            data["kind"],
            turns,
            tiers,
            tuple(data.get("red_flags", ())),
            tuple(data.get("tags", ())),
            tuple(map(tuple, data["evidence"])) if data.get("answerable") else (),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path.name}, line {number}: {type(error).__name__} {error}") from None
