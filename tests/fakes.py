"""Real little implementations of the house's protocols, for tests of one step at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from assistant.domain import (
    Citation,
    Grounded,
    GroundedClaim,
    RedFlag,
    Role,
    Scope,
    Tier,
    Triage,
    Turn,
    Version,
)
from corpus.article import Article, Corpus
from corpus.parse import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

VERSION = Version("0", "fingerprint", "extractive")
EMERGENCY = Triage(
    Tier.EMERGENCY,
    (RedFlag("cauda_equina", "Possible cauda equina syndrome", Tier.EMERGENCY, 0, "I can't feel my groin"),),
    advice="Call 112 or 999 now.",
)
TEXT = """A Short Article

Warming up

A warm-up loosens the joints. It takes ten minutes.

Icing

Wrap the ice in a cloth. Massage can help sore muscles. Ibuprofen can ease pain.
"""


def small_article() -> Article:
    return parse("small.txt", TEXT)


def small_corpus() -> Corpus:
    return Corpus((small_article(),))


def asked(*texts: str) -> list[Turn]:
    """The person's turns, one after another."""
    return [Turn(Role.USER, text) for text in texts]


def claim(text: str, start: int, end: int | None = None, section: tuple[str, ...] = ("Icing",)) -> GroundedClaim:
    """A verified claim whose quote is its own text."""
    citation = Citation(0, "small.txt", section, text, start, end or start + len(text))
    return GroundedClaim(text, (citation,), verbatim=True)


def grounded(*claims: GroundedClaim, scope: Scope = Scope.ANSWERED) -> Grounded:
    return Grounded(scope, claims)


class FixedChain:
    """A chain that always grounds the same."""

    def __init__(self, grounded: Grounded) -> None:
        self._grounded = grounded

    def invoke(self, turns: Sequence[Turn], /) -> Grounded:  # noqa: ARG002 - the protocol's argument
        return self._grounded


class BrokenChain:
    """A chain that breaks with the person's words in its error, as a library's might."""

    def invoke(self, turns: Sequence[Turn], /) -> Grounded:
        raise RuntimeError(f"cannot process {turns[-1].text}")


class LetterEncoder:
    """Texts to vectors by counting letters: quick, deterministic, alike for alike words."""

    name = "letters"
    dimensions = 26

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        counts = [[text.lower().count(chr(97 + i)) + 0.01 for i in range(26)] for text in texts]
        rows = np.array(counts, dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)  # type: ignore[no-any-return]
