"""retrieve | compose | verify as LangChain runnables: turns in, Grounded out, a claim at a time when streamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.runnables import RunnableGenerator, RunnableLambda
from langsmith.run_helpers import tracing_context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from langchain_core.runnables import Runnable

    from assistant.domain import Draft, Grounded, Retrieved, Turn


class Line:
    """The chain with tracing off, whatever the environment says: a trace would hold the person's words."""

    def __init__(self, runnable: Runnable[Sequence[Turn], Grounded]) -> None:
        self.runnable = runnable

    def invoke(self, turns: Sequence[Turn], /) -> Grounded:
        """The verified claims for the last of the person's turns."""
        with tracing_context(enabled=False):
            return self.runnable.invoke(turns)

    def stream(self, turns: Sequence[Turn], /) -> Iterator[Grounded]:
        """The same, a part at a time; the parts add up to what ``invoke`` gives."""
        with tracing_context(enabled=False):
            yield from self.runnable.stream(turns)


def build_chain(
    retrieve: Callable[[Sequence[Turn]], Retrieved],
    compose: Callable[[Retrieved], Iterator[Draft]],
    verify: Callable[[Draft], Grounded],
) -> Line:
    """Join the three steps. ``compose`` hands out parts of a draft; each is verified as it comes."""

    def composed(found: Iterator[Retrieved]) -> Iterator[Draft]:
        for retrieved in found:
            yield from compose(retrieved)

    def verified(parts: Iterator[Draft]) -> Iterator[Grounded]:
        for part in parts:
            yield verify(part)

    return Line(
        RunnableLambda(retrieve, name="retrieve")
        | RunnableGenerator(composed, name="compose")
        | RunnableGenerator(verified, name="verify")
    )
