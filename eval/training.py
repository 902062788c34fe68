"""``messages/*.tsv`` in, the messages the recogniser learns from out; every fault names its file and line."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain import Tier
from assistant.triage import catalogue
from corpus.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGES = Path(__file__).with_name("messages")
FIELDS = ["category", "tier", "register", "language", "text"]
NONE = "-"
_MARK = re.compile(r"\[\[|\]\]")


@dataclass(frozen=True, slots=True)
class Message:
    """One message as typed.

    ``categories`` are the red flags it states, the most important first; none for a harmless one. ``signs`` are the
    places in ``text`` that carry them, in code points. ``voice`` is the file: one writer's way of speaking.
    """

    voice: str
    categories: tuple[str, ...]
    tier: Tier
    register: str
    language: str
    text: str
    signs: tuple[tuple[int, int], ...]


def read_messages(folder: Path = MESSAGES) -> list[Message]:
    """Every message of every voice; raises ``DataError`` that names the file, the line and what is wrong."""
    return [message for path in sorted(folder.glob("*.tsv")) for message in _voice(path)]


def read_asides(folder: Path = MESSAGES) -> list[str]:
    """What people say around a message that changes nothing: greetings, small talk, playing it down, orders."""
    return [line for line in (folder / "asides.txt").read_text(encoding="utf-8").splitlines() if line.strip()]


def _voice(path: Path) -> Iterator[Message]:
    known = {category.id for category in catalogue()}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        if next(rows, None) != FIELDS:
            raise DataError(f"{path.name}, line 1: expected the header {' '.join(FIELDS)}, separated by tabs")
        for row in rows:
            try:
                yield _message(path.stem, row, known)
            except ValueError as error:
                raise DataError(f"{path.name}, line {rows.line_num}: {error}") from None


def _message(voice: str, row: list[str], known: set[str]) -> Message:
    if len(row) != len(FIELDS):
        raise ValueError(f"expected {len(FIELDS)} fields, found {len(row)}")
    category, tier, register, language, marked = row
    categories = () if category == NONE else tuple(category.split("+"))
    if set(categories) - known:
        raise ValueError(f"unknown category {sorted(set(categories) - known)}")
    if tier not in {t.word for t in Tier} or bool(categories) is (tier == Tier.SELF_CARE.word):
        raise ValueError(f"tier {tier!r} does not go with category {category!r}")
    text, signs = _unmarked(marked)
    if bool(signs) is not bool(categories):
        raise ValueError("the sign is marked with [[ ]] in a message that states one, and in no other")
    return Message(voice, categories, Tier.of(tier), register, language, text, signs)


def _unmarked(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    text, places, opened, at = "", [], None, 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        if (mark[0] == "[[") is (opened is not None):
            raise ValueError("[[ and ]] do not pair")
        if opened is None:
            opened = len(text)
        else:
            places.append((opened, len(text)))
            opened = None
    if opened is not None:
        raise ValueError("[[ and ]] do not pair")
    return text + marked[at:], tuple(places)
