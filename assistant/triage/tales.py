"""A sign and the message around it in; whether it belongs to a story of long ago that came to a good end, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.triage.cues import marks_between
from assistant.triage.past import LAST_YEAR, begins_anew, dates_in, is_gone
from assistant.triage.words import COMMA, NO_GAP, STOP, word_set

if TYPE_CHECKING:
    from assistant.triage.cues import Mark, Sentence
    from assistant.triage.words import Message

_TALE = 70  # words within which a story comes to its end
_BARE = 5  # words of a sentence that does nothing but name a time: "All of ten years ago."
_SINCE_REACH = 12  # words before a "since" in which it is told what was done since
_BESIDE = 3
_NOW = word_set(
    "is are am im cant feel feels hurts has have ive hes shes weve keeps getting now today goes gets dont doesnt keep "
    "wont isnt arent being having",
)
_THEN = word_set(
    "had was were did couldnt wasnt werent didnt lost fell broke went got tore came took thought thort ended used "
    "felt kept gave put ate wrote saw told hit left woke hadnt swallowed made spent drank ran shook cut id",
)
_AUXILIARY = word_set("couldnt didnt could did wouldnt")
_NO_VERB = word_set("need indeed tired speed feed bleed seed weed exceed hundred sacred naked wicked red bed swollen")
_THAT = word_set("that thats this it its all twas they surgeons doctors")
_YEARS = word_set("years year yrs yr months summers winters seasons decades decade")
_SPAN = word_set(
    "none nothing nowt for in over almost nearly about some good full whole clean clear normal fine well now its been "
    "that thats is was and not one no episode symptoms symptom free since quiet healthy all a ago solid zero issues "
    "problems trouble sober later on of the it i am im after more than what counting",
)
_ACTIVE = word_set(
    "run ran ridden walked lifted played raced trained danced swum swam climbed rowed cycled hiked done squatted "
    "deadlifted competed worked golfed skied boxed travelled sailed coached taught finished completed jogged stung "
    "eaten flown dived touched given had marathons races seasons",
)
_NEVER = word_set("never not havent hasnt none nothing")
_HARM = word_set(
    "numb weak pain pains painful hurt hurts sore worse bad same leaking bleeding dizzy swollen tingling faint tight",
)
_THE_SIGN = _HARM | word_set("it its that thats they theyre this these symptoms feeling numbness there happening same")
_REMAINS = _HARM | word_set("there happening happens have has got get feels cant same")
_COUNTED = word_set(
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty several few many couple"
)
_HEALED = word_set("healed cured mended")
_GENTLE = word_set("since today tonight started currently week morning days moment now")
_STRONG = word_set("worse worsening spreading time ongoing")


def closed(here: Sentence, marks: list[Mark]) -> bool:
    """Told in the past, at a time long past or seen to by a clinician, with a good end and no word of a return."""
    message = here.message
    low, high = _clause(here)
    if any(_of_now(message, at) for at in range(low, high)):
        return False
    if any(m.kind in _PRESENT_MARKS and not _lived(message, m) for m in marks_between(marks, low, high)):
        return False
    told = _told_in_past(here, high)
    if told is None or _returns(here, marks):
        return False
    ends = [m for m in marks_between(marks, here.last, here.last + _TALE) if _good_end(message, m)]
    if _opens_with_time(here) or (told and any(_settled(here, marks, mark) for mark in ends)):
        return True
    return (bool(ends) or _of_age(here)) and _long_past(here, marks, low, high, bare=not told)


_PRESENT_MARKS = frozenset(["recent", "ongoing"])


def _clause(here: Sentence) -> tuple[int, int]:
    gaps = here.message.gaps
    low = next((i for i in range(here.first, here.low, -1) if gaps[i] == COMMA), here.low)
    return low, next((i for i in range(here.last, here.high) if gaps[i] == COMMA), here.high)


def _told_in_past(here: Sentence, high: int) -> bool | None:
    """Whether the nearest verb is one of the past; None for the present, False where there is no verb at all."""
    message = here.message
    for at in (*range(here.last - 1, here.low - 1, -1), *range(here.last, high)):
        word = message.words[at]
        if _of_now(message, at):
            return None
        if word in _THEN or (word.endswith("ed") and word not in _NO_VERB):
            return True
    return False


def _of_now(message: Message, at: int) -> bool:
    """``feel``; not ``couldn't feel``."""
    return message.words[at] in _NOW and not _AUXILIARY & set(message.words[max(0, at - 2) : at])


