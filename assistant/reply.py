"""The line: a conversation's turns in, an Answer (or its events, triage first) out."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Protocol, TypeVar

from assistant.domain import Role
from assistant.events import CitationsReady, Done, SentenceReady, TriageReady

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.domain import Answer, Grounded, Triage, Turn
    from assistant.events import Event

log = logging.getLogger(__name__)
T = TypeVar("T")


class Chain(Protocol):
    """The inner, replaceable part: turns in, verified claims out."""

    def invoke(self, turns: Sequence[Turn], /) -> Grounded:
        """The verified claims for the last of the person's turns."""


class Guard(Protocol):
    """The last door: the only maker of an Answer."""

    def __call__(self, question: str, triage: Triage, grounded: Grounded | None) -> Answer:
        """The answer a person may see; ``grounded`` is None when the chain could not run."""


class Assistant:
    """Triage, chain, guard. Safety is the outer shell: a chain that breaks leaves it standing.

    The first of ``triages`` that does not break is taken, the best comes first; ``unheard`` is what a message
    gets when all do: advice that fits anyone. ``fault`` says in one sentence why there is no chain, and ``lack``
    what else is missing; either is None where all is well.
    """

    def __init__(  # noqa: PLR0913 - three parts, and what to say where one is missing
        self,
        triages: Sequence[Callable[[Sequence[Turn]], Triage]],
        chain: Chain | None,
        guard: Guard,
        *,
        unheard: Triage,
        fault: str | None = None,
        lack: str | None = None,
    ) -> None:
        self._triages = triages
        self._chain = chain
        self._guard = guard
        self._unheard = unheard
        self.fault = fault
        self.lack = lack

    def reply(self, turns: Sequence[Turn]) -> Answer:
        """Answer the last of the person's turns in the light of the earlier ones."""
        for event in self.events(turns):
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("events always end with Done")

    def events(self, turns: Sequence[Turn]) -> Iterator[Event]:
        """The same answer as a stream: triage before any retrieval, then citations, sentences, record.

        The guard sees the whole answer before its first sentence leaves: a sentence is withheld or
        annotated, never taken back.
        """
        started = time.perf_counter()
        survived = (_survived(triage, turns) for triage in self._triages)
        triage = next((found for found in survived if found), self._unheard)
        heard = time.perf_counter()
        yield TriageReady(triage)
        resumed = time.perf_counter()
        grounded = _survived(self._chain.invoke, turns) if self._chain else None
        answer = self._guard(question_of(turns), triage, grounded)
        done = time.perf_counter()
        answer.timings_ms.update(
            triage=_ms(heard - started),
            chain=_ms(done - resumed),
            total=_ms(heard - started + done - resumed),
        )
        yield CitationsReady(answer.citations)
        for sentence in answer.sentences:
            notes = tuple(n for n in answer.notes if set(n.citations) & set(sentence.citations))
            yield SentenceReady(sentence, notes)
        yield Done(answer)


def _survived(step: Callable[[Sequence[Turn]], T], turns: Sequence[Turn]) -> T | None:
    """What a step gives, or None when it breaks: advice must survive any fault in it."""
    try:
        return step(turns)
    except Exception as error:  # noqa: BLE001 - any fault at all
        # The message may quote what the person typed, so only the kind of error is logged.
        log.error("A step failed with %s; answering with safety advice alone.", type(error).__name__)  # noqa: TRY400
        return None


def question_of(turns: Sequence[Turn]) -> str:
    """The person's last message, empty if there is none."""
    return next((t.text for t in reversed(turns) if t.role is Role.USER), "")


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
