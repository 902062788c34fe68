"""A tab's questions and answers: exchanges go in one by one, the turns an assistant reads come out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from assistant.domain import Role, Turn

if TYPE_CHECKING:
    from assistant.domain import Answer


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer; no answer while it runs and after it was stopped."""

    question: str
    answer: Answer | None = None


@dataclass(slots=True)
class Conversation:
    """The one thing of the page that changes.

    Every question runs under a ticket. Stop, Clear and the next question end the ticket, and a run
    without its ticket may write nothing: an old answer never lands in a cleared conversation.
    """

    exchanges: tuple[Exchange, ...] = ()
    running: bool = False
    failed: bool = False
    _ticket: int = field(default=0, repr=False)

    def start(self, question: str) -> int:
        """Take up a question; gives the ticket its answer has to hold."""
        self.stop()
        self.exchanges = (*self.exchanges, Exchange(question))
        self.running = True
        return self._ticket

    def holds(self, ticket: int) -> bool:
        """Whether the run with this ticket may still write."""
        return ticket == self._ticket

    def asks(self, question: str) -> bool:
        """Whether this very question runs already, as after a double click."""
        return self.running and self.exchanges[-1].question == question

    def finish(self, ticket: int, answer: Answer) -> None:
        """Keep the answer, if its run still holds its ticket."""
        if self.holds(ticket):
            self.exchanges = (*self.exchanges[:-1], replace(self.exchanges[-1], answer=answer))
            self.running = False

    def end(self, ticket: int) -> None:
        """The run is over. One that ends with its ticket and without an answer has failed."""
        if self.holds(ticket) and self.running:
            self.running, self.failed = False, True

    def stop(self) -> None:
        """End whatever runs; its question stays, unanswered."""
        self._ticket += 1
        self.running = self.failed = False

    def clear(self) -> None:
        """End whatever runs and forget everything."""
        self.stop()
        self.exchanges = ()

    def take_back(self) -> str:
        """Forget the last exchange and give its question back; empty if there is none."""
        self.stop()
        last = self.exchanges[-1].question if self.exchanges else ""
        self.exchanges = self.exchanges[:-1]
        return last

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Everything said so far, the open question last."""
        said: list[Turn] = []
        for exchange in self.exchanges:
            said.append(Turn(Role.USER, exchange.question))
            if exchange.answer is not None:
                said.append(Turn(Role.ASSISTANT, exchange.answer.answer))
        return tuple(said)