def _good_end(message: Message, mark: Mark) -> bool:
    if mark.kind == "gone":
        return is_gone(message, mark)
    if mark.kind == "turn":
        return mark.first > 0 and message.gaps[mark.first] != NO_GAP
    return mark.kind in ("well", "checked") or (mark.kind == "ongoing" and _lived(message, mark))


def _of_age(here: Sentence) -> bool:
    """``… when I was nine. He's forty now.``: a later age."""
    words = here.message.words
    stop = min(len(words) - 1, here.last + _TALE)
    return any(words[at].isdecimal() and words[at + 1] == "now" for at in range(here.last, stop))


def _opens_with_time(here: Sentence) -> bool:
    """``In 2016, after a fall at work, I couldn't feel my legs``: the time rules the whole sentence."""
    dates = dates_in(here.message, here.marks, here.low, here.high)
    begin = [last for first, last in dates if first - here.low <= _BESIDE and last <= here.first]
    if not begin or begins_anew(here.message.words[begin[0] : here.first]):
        return False
    if any(m.kind in _PRESENT_MARKS for m in here.marks if m.first < here.last):
        return False
    told = bool(_THEN & set(here.message.words[begin[0] : here.high]))
    return told and not any(m.kind == "break" and begin[0] <= m.first < here.first for m in here.marks)


def _settled(here: Sentence, marks: list[Mark], mark: Mark) -> bool:
    """What a clinician found, or a healing, which takes its time."""
    found = mark.kind == "checked" or bool(_HEALED & set(here.message.words[mark.first : mark.last]))
    return found and not _another_time(here, marks, mark)


def _another_time(here: Sentence, marks: list[Mark], mark: Mark) -> bool:
    """``I passed out. In 2012 my heart scan was fine``: what was found then says nothing of now."""
    low, high = here.message.sentence(mark.first, _TALE)
    low = max(low, here.last)
    near = [m for m in marks_between(marks, low, high) if m.kind in ("past", "then", "recent")]
    return bool(near or dates_in(here.message, near, low, high))


def returned_later(here: Sentence, marks: list[Mark]) -> bool:
    """``… years ago. Now it's numb again``: a later sentence says that it is back."""
    later = marks_between(marks, here.high, here.last + 2 * _TALE)
    return any(m.kind == "ongoing" and not _lived(here.message, m) and _of_the_sign(here, m) for m in later)


def _lived(message: Message, mark: Mark) -> bool:
    """``I've walked the coast path since``: what a well person did since then."""
    if message.words[mark.last - 1] != "since":
        return False
    low = max(mark.first - _SINCE_REACH, message.sentence(mark.first, _SINCE_REACH)[0])
    after = message.words[mark.last] if mark.last < len(message.words) else ""
    before = set(message.words[low : mark.first])
    ends = not after or message.gaps[mark.last] in (COMMA, STOP) or after.isdecimal() or after == "with"
    return ends and bool(before & (_ACTIVE | _NEVER)) and not before & _HARM


def _returns(here: Sentence, marks: list[Mark]) -> bool:
    """Whether anything after the sign says that it is still there, or back."""
    for mark in marks_between(marks, here.last, here.last + 2 * _TALE):
        if mark.kind == "recent" and mark.first < here.high and not _apart(here, mark):
            return True
        if mark.kind == "ongoing" and not _lived(here.message, mark) and _of_the_sign(here, mark):
            return True
    return False


