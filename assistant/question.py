"""A message in, what it asks out; and whether it is small talk or leans on an earlier one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain import Role, Scope
from corpus.errors import DataError
from corpus.yaml_file import read_mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Turn

PATH = Path(__file__).with_name("question_words.yaml")
# Zero-width, bidirectional and control characters, and lone surrogates: invisible, and never part of a word.
INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
SENTENCE_END = re.compile(r"(?<=[.!?。？！])\s+|\n+")
LONG_WORDS = 14  # a message longer than this is searched for the sentences that ask
CLAUSE_WORDS = 2  # words of content that make "and does water matter" a question of its own
READ_CHARS = 4000  # of a longer message the beginning and the end are looked up; triage reads it whole


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """How questions are put: word lists and patterns, from ``question_words.yaml``."""

    small_talk: frozenset[str]
    replies: dict[str, frozenset[str]]
    about: re.Pattern[str]
    stop: frozenset[str]
    forms: dict[str, re.Pattern[str]]
    aside: re.Pattern[str]
    joining: re.Pattern[str]
    clause: re.Pattern[str]
    opening: re.Pattern[str]
    pointing: re.Pattern[str]
    bare: re.Pattern[str]
    alternatives: tuple[tuple[re.Pattern[str], ...], ...]
    times: tuple[re.Pattern[str], ...]
    asking: re.Pattern[str]
    joint: re.Pattern[str]
    agreeing: frozenset[str]
    agreeing_beside: frozenset[str]
    more: re.Pattern[str]
    correcting: re.Pattern[str]
    ordinal: re.Pattern[str]


@cache
def read_question_words(path: Path = PATH) -> QuestionWords:
    """The word lists of a file."""
    data = read_mapping(path)
    return QuestionWords(
        small_talk=_words(path, data["small_talk"]),
        replies={name: _words(path, words) for name, words in data["replies"].items()},
        about=re.compile(data["about"]),
        stop=_words(path, data["stop"]),
        forms={name: re.compile(pattern) for name, pattern in data["forms"].items()},
        aside=re.compile(data["aside"], re.IGNORECASE),
        joining=re.compile(data["joining"], re.IGNORECASE),
        clause=re.compile(data["clause"], re.IGNORECASE),
        opening=re.compile(data["leaning"]["opening"]),
        pointing=re.compile(data["leaning"]["pronoun"]),
        bare=re.compile(data["bare_question"]),
        alternatives=tuple(tuple(map(_any_of, group)) for group in data["alternatives"].values()),
        times=tuple(map(_any_of, data["times"])),
        asking=re.compile(data["asking"], re.IGNORECASE),
        joint=re.compile(data["joint"], re.IGNORECASE),
        agreeing=_words(path, data["agreeing"]),
        agreeing_beside=_words(path, data["agreeing_beside"]),
        more=re.compile(data["more"], re.IGNORECASE),
        correcting=re.compile(data["correcting"], re.IGNORECASE),
        ordinal=re.compile(data["ordinal"], re.IGNORECASE),
    )


def _any_of(ways: list[str]) -> re.Pattern[str]:
    """One of several ways to write a thing, the longest first."""
    longest_first = sorted(ways, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


def _words(path: Path, found: list[object]) -> frozenset[str]:
    """A list of words; YAML reads a bare yes, no, on or off as true or false, which is refused."""
    strange = [word for word in found if not isinstance(word, str)]
    if strange:
        raise DataError(f"{path} lists {strange[0]!r}, which is no word: put quotes around it.")
    return frozenset(word for word in found if isinstance(word, str))


def readable(text: str) -> str:
    """The text without invisible characters; of a very long one, its beginning and its end."""
    shown = INVISIBLE.sub("", text).replace("’", "'").strip()
    if len(shown) > READ_CHARS:
        shown = shown[: READ_CHARS // 2] + "\n" + shown[-READ_CHARS // 2 :]
    return shown


def small_talk(turns: Sequence[Turn]) -> Scope | None:
    """What a last message without content is: thanks, a greeting, about Spotter, or merely off topic; else None.

    A message that leans on the one before has the content of that one, unless it says thanks and asks nothing.
    """
    said = [readable(t.text) for t in turns if t.role is Role.USER]
    if not said:
        return None
    words, known = re.findall(r"[^\W_]+", said[-1].lower()), read_question_words()
    reply = next((name for name, these in known.replies.items() if these & set(words)), None)
    content = [w for w in content_words(said[-1]) if not any(w in these for these in known.replies.values())]
    leaning = len(said) > 1 and leans(said[-1])
    if reply and not content and (not leaning or (reply == Scope.THANKS.value and "?" not in said[-1])):
        return Scope(reply)
    if len(words) <= LONG_WORDS and known.about.search(said[-1].lower()) and not content_words(said[-1])[2:]:
        return Scope.ABOUT
    return Scope.OFF_TOPIC if not content and not leaning else None


def has_words(text: str) -> bool:
    """True when there is at least one letter or digit to read."""
    return any(c.isalnum() for c in text)


def leans(question: str) -> bool:
    """True when a message only makes sense with the one before it: it points back, or asks and names nothing."""
    words = read_question_words()
    lower = question.lower()
    if words.clause.search(lower) and not words.pointing.search(lower) and len(content_words(lower)) >= CLAUSE_WORDS:
        return False
    if words.opening.search(lower) or words.pointing.search(lower):
        return True
    return bool(words.bare.search(lower)) and not content_words(lower)


def focus(text: str) -> str:
    """The sentences that ask, where they make sense alone; of a long message in which none does, the last one."""
    sentences = [s.strip() for s in SENTENCE_END.split(text) if s.strip()]
    asking = [s for s in sentences if s.endswith(("?", "？"))]
    if any(len(content_words(s)) >= CLAUSE_WORDS and not leans(s) for s in asking):
        return " ".join(asking)
    return text


def content_words(text: str) -> list[str]:
    """The lower-case words of a text that are neither stop words nor small talk, in order."""
    words = read_question_words()
    found = re.findall(r"[^\W_]+", text.lower())
    return [w for w in found if w not in words.stop and w not in words.small_talk]
