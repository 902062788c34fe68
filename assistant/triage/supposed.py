"""A sign and the cues around it in; whether nobody is said to have it (supposed, asked about, told, studied) out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.triage.cues import marks_between
from assistant.triage.words import COMMA, NO_GAP, word_set

if TYPE_CHECKING:
    from assistant.triage.cues import Mark, Sentence

_NEXT = 4  # words within which something belongs to the sign
_CLOSE = 2
_WRITES = 7  # "I am writing a short detective story"
_MESSAGE = 120  # words around a sign in which its writer may say what they study
_ASKING = word_set("is are can could does do did what whats why how when which would will should where who")
_ASKED = word_set("warum wieso weshalb pourquoi wat wats wot wots wut wuts eli5 explain define any")
_BEFORE = word_set("at in for on by from to and so but")  # "at what temperature"
_VERBS = word_set("is are do does did would can")
_EXPLAIN = word_set("what why how mean means")
_IT = word_set("it happening")
_POINTING = word_set("this these")
_NORMAL = word_set("normal ok okay fine")
_MAY = word_set("will would could should might may")
_FACTS = word_set("cant couldnt am fell hit took had was just already still lost woke")
_HERE_TOO = word_set("is was were are while when with and watching as")
_HELPS = word_set("does do will would")
_OCCASION = word_set("after during when while from before")
_POLITE = word_set("please pls plz kindly")
_LESSON = word_set(
    "said says told taught teaches mentioned covered showed explained means counts called learnt learned thinks writes"
)
_TEACHES = word_set("tutor teacher trainer instructor lecturer professor prof paramedic examiner speaker")
_GENERIC = word_set("someone somebody they them their kids clients lads")
_PATIENT = word_set("patient person client child kid student pupil player casualty man woman")
_KIN = word_set("my our")


def supposed(here: Sentence, marks: list[Mark]) -> bool:
    """Whether the sign is a condition, a fear, a general question, a story or a lesson."""
    if any(
        not _answers_condition(here, mark) and not _states_fact(here, mark) and not _about_kin(here, mark)
        for mark in here.left("suppose")
    ):
        return True
    if any(not _own_words(here, mark) for mark in here.left("quoted")):
        return True
    if any(_animals_own(here, mark) for mark in here.left("animal")):
        return True
    if _defines(here) or _lectures(here) or _shown(here) or _studied(here, marks) or _made_up(here, marks):
        return True
    if any(m.kind == "suppose" and here.message.words[m.first] == "if" for m in here.right("suppose")):
        return asks(here)
    return (asks(here) and _in_general(here)) or _point_of_a_thing(here) or _as_a_rule(here, marks)


def _defines(here: Sentence) -> bool:
    """``was ist ein Hitzschlag``, ``stroke ka matlab``: a thing asked about in a sentence that names nobody."""
    asked = any(True for _ in here.left("general")) or any(True for _ in here.right("topic"))
    named = (m for m in here.marks if m.kind in ("self", "someone") and here.message.words[m.first] != "im")
    return asked and not any(named)


def _shown(here: Sentence) -> bool:
    """``a man collapsed on TV``: a stranger, seen from the sofa; ``my dad collapsed, the TV was on`` is none."""
    people = [m for m in here.marks if m.kind in ("self", "someone") and m.first < here.last]
    words = here.message.words
    if not people or people[-1].kind != "someone" or _KIN & {words[m.first] for m in people}:
        return False
    for mark in here.right("shown"):
        if mark.first - here.last <= _NEXT and not _HERE_TOO & set(words[here.last : mark.first]):
            return True
    return any(people[0].kind == "someone" for _ in here.left("shown"))


def _animals_own(here: Sentence, mark: Mark) -> bool:
    """``the dog had a slipped disc``; not ``the dog has knocked Dad over and he is out cold``."""
    people = [m for m in here.marks if m.kind in ("self", "someone") and mark.last <= m.first < here.last]
    return here.first - mark.last <= _NEXT and not people


def _studied(here: Sentence, marks: list[Mark]) -> bool:
    """``what does saddle anaesthesia mean, my tutor used it``: asked by who studies it, said of nobody."""
    around = marks_between(marks, here.first - _MESSAGE, here.last + _MESSAGE)
    studies = [mark for mark in around if mark.kind == "study"]
    if not studies or not (asks(here) or opens_question(here) or _asks_within(here) or _taught(here)):
        return False
    if (_POINTING | _NORMAL) & set(here.message.words[here.low : here.high]):
        return False
    people = [m for m in here.marks if m.kind in ("self", "someone") and m.first < here.last and not _idle(here, m)]
    return all(any(0 <= study.last - m.first <= _WRITES for study in studies) or _anyone(here, m) for m in people)


def _point_of_a_thing(here: Sentence) -> bool:
    """``I don't see the point, what are they for``: of an exercise; ``… what is it all for`` is of living."""
    if here.message.words[here.last - 1] != "point":
        return False
    return any(mark.first - here.last <= 1 for mark in here.right("purpose"))


