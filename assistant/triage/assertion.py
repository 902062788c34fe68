"""A sign found in a message in; how it is meant (present, denied, somebody else's, long ago, supposed) out."""

from __future__ import annotations

from bisect import bisect_left
from enum import Enum
from typing import TYPE_CHECKING

from assistant.triage.cues import Sentence, marks_between
from assistant.triage.past import begins_anew, gone_next, is_gone, long_ago
from assistant.triage.supposed import asks, opens_question, supposed
from assistant.triage.tales import closed, returned_later
from assistant.triage.words import COMMA, NO_GAP, word_set

if TYPE_CHECKING:
    from assistant.triage.cues import Mark
    from assistant.triage.words import Message

_REACH = 40  # words looked at on either side, so that a message without full stops stays cheap
_SHORT = 3  # a list item: "no fever, chills, numb toes"
_NEXT = 4  # words within which something belongs to the sign
_CLOSE = 2
_NAMED = 5  # words that name a sign: "any numbness or tingling no"

_SUBJECTS = word_set("i im ive id he hes she shes they theyre we it its there theres which who that")
_VERBS = word_set(
    "is are am feel feels feeling felt went goes has have keeps got gets hurt hurts started became becomes looks cant "
    "couldnt",
)
NOUN_NEGATORS = word_set(
    "no without zero sin pas sans kein keine keinen keinerlei ohne sem ni nem weder noch nor aucun aucune ningun "
    "ninguna nenhum nenhuma bina",
)
_STATE_NEGATORS = word_set("isnt arent wasnt werent aint dont doesnt didnt not nothing nobody nicht")
_STATES = (
    *("numb", "weak", "swollen", "swelling", "tingl", "drop", "slap", "drag", "burn", "bleed", "red"),
    *("blue", "pale", "white", "dark", "brown", "black", "pink", "bloody", "taub", "schwach"),
    *("dizzy", "faint", "broken", "painful", "sore", "tender", "lame", "paralys", "paralyz", "leaking", "confused"),
)  # what a body part is; "not working", "not mine" are signs themselves and no denial
_AT_ALL = word_set("a any my even actually at all is feeling going getting the")
_OTHER_SIDE = word_set("right left other but only one")
_FINITE = _VERBS | word_set("would will wont was were does do did dont woke became keep lost")
_ADDS = word_set("and plus so und et y e aur")
_LIKE_THIS = word_set("before like")
_PLAIN_NO = word_set("no nope nah none never nahi nahin nein non nao nil neg negative nada")
_TELLS = word_set("texted messaged sent wrote rang called emailed told left phoned gave")
_CANNOT = word_set("cant couldnt dont doesnt didnt wont not never no without")
_LISTED = word_set("or nor ni oder ou and")


class Status(Enum):
    """How a sign is meant."""

    PRESENT = "present"
    OTHER = "other"  # somebody else has it now
    DOUBTFUL = "doubtful"  # denied, but not in a way to rely on
    RESOLVED = "resolved"  # was there lately and went away
    HISTORICAL = "historical"  # was there long ago
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"  # supposed, feared, asked about in general, or quoted


def status(message: Message, marks: list[Mark], first: int, last: int) -> Status:
    """How the sign at words ``first`` up to ``last`` is meant."""
    low, high = message.sentence(first, _REACH)
    high = max(high, last)
    near = [mark for mark in marks_between(marks, low, high) if mark.last <= high]
    here = Sentence(message, first, last, low, high, near)
    if supposed(here, marks):
        return Status.HYPOTHETICAL
    if _told_no(here, marks):
        return Status.NEGATED
    denial = _denial(here)
    if denial is not None:
        return denial
    over = _over(here, marks)
    if over is not None:
        return over
    return Status.OTHER if speaks_of_other(message, marks, first, last) else Status.PRESENT


def denied_words(message: Message, marks: list[Mark]) -> dict[int, int]:
    """The word each "no", "without" or "isn't" governs, by index, and over an "or" the next one → that "no"."""
    denied: dict[int, int] = {}
    content = message.content
    for mark in marks:
        if mark.kind != "negate" or not _governs(message, mark):
            continue
        number = bisect_left(content, mark.last if message.words[mark.first] in _STATE_NEGATORS else mark.first + 1)
        while number < len(content) and message.gaps[content[number]] == NO_GAP:
            denied[content[number]] = mark.first
            if number + 1 == len(content) or message.words[content[number + 1]] not in ("or", "nor"):
                break
            number += 2
    return denied


def _governs(message: Message, mark: Mark) -> bool:
    """``no numbness`` denies what it names; ``isn't numb`` does, ``isn't completely numb`` and ``one isn't`` do not."""
    words, last = message.words, mark.last
    if words[mark.first] in NOUN_NEGATORS:
        return True
    if words[mark.first] not in _STATE_NEGATORS:
        return False
    while last < len(words) and words[last] in _AT_ALL:
        last += 1
    if last == len(words) or words[last].startswith(_STATES) is False:
        return False
    return not _OTHER_SIDE & set(words[mark.last : mark.last + _NEXT + 1])


def speaks_of_other(message: Message, marks: list[Mark], first: int, last: int) -> bool:
    """Whether the nearest person named before the sign, or in it, is somebody else."""
    people = [m for m in marks_between(marks, first - 2 * _REACH, last) if m.kind in ("self", "someone", "i_am")]
    while len(people) > 1 and _told_me(message, people[-2], people[-1]):
        people.pop()
    for number in range(len(people) - 1, -1, -1):
        if people[number].kind != "someone":
            return False
        before = people[number - 1] if number else None
        if before is None or before.kind == "self" or people[number].first - before.last > _NEXT:
            return True
    return False


