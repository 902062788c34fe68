"""A sign found in a message in; how it is meant (present, denied, somebody else's, long ago, supposed) out."""

from __future__ import annotations

from bisect import bisect_left
from enum import Enum
from typing import TYPE_CHECKING

from assistant.triage.cues import Sentence, marks_between
from assistant.triage.past import begins_anew, gone_next, is_gone, long_ago
from assistant.triage.words import COMMA, NO_GAP, word_set

if TYPE_CHECKING:
    from assistant.triage.cues import Mark
    from assistant.triage.words import Message

_REACH = 40  # words looked at on either side, so that a message without full stops stays cheap
_SHORT = 3  # a list item: "no fever, chills, numb toes"
_NEXT = 4  # words within which something belongs to the sign
_CLOSE = 2


_ASKING = word_set("is are can could does do did what whats why how when which would will should where who")
_EXPLAIN = word_set("what why how mean means")
_POINTING = word_set("this these")
_NORMAL = word_set("normal ok okay fine")
_MAY = word_set("will would could should might may")
_SUBJECTS = word_set("i im ive id he hes she shes they theyre we it its there theres which who that")
_VERBS = word_set(
    "is are am feel feels feeling felt went goes has have keeps got gets hurt hurts started became becomes looks cant "
    "couldnt",
)
NOUN_NEGATORS = word_set("no without zero sin pas sans kein keine keinen ohne sem")
_FINITE = _VERBS | word_set("would will wont was were does do did dont woke became keep lost")
_ADDS = word_set("and plus so und et y e aur")
_LIKE_THIS = word_set("before like")
_PLAIN_NO = word_set("no nope nah none never nahi nein")
_FACTS = word_set("cant couldnt am fell hit took had was just already still lost woke")
_TELLS = word_set("texted messaged sent wrote rang called emailed told left phoned gave")
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
    if _supposed(here):
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
    """The word each "no" or "without" governs, by index, and over an "or" the next one → the index of that "no"."""
    denied: dict[int, int] = {}
    content = message.content
    for mark in marks:
        if mark.kind != "negate" or message.words[mark.first] not in NOUN_NEGATORS:
            continue
        number = bisect_left(content, mark.first + 1)
        while number < len(content) and message.gaps[content[number]] == NO_GAP:
            denied[content[number]] = mark.first
            if number + 1 == len(content) or message.words[content[number + 1]] not in ("or", "nor"):
                break
            number += 2
    return denied


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


def _supposed(here: Sentence) -> bool:
    for mark in here.left("suppose"):
        if not _answers_condition(here, mark) and not _states_fact(here, mark):
            return True
    for mark in here.left("quoted"):
        if not _own_words(here, mark):
            return True
    if _lectures(here):
        return True
    if any(m.kind == "suppose" and here.message.words[m.first] == "if" for m in here.right("suppose")):
        return _asks(here)
    return _asks(here) and _in_general(here)


def _lectures(here: Sentence) -> bool:
    """``numbness in your legs``: a text speaks to its reader; nobody says so of themselves."""
    around = here.message.words[max(here.low, here.first - _CLOSE) : min(here.high, here.last + _NEXT)]
    return "your" in around and not any(mark.kind in ("self", "someone") for mark in here.marks)


def _answers_condition(here: Sentence, mark: Mark) -> bool:
    """``if I squat, my groin goes numb`` states what happens; the sign stands after the pause."""
    words = here.message.words[here.low : here.high]
    comma = next((i for i in range(mark.last, here.first + 1) if here.message.gaps[i] == COMMA), None)
    if comma is None:
        return False
    own = any(m.kind in ("self", "someone") and m.first >= comma for m in here.marks)
    return own and not _MAY & set(words[comma - here.low :])


def _states_fact(here: Sentence, mark: Mark) -> bool:
    """``does ice help if I landed on my head``: the condition has already come true."""
    if here.message.words[mark.first : mark.last] != ("if",):
        return False
    after = here.message.words[mark.last : mark.last + 2]
    if len(after) < 2:  # noqa: PLR2004  a person and what they did
        return False
    return after[0] in ("ive", "im") or (after[0] == "i" and (after[1].endswith("ed") or after[1] in _FACTS))


def _own_words(here: Sentence, mark: Mark) -> bool:
    return any(m.kind == "self" and mark.last <= m.first < here.last for m in here.marks)


def _asks(here: Sentence) -> bool:
    after = here.message.spans[here.high - 1][1]
    if "?" in here.message.text[after : after + 3]:
        return True
    return here.message.words[here.low] in _ASKING


def _in_general(here: Sentence) -> bool:
    words = set(here.message.words[here.low : here.high])
    asking = here.message.words[here.low] in _ASKING or bool(_EXPLAIN & words)
    somebody = any(m.kind in ("self", "someone") for m in here.marks) or bool(words & _POINTING)
    return asking and not somebody and not words & _NORMAL


def _denial(here: Sentence) -> Status | None:
    after = next(here.right("denied_after"), None)
    if (after is not None and after.first - here.last <= _NEXT) or _answered_no(here):
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
    if at >= len(message.words) or message.words[at] not in _PLAIN_NO or not _asks(here):
        return False
    return at + 1 == len(message.words) or message.gaps[at + 1] != NO_GAP


def _reaches(here: Sentence, mark: Mark) -> bool:
    """Whether a denial still governs the sign: no new statement has begun in between."""
    words = here.between(mark)
    message = here.message
    if mark.last - mark.first == 1 and mark.last < len(message.words) and message.gaps[mark.last] == COMMA:
        return False  # "No, I still have …" answers something else
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
    if here.anywhere("ongoing"):
        return None
    if long_ago(here):
        return Status.HISTORICAL
    gone = any(is_gone(here.message, mark) for mark in (*here.right("gone"), *here.left("gone")))
    return Status.RESOLVED if gone or gone_next(here, marks) else None