def _as_a_rule(here: Sentence, marks: list[Mark]) -> bool:
    """``feeling faint after training in general, does … help``: asked of anyone, where nobody is named."""
    words, gaps = here.message.words, here.message.gaps
    said = any(
        mark.last + 1 < len(words)
        and mark.last - here.last <= _NEXT + 1
        and COMMA not in gaps[here.last : mark.last]
        and _OCCASION & set(words[here.last : mark.first])
        and gaps[mark.last] != NO_GAP
        and words[mark.last] in _HELPS
        and words[mark.last + 1] not in _IT | _POINTING
        for mark in here.right("as_a_rule")
    )
    around = marks_between(marks, here.first - _MESSAGE, here.last + _MESSAGE) if said else ()
    return said and not any(mark.kind in ("self", "someone", "recent", "ongoing") for mark in around)


def _asks_within(here: Sentence) -> bool:
    """``For my homework: what are the signs of …``, ``please which illness …``."""
    words, gaps = here.message.words, here.message.gaps
    begins = (at for at in range(here.low + 1, here.first) if gaps[at] == COMMA or words[at - 1] in _POLITE)
    return any(words[at] in _ASKING for at in begins)


def _taught(here: Sentence) -> bool:
    """``the trainer told us a swollen calf …``: what a lesson said; not what it said of me."""
    recent = any(mark.kind in ("recent", "ongoing") for mark in here.marks)
    return not recent and bool(_LESSON & set(here.message.words[here.low : here.first]))


def _anyone(here: Sentence, mark: Mark) -> bool:
    """``someone``, ``a patient``, ``my tutor``: nobody in particular, or who teaches."""
    words = here.message.words
    after = words[mark.last : mark.last + 1]
    if words[mark.first] in _TEACHES or (words[mark.first] in _KIN and after and after[0] in _TEACHES):
        return True
    return words[mark.first] in _GENERIC or (words[mark.first] in _PATIENT and words[mark.first - 1] in ("a", "the"))


def _made_up(here: Sentence, marks: list[Mark]) -> bool:
    """``I'm writing a thriller. The climber's legs go numb``: said of a figure, or asked, and not of the writer."""
    around = marks_between(marks, here.first - _MESSAGE, here.last + _MESSAGE)
    tales = [mark for mark in around if mark.kind == "fiction"]
    if not tales or any(mark.kind == "recent" for mark in here.marks):
        return False
    people = [m for m in here.marks if m.kind in ("self", "someone") and m.first < here.last]
    people = [m for m in people if not any(0 <= tale.last - m.first <= _WRITES for tale in tales)]
    if any(m.kind == "self" for m in people):
        return False
    return bool(people) or asks(here) or any(tale.last <= here.first for tale in tales)


def _idle(here: Sentence, mark: Mark) -> bool:
    """``… count as a red flag`` names nobody, though ``as a runner`` does."""
    return here.message.words[mark.first] == "as"


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


def _about_kin(here: Sentence, mark: Mark) -> bool:
    """``what do I say to someone who wants to die, it's my brother``."""
    words = here.message.words
    anyone = bool(_GENERIC & set(words[mark.first : mark.last]))
    return anyone and any(words[m.first - 1] == "my" for m in here.right("someone"))


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


def asks(here: Sentence) -> bool:
    """Whether the sentence is a question, or begins as one."""
    after = here.message.spans[here.high - 1][1]
    if "?" in here.message.text[after : after + 3]:
        return True
    return _asking(here)


def _asking(here: Sentence) -> bool:
    words = here.message.words[here.low : here.low + 2]
    return words[0] in _ASKING or (words[0] in _BEFORE and bool(_ASKING & set(words[1:])))


def opens_question(here: Sentence) -> bool:
    """Whether the sentence begins as a question does, typed in haste too: ``wats``, ``y does``, ``any``."""
    words = here.message.words[here.low : here.low + 2]
    return _asking(here) or words[0] in _ASKED or (words[0] == "y" and bool(_VERBS & set(words[1:])))


def _in_general(here: Sentence) -> bool:
    words = set(here.message.words[here.low : here.high])
    asking = (_asking(here) or bool(_EXPLAIN & words)) and not _asks_of_it(here)
    people = (m for m in here.marks if m.kind in ("self", "someone") and not _idle(here, m))
    return asking and not any(people) and not words & (_POINTING | _NORMAL)


def _asks_of_it(here: Sentence) -> bool:
    """``numb groin after yoga, what is it?``: stated first, and asked about then."""
    words = here.message.words[here.last : here.high]
    return any(word in _EXPLAIN and _IT & set(words[at + 1 : at + _NEXT]) for at, word in enumerate(words))
