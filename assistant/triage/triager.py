"""A conversation in; its ``Triage`` (tier, red flags, one question, what to do now) out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from assistant.domain import RedFlag, Role, Tier, Triage
from assistant.languages import ENGLISH
from assistant.triage.assertion import Status
from assistant.triage.conversation import Judge, Raised
from assistant.triage.hearing import Evidence, Heard, Listener
from assistant.triage.numbers import Numbers, load_numbers
from assistant.triage.rules import Category, RuleBook, load_rules
from assistant.triage.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from assistant.domain import Turn
    from assistant.triage.words import Message

    LanguageOf = Callable[[Sequence[str]], str]

_TRIGGER = 160  # characters of the person's own words that a flag shows


class Recogniser(Protocol):
    """A learned reader of sentences. It only ever adds flags; it can take none away."""

    def recognise(self, sentences: Sequence[str]) -> Sequence[Mapping[str, float]]:
        """For each sentence, category id → probability that the sentence states it."""


class Triager:
    """The safety line: every turn of a conversation in, its triage out; the same input gives the same triage.

    ``thresholds`` (category id → probability) say from where a recogniser's word is taken; a category without one
    is never raised by it.
    """

    def __init__(
        self,
        book: RuleBook,
        numbers: Numbers,
        recogniser: Recogniser | None = None,
        *,
        thresholds: Mapping[str, float] | None = None,
        language_of: LanguageOf | None = None,
    ) -> None:
        self._language_of = language_of
        self._listener = _listener(book)
        self._judge = Judge(book)
        self._numbers = numbers
        self._recogniser = recogniser
        self._thresholds = dict(thresholds or {})
        self._categories = {category.id: category for category in book.categories}

    def __call__(self, turns: Sequence[Turn]) -> Triage:
        """Triage the whole conversation; only the person's own turns count."""
        texts = [turn.text for turn in turns if turn.role is Role.USER]
        heard = [self._listener.hear(text, number) for number, text in enumerate(texts)]
        now = self._judge.standing(heard)
        raised = self._with_learned(self._judge.raised(now), heard)
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

    def _with_learned(self, raised: list[Raised], heard: Sequence[Heard]) -> list[Raised]:
        if self._recogniser is None:
            return raised
        named = {flag.category.id for flag in raised}
        for flag in self._learned(self._recogniser, heard):
            if flag.category.id not in named:
                named.add(flag.category.id)
                raised.append(flag)
        return sorted(raised, key=lambda flag: -flag.tier)

    def _learned(self, recogniser: Recogniser, heard: Sequence[Heard]) -> Iterator[Raised]:
        for turn, one in enumerate(heard):
            spans = list(_sentences(one.message))
            said = recogniser.recognise([one.message.quote(*span) for span in spans]) if spans else ()
            for (first, last), probabilities in zip(spans, said, strict=True):
                for name, probability in probabilities.items():
                    category: Category | None = self._categories.get(name)
                    if category and probability >= self._thresholds.get(name, 2.0):
                        evidence = Evidence(name, Status.PRESENT, turn, first, last)
                        yield Raised(category, category.tier, evidence)


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


def _sentences(message: Message) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(message.words):
        _, last = message.sentence(at)
        yield at, last
        at = last


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
    *,
    thresholds: Mapping[str, float] | None = None,
    language_of: LanguageOf | None = None,
) -> Triager:
    """The safety line for a region; raises ``InputError`` for an unknown region, ``ArticleError`` for broken data."""
    return Triager(_rules(), load_numbers(region), recogniser, thresholds=thresholds, language_of=language_of)