def _of_the_sign(here: Sentence, mark: Mark) -> bool:
    """``it came back``, ``still numb``; not ``can I start handstands again``."""
    message = here.message
    phrase = set(message.words[mark.first : mark.last])
    if phrase & _STRONG:
        return True
    if mark.first < here.high and not _apart(here, mark) and not phrase & {"again", "back"}:
        return True
    if phrase & _GENTLE:
        return False
    if phrase == {"still"}:
        return bool(_REMAINS & set(message.words[mark.last : mark.last + 2]))
    low, _ = message.sentence(mark.first, _TALE)
    return bool(_THE_SIGN & set(message.words[max(low, mark.first - _BESIDE) : mark.first]))


def _apart(here: Sentence, mark: Mark) -> bool:
    """Whether a good end stands between the sign and a time of now."""
    return any(m.kind in _ENDS and here.last <= m.first < mark.first for m in here.marks)


_ENDS = frozenset(["gone", "well", "checked"])


def _long_past(here: Sentence, marks: list[Mark], low: int, high: int, *, bare: bool) -> bool:
    message = here.message
    dated = [*dates_in(message, here.marks, here.low, here.high), *_thens(here.marks)]
    if bare:  # "Meningitis as a student", "2016: numb saddle"; not "numb saddle, disc out in 2016"
        return any(first < high and last > low for first, last in dated) or any(
            last <= here.first and first - here.low <= 1 for first, last in dated
        )
    return (
        bool(dated)
        or any(_since_year(message, m) for m in marks_between(marks, here.last, here.last + _TALE))
        or _dated_before(here, marks)
        or _dated_after(here, marks)
        or _years_after(here)
    )


def _thens(marks: list[Mark]) -> list[tuple[int, int]]:
    return [(mark.first, mark.last) for mark in marks if mark.kind == "then"]


def _since_year(message: Message, mark: Mark) -> bool:
    """``never touched one since 2020``."""
    after = message.words[mark.last : mark.last + 1]
    return mark.kind == "ongoing" and _lived(message, mark) and bool(after) and _past_year(after[0])


def _past_year(word: str) -> bool:
    return word.isdecimal() and len(word) == len("2000") and int(word) <= LAST_YEAR


def _dated_before(here: Sentence, marks: list[Mark]) -> bool:
    if not here.low:
        return False
    low, high = here.message.sentence(here.low - 1, _TALE)
    near = marks_between(marks, low, high)
    dated = bool(dates_in(here.message, near, low, high)) or any(m.kind == "then" for m in near)
    return dated and not any(m.kind == "recent" for m in near)


def _dated_after(here: Sentence, marks: list[Mark]) -> bool:
    """``That was 2015.``, ``Ten years ago now.`` in one of the next three sentences."""
    low = here.high
    for _ in range(3):
        if low >= len(here.message.words):
            return False
        _, high = here.message.sentence(low, _TALE)
        near = marks_between(marks, low, high)
        opens = here.message.words[low] in _THAT or high - low <= _BARE
        if opens and (dates_in(here.message, near, low, high) or any(m.kind == "then" for m in near)):
            return True
        low = high
    return False


def _years_after(here: Sentence) -> bool:
    """``… operated the same night, five years, everything works``: the time since, said by itself."""
    message = here.message
    words, gaps = message.words, message.gaps
    for at in range(here.last, min(len(words), here.last + _TALE)):
        if words[at] not in _YEARS or at == 0:
            continue
        low = next((i for i in range(at, here.last, -1) if gaps[i]), here.last)
        high = next((i for i in range(at + 1, min(len(words), at + _BARE)) if gaps[i]), min(len(words), at + _BARE))
        rest = [word for word in words[low:high] if word not in _SPAN and word not in _YEARS]
        if rest and all(word.isdecimal() or word in _COUNTED for word in rest):
            return True
    return False
