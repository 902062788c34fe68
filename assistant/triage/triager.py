"""A conversation in; its ``Triage`` (tier, red flags, one question, what to do now) out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Protocol

from assistant.domain import RedFlag, Role, Tier, Triage
from assistant.languages import ENGLISH
from assistant.triage.assertion import Status
from assistant.triage.conversation import Judge, sensed_name
from assistant.triage.hearing import Evidence, Heard, Listener
from assistant.triage.numbers import Numbers, load_numbers
from assistant.triage.rules import Category, RuleBook, load_rules
from assistant.triage.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.domain import Turn
    from assistant.triage.conversation import Raised
    from assistant.triage.words import Message

    LanguageOf = Callable[[Sequence[str]], str]

_TRIGGER = 160  # characters of the person's own words that a flag shows


@dataclass(frozen=True, slots=True)
class Sensed:
    """A red flag that a recogniser takes a message to state, at code points ``start`` up to ``end`` of it."""

    category: str
    tier: Tier
    start: int
    end: int


class Recogniser(Protocol):
    """A learned reader of messages. It only ever adds flags; it can take none away."""

    def recognise(self, text: str) -> Sequence[Sensed]:
        """What the message states; any string can be read."""


class Triager:
    """The safety line: every turn of a conversation in, its triage out; the same input gives the same triage.

    ``recogniser`` and ``language_of`` may be left out: then nothing but the rules is heard, and all is said in English.
    """

    def __init__(
        self,
        book: RuleBook,
        numbers: Numbers,
        recogniser: Recogniser | None = None,
        language_of: LanguageOf | None = None,
    ) -> None:
        self._listener = _listener(book)
        self._judge = Judge(book)
        self._numbers = numbers
        self._recogniser = recogniser
        self._language_of = language_of

    def __call__(self, turns: Sequence[Turn]) -> Triage:
        """Triage the whole conversation; only the person's own turns count."""
        texts = [turn.text for turn in turns if turn.role is Role.USER]
        heard = [self._listener.hear(text, number) for number, text in enumerate(texts)]
        now = self._judge.standing(heard)
        raised = self._judge.raised(now)
        if self._recogniser is not None:
            sensed = [_also(one, self._recogniser.recognise(one.message.text), turn) for turn, one in enumerate(heard)]
            if sensed != heard:
                now = self._judge.standing(sensed)
                raised = _sooner(self._judge.raised(now), than=raised)
        language = self._language_of(texts) if self._language_of else ENGLISH
        speech = Speech(self._numbers, language)
        flags = tuple(_red_flag(flag, heard, speech) for flag in raised)
        asked = self._judge.question(now, raised)
        return Triage(
            tier=flags[0].tier if flags else Tier.SELF_CARE,
            red_flags=flags,
            question=speech.question(asked) if asked else None,
            advice=_advice(raised[0], speech) if raised else "",
            withheld=frozenset[str]().union(*(flag.category.withheld for flag in raised)),
            concerns=self._judge.concerns(now),
            language=language,
        )


def _sooner(sensed: Sequence[Raised], *, than: Sequence[Raised]) -> list[Raised]:
    """What the rules raised, and of what was sensed beside it all that needs care sooner."""
    highest = max((flag.tier for flag in than), default=Tier.SELF_CARE)
    known = {flag.category.id: flag for flag in than}
    both = [flag if flag.tier > highest else known.get(flag.category.id) for flag in sensed]
    return sorted((flag for flag in both if flag is not None), key=lambda flag: -flag.tier)


def _also(heard: Heard, sensed: Sequence[Sensed], turn: int) -> Heard:
    """The message with what a recogniser sensed in it. Whose sign it is, the words around it say."""
    signs = [evidence for one in sensed if (evidence := _evidence(heard, one, turn))]
    return replace(heard, signs=(*heard.signs, *signs))


def _evidence(heard: Heard, sensed: Sensed, turn: int) -> Evidence | None:
    """The sign at words; None where nothing but signs of punctuation stands there."""
    spans = heard.message.spans
    at = [number for number, (start, end) in enumerate(spans) if start < sensed.end and end > sensed.start]
    if not at:
        return None
    other = any(sign.status is Status.OTHER for sign in heard.signs)
    status = Status.OTHER if other else Status.PRESENT
    return Evidence(sensed_name(sensed.category, sensed.tier), status, turn, at[0], at[-1] + 1)


def _advice(flag: Raised, speech: Speech) -> str:
    return speech.advice(flag.category, flag.evidence.name, flag.tier, other=flag.evidence.status is Status.OTHER)


def _red_flag(flag: Raised, heard: Sequence[Heard], speech: Speech) -> RedFlag:
    trigger = clause(heard[flag.evidence.turn].message, flag.evidence.first, flag.evidence.last)
    return RedFlag(flag.category.id, speech.label(flag.category), flag.tier, flag.evidence.turn, trigger)


def clause(message: Message, first: int, last: int) -> str:
    """The person's own words around words ``first`` up to ``last``: the sentence, or as much as a flag shows."""
    low, high = message.sentence(first)
    high = max(high, last)
    while low < first and len(message.quote(low, high)) > _TRIGGER:
        low, high = (low, high - 1) if high - last > first - low else (low + 1, high)
    while high > last and len(message.quote(low, high)) > _TRIGGER:
        high -= 1
    return message.quote(low, high)[:_TRIGGER]


def _listener(book: RuleBook) -> Listener:
    if book is _rules():
        return _shared_listener()
    return Listener(book)


@cache
def _shared_listener() -> Listener:
    return Listener(_rules())


@cache
def _rules() -> RuleBook:
    return load_rules()


def catalogue() -> tuple[Category, ...]:
    """Every red-flag category in order of precedence, with its signs, advice, sources and review status."""
    return _rules().categories


def build_triage(
    region: str = "default",
    recogniser: Recogniser | None = None,
    language_of: LanguageOf | None = None,
) -> Triager:
    """The safety line for a region; raises ``InputError`` for an unknown region, ``ArticleError`` for broken data."""
    return Triager(_rules(), load_numbers(region), recogniser, language_of)
