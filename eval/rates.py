"""Counts in, rates with their intervals out."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Z = 1.959964  # 95 % of a normal distribution lie within


@dataclass(frozen=True, slots=True)
class Rate:
    """``hits`` of ``n``; nothing measured is no zero."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        """The share, NaN where nothing was measured."""
        return self.hits / self.n if self.n else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval (Wilson 1927, J. Am. Stat. Assoc. 22:209), NaN where nothing was measured."""
        if not self.n:
            return float("nan"), float("nan")
        spread = Z * Z / self.n
        middle = (self.value + spread / 2) / (1 + spread)
        reach = Z * sqrt(self.value * (1 - self.value) / self.n + spread / (4 * self.n)) / (1 + spread)
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def __str__(self) -> str:
        """As in a table: ``91 % of 80 (83–96)``."""
        if not self.n:
            return "not measured"
        low, high = self.interval
        return f"{self.value:.0%} of {self.n} ({low * 100:.0f}–{high * 100:.0f})".replace("%", " %", 1)


def rate(outcomes: Iterable[bool]) -> Rate:
    """The share of true outcomes."""
    seen = list(outcomes)
    return Rate(sum(seen), len(seen))