def _told_me(message: Message, before: Mark, mark: Mark) -> bool:
    """``my friend texted me goodbye``: the friend's own words."""
    between = set(message.words[before.last : mark.first])
    return before.kind == "someone" and message.words[mark.first] == "me" and bool(between & _TELLS)


def _denial(here: Sentence) -> Status | None:
    after = next(here.right("denied_after"), None)
    if (after is not None and after.first - here.last <= _NEXT) or _answered_no(here) or _ends_in_no(here):
        return Status.NEGATED
    if any(_reaches(here, mark) for mark in here.left("doubt")):
        return Status.DOUBTFUL
    for mark in here.left("negate"):
        if _reaches(here, mark) and not _expresses_surprise(here, mark):
            if next(here.left("flip"), None) is not None:
                return None
            return _list_denial(here, mark)
    return None


def _told_no(here: Sentence, marks: list[Mark]) -> bool:
    """``the physio asked about numbness, I said no``: somebody asked, and the person answered no."""
    if next(here.left("asked"), None) is None:
        return False
    low, following = here.next_marks(marks)
    said_next = any(mark.kind == "said_no" and mark.first - low <= _CLOSE for mark in following)
    return said_next or next(here.right("said_no"), None) is not None


def _answered_no(here: Sentence) -> bool:
    """``Numbness? No.``: the next sentence is nothing but a no."""
    message, at = here.message, here.high
    if at >= len(message.words) or message.words[at] not in _PLAIN_NO or not asks(here):
        return False
    return at + 1 == len(message.words) or message.gaps[at + 1] != NO_GAP


def _ends_in_no(here: Sentence) -> bool:
    """``fever no. numbness: no, any weakness, no.``: a sign named, and a bare no right after it."""
    message, at = here.message, here.last
    if at >= here.high or message.words[at] not in _PLAIN_NO or (asks(here) and not opens_question(here)):
        return False
    ends = at + 1 == len(message.words) or message.gaps[at + 1] != NO_GAP
    pause = message.gaps[at] == COMMA and ":" not in _between(message, at)
    if not ends or (pause and at + 1 < here.high):
        return False  # "numb, no, really numb"
    low = next((i for i in range(here.first, here.low, -1) if message.gaps[i] == COMMA), here.low)
    named = set(message.words[low : here.last])
    return opens_question(here) or (at - low <= _NAMED and not named & (_FINITE | _SUBJECTS | _CANNOT))


def _between(message: Message, at: int) -> str:
    return message.text[message.spans[at - 1][1] : message.spans[at][0]]


def _reaches(here: Sentence, mark: Mark) -> bool:
    """Whether a denial still governs the sign: no new statement has begun in between."""
    words = here.between(mark)
    message = here.message
    if mark.last - mark.first == 1 and mark.last < len(message.words) and message.gaps[mark.last] == COMMA:
        return False  # "No, I still have …" answers something else
    if not words and message.words[mark.first] in NOUN_NEGATORS:
        return True
    if len(words) > _REACH // 2 or _SUBJECTS & set(words) or begins_anew((*words, message.words[here.first])):
        return False
    if _FINITE & set(_added(message.words[mark.last : here.last])):
        return False
    free = 0 if message.words[mark.first] in NOUN_NEGATORS else _CLOSE
    return not _VERBS & set(words[free:])


def _added(words: tuple[str, ...]) -> tuple[str, ...]:
    """What stands after the last "and"; with a verb of its own it is a new statement."""
    last = max((number for number, word in enumerate(words) if word in _ADDS), default=len(words))
    return words[last:]


def _expresses_surprise(here: Sentence, mark: Mark) -> bool:
    """``never had numbness like this before`` tells of numbness now."""
    rest = here.message.words[here.last : here.high]
    if here.message.words[mark.last - 1] != "never" and here.message.words[mark.first] != "never":
        return False
    return bool(_LIKE_THIS & set(rest)) and not here.anywhere("break")


def _list_denial(here: Sentence, mark: Mark) -> Status | None:
    """Over a comma a denial reaches only short items of a list; the last of two is in doubt."""
    gaps = here.message.gaps
    commas = [i for i in range(mark.last, here.first + 1) if gaps[i] == COMMA]
    if not commas:
        return Status.NEGATED
    item_end = next((i for i in range(here.last, here.high) if gaps[i] == COMMA), here.high)
    listed = _LISTED & set(here.message.words[mark.last : here.high])
    if listed:
        return Status.NEGATED if not _opens_clause(here, commas[-1]) else None
    if item_end - commas[-1] > _SHORT or _opens_clause(here, commas[-1]):
        return None
    return Status.DOUBTFUL if len(commas) == 1 and item_end == here.high else Status.NEGATED


def _opens_clause(here: Sentence, comma: int) -> bool:
    words = set(here.message.words[comma : here.last])
    return bool(words & (_SUBJECTS | _FINITE) or ({"my", "his", "her"} & words and "or" not in words))


def _over(here: Sentence, marks: list[Mark]) -> Status | None:
    if closed(here, marks) or (long_ago(here, marks) and not returned_later(here, marks)):
        return Status.HISTORICAL
    if here.anywhere("ongoing"):
        return None
    gone = any(is_gone(here.message, mark) for mark in (*here.right("gone"), *_same_clause(here)))
    return Status.RESOLVED if gone or gone_next(here, marks) else None


def _same_clause(here: Sentence) -> list[Mark]:
    """Ends told before the sign: ``gone now is the numbness``; ``clear since, back pain every night`` ends nothing."""
    gaps = here.message.gaps
    return [mark for mark in here.left("gone") if COMMA not in gaps[mark.last : here.first + 1]]
