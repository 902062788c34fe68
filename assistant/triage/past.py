"""A sign and the cues around it in; whether it is long past, or has gone away since, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.triage.cues import marks_between
from assistant.triage.words import COMMA, NO_GAP, word_set

if TYPE_CHECKING:
    from assistant.triage.cues import Mark, Sentence
    from assistant.triage.words import Message

_SHORT = 3  # words a time may stand from the sentence's beginning
_TALE = 60  # words within which a story of long ago comes to its end
_FOUR, _FIRST_YEAR, LAST_YEAR = 4, 1930, 2024
_TEEN, _GROWN = 13, 50
_NEXT = 4  # words within which something belongs to what came before
_JOINS = word_set("and so y et und e aur")
_OWNERS = word_set(
    "my i im ive his her he she now it me mi tengo jai je mon ma ich mein meine habe estou tenho minha meu mujhe mera "
    "meri ahora maintenant jetzt agora la el los las le les der die das o os",
)

_WENT = word_set("gone")
_EACH_TIME = word_set("when whenever if between until till unless wenn quand cuando quando jab")
_ENDS = word_set(
    "now away again since after by within in when once overnight today this that completely entirely altogether "
    "for before but and so then thankfully thank i its as with until till yesterday last the anyway too mostly largely",
)
_SINCE = word_set("since from until till seit desde depuis bis ate")
_IN = word_set("in en em im of back year summer winter spring autumn christmas thats the")
_CLOCK = word_set("at by around onset now tonight today hrs hours pm am min mins time ago started")
_FOR_YEARS = word_set("hace ha faz")
_CUTS = ("'", "’", "‘", "`")
_UNITS = word_set(
    "steps step kcal cal calories m metres meters ml mg g rpm w watts words times euros pounds dollars reps miles feet "
    "people pages bc",
)
_STATED = word_set("was is were been its low mid high upper up somewhere over")
_MEASURED = word_set(
    "heat hot degrees humid humidity sun sunny weather temperature temp temps fahrenheit celsius rate pulse hr bpm bp "
    "pressure sats oxygen weight kg kilos lbs",
)
_WHEN_WAS = tuple(
    (when, who, was) for when in ("when", "wen") for who in ("i", "he", "she", "we") for was in ("was", "were")
)
_JOINS_AGE = word_set("and when after from but because n in with")
_WAS = word_set(
    "had was were did couldnt wasnt werent didnt lost fell broke went got tore came took thought thort ended used "
    "fainted collapsed passed blacked fractured cracked slipped herniated ruptured dislocated injured hurt suffered "
    "tried hit knocked landed swallowed tuve tenia estuve estaba avait avais etait etais hatte "
    "war wurde konnte tive estava fiquei hua hui tha thi "
    "tuvo fue fui operaron operei desmaye desmaiei cai caiu sufri sofri rompi quebrei perdi dieron teve tinha foi paso",
)
_PRESENT = word_set("is are am im cant feel feels hurts has keeps getting now today goes gets dont doesnt keep")
_IT_WAS = word_set("that thats this it its all was is happened back but and way only some about over almost nearly")
_THAT = word_set("that thats this it its all twas")
_LASTING = word_set(
    "since again never normal recovered recovery healed cleared discharged cured seitdem nunca jamais nie"
)
_HERE_AND_NOW = frozenset(["ongoing", "recent"])
_PERSONS = word_set("my i im ive his he she we they their")


def long_ago(here: Sentence, marks: list[Mark]) -> bool:
    """A time long past governs the sign, or it is told to its end as a story of long ago."""
    dates = dates_in(here.message, here.marks, here.low, here.high)
    if here.anywhere("recent") or not (dates or _dated_near(here, marks)):
        return False
    if not here.anywhere("ongoing") and (any(_governs(here, *date) for date in dates) or _dated_next(here, marks)):
        return True
    return _told_to_its_end(here, marks, dates)


def dates_in(message: Message, marks: list[Mark], low: int, high: int) -> list[tuple[int, int]]:
    """Where words ``low`` up to ``high`` name a time long past."""
    words = ("", *message.words)  # words[at] stands before word ``at``
    past = (mark for mark in marks if mark.kind == "past" and words[mark.first] not in _SINCE)
    said = set(message.words[low:high])
    found = [(m.first, m.last) for m in past if not _measures(message, m) and not _lasts(message.words[m.first], said)]
    numbers = (number for number in range(low, high) if message.words[number].isdecimal())
    told = (number for number in numbers if _year(message, number) or _age_then(message, low, number))
    return [*found, *((max(low, number - 1), number + 1) for number in told)]


def _lasts(word: str, said: set[str]) -> bool:
    """``me duele hace cuatro años`` lasts to this day; ``tuve … hace cuatro años`` is over."""
    return word in _FOR_YEARS and not _WAS & said


def _measures(message: Message, mark: Mark) -> bool:
    """``in the 90s`` of a pulse or a hot day."""
    words = message.words
    decade = words[mark.first : mark.first + 2] == ("in", "the")
    stated = mark.first > 0 and words[mark.first - 1] in _STATED
    return decade and (stated or bool(_MEASURED & set(words[max(0, mark.first - _TALE) : mark.last + _TALE])))


def _year(message: Message, at: int) -> bool:
    """``in 2014``, ``the 2018 marathon``, ``in '98``; not ``2000 steps`` and not ``since 2014``."""
    words, word = message.words, message.words[at]
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) and message.gaps[at + 1] == NO_GAP else ""
    if before in _SINCE or after in _UNITS:
        return False
    if len(word) == _FOUR:
        around = words[max(0, at - _TALE // 4) : at + _TALE // 4]
        return _FIRST_YEAR <= int(word) <= LAST_YEAR and (before in _IN or not _CLOCK & set(around))
    cut = message.text[max(0, message.spans[at][0] - 1) : message.spans[at][0]] in _CUTS
    return len(word) == _FOUR // 2 and before in _IN and (cut or (not after and word[0] == "0"))


def _age_then(message: Message, low: int, at: int) -> bool:
    """``had it at 16``, ``when I was 12``."""
    words = message.words
    if words[max(0, at - 3) : at] in _WHEN_WAS and int(words[at]) < _GROWN:
        return True
    if not at or words[at - 1] != "at" or not _TEEN <= int(words[at]) < _GROWN:
        return False
    ends = at + 1 == len(words) or message.gaps[at + 1] != NO_GAP or words[at + 1] in _JOINS_AGE
    clock = message.text[message.spans[at][1] : message.spans[at][1] + 1] in (":", "h")
    return ends and not clock and bool(_WAS & set(words[low:at]))


def _governs(here: Sentence, first: int, last: int) -> bool:
    """No pause between time and sign, or the time opens the sentence or closes it; and no new statement."""
    words, gaps = here.message.words, here.message.gaps
    bare = words[last - 1].isdecimal() and len(words[last - 1]) == _FOUR and words[last - 2] not in _IN
    if bare and max(here.first - last, first - here.last) > 0:  # "numb foot 2019": the year stands right beside
        return False
    if last <= here.first:
        if any(m.kind == "break" and last <= m.first < here.first for m in here.marks):
            return False
        apart = COMMA in gaps[last + 1 : here.first + 1]
        opens = first - here.low <= _SHORT and gaps[last : last + 1] == (COMMA,)
        if apart or (opens and not _WAS & set(words[last : here.last])):
            return False
        return not begins_anew(words[last : here.first])
    if first < here.last:
        return last < here.last and not _PRESENT & set(words[here.first : here.last])
    apart = COMMA in gaps[here.last : first + 1]
    about = first - (gaps[first] != COMMA and first > here.last)  # "nine years ago": the number stands before the cue
    begin = next((i for i in range(about, here.last, -1) if words[i - 1] not in _IT_WAS or gaps[i] == COMMA), about)
    closes = gaps[begin] == COMMA and COMMA not in gaps[here.last : begin]
    closes = closes and (last >= here.high or gaps[last] == COMMA)
    return (not apart or closes) and not begins_anew(words[here.last : first])


def _dated_near(here: Sentence, marks: list[Mark]) -> bool:
    """Whether a month or a school year is named, or the sentence before or after names a time long past."""
    return here.anywhere("then") or bool(_dates_before(here, marks)) or _dated_next(here, marks)


def _dates_before(here: Sentence, marks: list[Mark]) -> list[tuple[int, int]]:
    if not here.low:
        return []
    low, high = here.message.sentence(here.low - 1, _TALE)
    return dates_in(here.message, marks_between(marks, low, high), low, high)


def _dated_next(here: Sentence, marks: list[Mark]) -> bool:
    """Whether the next sentence dates this one: ``I blacked out on a coach. That was 2015``."""
    low, following = here.next_marks(marks)
    words = here.message.words
    if low >= len(words) or words[low] not in _THAT or _HERE_AND_NOW & {mark.kind for mark in following}:
        return False
    high = min(here.message.sentence(low, _TALE)[1], low + _NEXT + 2)
    return bool(dates_in(here.message, [m for m in following if m.last <= high], low, high)) and _told_as_past(here, [])


def _told_to_its_end(here: Sentence, marks: list[Mark], dates: list[tuple[int, int]]) -> bool:
    """``In 2012 I had the op for a numb saddle, all back to normal``: a time, the sign in the past, and its end."""
    turn = next((m.first for m in reversed(here.marks) if m.kind == "break" and m.last <= here.first), here.low)
    after = marks_between(marks, here.last, here.last + _TALE)
    end = next((mark for mark in after if mark.kind == "gone" and is_gone(here.message, mark)), None)
    if end is None:
        return False
    dated = [date for date in dates if date[0] >= turn]
    dated += [(mark.first, mark.last) for mark in here.marks if mark.kind == "then" and mark.first >= turn]
    if not _told_as_past(here, dated) and not _listed_between(here, dated, end):
        return False
    stop = here.message.sentence(end.first, _TALE)[1]
    return not any(mark.kind in _HERE_AND_NOW and mark.first < stop for mark in after)


def _listed_between(here: Sentence, dates: list[tuple[int, int]], end: Mark) -> bool:
    """``had rhabdo in 2019, brown pee and all, fine since``: a bare item between the time and a lasting end."""
    words = here.message.words
    lasting = bool(_LASTING & set(words[end.first : end.last])) and end.last <= here.high
    low, high = _clause(here)
    if not lasting or (_PRESENT | _OWNERS) & set(words[low:high]):
        return False
    return any(last <= here.first and _WAS & set(words[here.low : last]) for _, last in dates)


def _clause(here: Sentence) -> tuple[int, int]:
    gaps = here.message.gaps
    low = next((i for i in range(here.first, here.low, -1) if gaps[i] == COMMA), here.low)
    return low, next((i for i in range(here.last, here.high) if gaps[i] == COMMA), here.high)


def _told_as_past(here: Sentence, dates: list[tuple[int, int]]) -> bool:
    """The clause with the sign holds the time, or a verb of the past; and nothing of the present."""
    low, high = _clause(here)
    said = set(here.message.words[low:high])
    if any(m.kind in _HERE_AND_NOW and low <= m.first < high for m in here.marks) or _PRESENT & said:
        return False
    return bool(_WAS & said) or any(low <= first < high for first, _ in dates)


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


def is_gone(message: Message, mark: Mark) -> bool:
    """``it has gone`` ends a sign; ``it has gone numb`` begins one; ``when it goes I'm fine`` tells that it returns."""
    low = max(mark.first - _NEXT, message.sentence(mark.first, _NEXT)[0])
    if _EACH_TIME & set(message.words[low : mark.first]):
        return False
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
