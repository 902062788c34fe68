"""A sign and the cues around it in; whether it is long past, or has gone away since, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.triage.words import COMMA, NO_GAP, word_set

if TYPE_CHECKING:
    from assistant.triage.cues import Mark, Sentence
    from assistant.triage.words import Message

_SHORT = 3  # words a year may stand from the sentence's beginning
_NEXT = 4  # words within which something belongs to what came before
_JOINS = word_set("and so y et und e aur")
_OWNERS = word_set(
    "my i im ive his her he she now it me mi tengo jai je mon ma ich mein meine habe estou tenho minha meu mujhe mera "
    "meri",
)

_WENT = word_set("gone")
_ENDS = word_set(
    "now away again since after by within in when once overnight today this that completely entirely altogether "
    "for before but and so then thankfully thank i its as with until till yesterday last the anyway too mostly largely",
)
_PERSONS = word_set("my i im ive his he she we they their")


def long_ago(here: Sentence) -> bool:
    """A time long past governs the sign: no pause in between, but right after it, and no new statement."""
    words, gaps = here.message.words, here.message.gaps
    for mark in here.left("past"):
        apart = COMMA in gaps[mark.last + 1 : here.first + 1]
        if not apart and not begins_anew(words[mark.last : here.first]):
            return True
    for mark in here.right("past"):
        if COMMA not in gaps[here.last : mark.first + 1] and not begins_anew(words[here.last : mark.first]):
            return True
    low = next((i for i in range(here.first, here.low + _SHORT, -1) if gaps[i] == COMMA), here.low)
    high = next((i for i in range(here.last, here.high) if gaps[i] == COMMA), here.high)
    return _names_time(words[low : here.first]) or _names_time(words[here.last : high])


def begins_anew(words: tuple[str, ...]) -> bool:
    """``… two months ago and my back aches``: a second statement, with its own time."""
    joins = [i for i, word in enumerate(words) if word in _JOINS]
    return any(set(words[i + 1 : i + 3]) & _OWNERS for i in joins)


def second_statement(message: Message, first: int, last: int) -> bool:
    """Whether words ``first`` up to ``last`` go on, after a pause or an "and", with what a person is or does."""
    words, gaps = message.words, message.gaps
    return any(
        words[i] in _PERSONS and (gaps[i] == COMMA or words[i - 1] in _JOINS) for i in range(first + 1, last - 1)
    )


def _names_time(words: tuple[str, ...]) -> bool:
    """``in 2019``, or ``when I was 19``."""
    for number, word in enumerate(words[1:], 1):
        if word.isdecimal() and words[number - 1] == "in" and len(word) == len("2019") and word[:2] in ("19", "20"):
            return True
        if word.isdecimal() and words[max(0, number - 3) : number] == ("when", "i", "was"):
            return True
    return False


def is_gone(message: Message, mark: Mark) -> bool:
    """``it has gone`` ends a sign; ``it has gone numb`` begins one: a state follows the "gone"."""
    if message.words[mark.last - 1] not in _WENT or mark.last == len(message.words):
        return True
    return message.gaps[mark.last] != NO_GAP or message.words[mark.last] in _ENDS


def gone_next(here: Sentence, marks: list[Mark]) -> bool:
    """``It went away after an hour.`` right after the sentence with the sign."""
    low, following = here.next_marks(marks)
    if any(mark.kind in ("ongoing", "neutral") for mark in following):
        return False
    gone = [mark for mark in following if mark.kind == "gone" and is_gone(here.message, mark)]
    return any(mark.first - low <= _NEXT for mark in gone)
