"""The nouns that cross a step of the line; frozen, no logic beyond reading themselves.

Tier, Turn, RedFlag, Triage enter from the left; Retrieved, Claim, Draft, Citation, Grounded are the
chain's; Note, Answer and AnswerKind are what a person gets.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from enum import Enum, IntEnum, StrEnum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from corpus.article import Sentence
    from index.search import Hit


ITEM = "• "  # opens each item of a list in an answer's text
Sum = TypeVar("Sum", "Draft", "Grounded")


class Tier(IntEnum):
    """How soon a person needs care; a higher value is sooner."""

    SELF_CARE = 0
    ROUTINE = 1
    URGENT = 2
    EMERGENCY = 3

    @property
    def word(self) -> str:
        """The tier's name in records and data files: ``self_care`` … ``emergency``."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Tier:
        """The tier a data file's word names; raises ``KeyError`` for any other word."""
        return cls[word.upper()]


class Role(StrEnum):
    """Who wrote a turn."""

    USER = "user"
    ASSISTANT = "assistant"


CRISIS = "mental_health_crisis"  # the category that is met with warmth and a crisis line


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation, as it was typed or shown."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One category of the red-flag catalogue that the person's words raised.

    ``turn`` counts the person's messages from 0; ``trigger`` is the clause in their own words.
    """

    id: str
    label: str
    tier: Tier
    turn: int
    trigger: str


@dataclass(frozen=True, slots=True)
class Triage:
    """What the safety line heard in the whole conversation.

    ``advice`` is empty only at self_care. ``question`` is the one thing worth asking back, or None.
    ``withheld`` names the self-care topics (``ice heat massage compression medicine exercise``) that a
    raised category contraindicates. ``concerns`` are facts that change the guidance without raising a
    flag, such as ``medicine`` for a question about a painkiller. ``language`` is the one the person is answered
    in, as an ISO 639-1 code.
    """

    tier: Tier = Tier.SELF_CARE
    red_flags: tuple[RedFlag, ...] = ()
    question: str | None = None
    advice: str = ""
    withheld: frozenset[str] = frozenset()
    concerns: frozenset[str] = frozenset()
    language: str = "en"

    @property
    def is_crisis(self) -> bool:
        """True when what leads is a crisis of the mind."""
        return bool(self.red_flags) and self.red_flags[0].id == CRISIS

    @property
    def level(self) -> str:
        """The name of the card that a surface shows: the tier's word, or ``crisis``."""
        return "crisis" if self.is_crisis else self.tier.word


class Scope(Enum):
    """Where a question stands to the articles."""

    ANSWERED = "answered"
    NEAR = "near"
    OFF_TOPIC = "off_topic"
    GREETING = "greeting"
    THANKS = "thanks"
    ABOUT = "about"  # about Spotter itself
    EMPTY = "empty"
    NO_MORE = "no_more"  # more was asked for and all is told


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A standalone question and the sentences that may answer it, best first; none unless ANSWERED.

    ``parts`` holds the hits of each of the questions it is made of, where it is made of several; ``lacking`` those
    of them that are not answered, in the person's words.
    """

    question: str
    scope: Scope
    hits: tuple[Hit, ...] = ()
    near: tuple[str, ...] = ()  # titles of the sections nearest to a question that is not answered
    parts: tuple[tuple[Hit, ...], ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What an answer showed and what it suggested to ask next; a later "yes" or "more" takes it up."""

    shown: tuple[Sentence, ...]
    follow_ups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """A place in an article that a claim leans on, in code points."""

    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence for the answer, with the places said to support it; not yet verified."""

    text: str
    support: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a composer proposes. Drafts add up, so a composer may hand out a claim at a time."""

    scope: Scope
    claims: tuple[Claim, ...] = ()
    follow_ups: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    def __add__(self, other: Draft) -> Draft:
        return _together(self, other)


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact place in an article: ``article[start:end] == quote``, in code points."""

    n: int
    article: str
    section: tuple[str, ...]
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GroundedClaim:
    """A claim that passed verification; ``verbatim`` when its text stands word for word in a quote.

    ``listed`` when the article has it as an item of a list.
    """

    text: str
    citations: tuple[Citation, ...]
    verbatim: bool
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Grounded:
    """What is left of a draft after verification. Adds up like a draft."""

    scope: Scope
    claims: tuple[GroundedClaim, ...] = ()
    follow_ups: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    def __add__(self, other: Grounded) -> Grounded:
        return _together(self, other)


def _together(first: Sum, other: Sum) -> Sum:
    """The parts of both, one after the other, in the scope of the first."""
    names = [one.name for one in fields(first) if one.name != "scope"]
    return replace(first, **{name: getattr(first, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True)
class Note:
    """An editor's note on a weak claim of the article, tied to the citations that show the claim."""

    id: str
    citations: tuple[int, ...]
    severity: str
    text: str
    sources: tuple[str, ...]
    reviewed: bool = False


class AnswerKind(StrEnum):
    """What sort of answer a record holds; ``abstained`` is false exactly for ANSWERED."""

    ANSWERED = "answered"
    NOT_IN_ARTICLE = "not_in_article"
    OFF_TOPIC = "off_topic"
    HELP_FIRST = "help_first"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer and the numbers of the citations under it."""

    text: str
    citations: tuple[int, ...]
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Version:
    """What made an answer: the product, the index's fingerprint, the generator."""

    spotter: str
    index: str
    generator: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole record a person or a program gets; only ``guard`` makes one."""

    question: str
    answer: str
    kind: AnswerKind
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    triage: Triage
    guidance: str
    notes: tuple[Note, ...]
    follow_ups: tuple[str, ...]
    version: Version
    timings_ms: dict[str, float] = field(default_factory=dict, compare=False)

    @property
    def abstained(self) -> bool:
        """True exactly when nothing from the article is offered as an answer."""
        return self.kind is not AnswerKind.ANSWERED

    @property
    def is_list(self) -> bool:
        """True when its sentences are the items of a list."""
        return any(line.startswith(ITEM) for line in self.answer.split("\n\n"))

    @property
    def own_lines(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The lines of ``answer`` that are no sentences of the article: those before them, those after them."""
        lines = self.answer.split("\n\n")
        cited = [number for number, line in enumerate(lines) if line.endswith("]")] or [len(lines)]
        return tuple(lines[: cited[0]]), tuple(lines[cited[-1] + 1 :])
