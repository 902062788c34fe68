"""The red-flag catalogue in, a listing for people or records for programs out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.triage import Category


def flag_records(categories: Iterable[Category]) -> list[dict[str, Any]]:
    """One JSON-ready object a category."""
    return [{**asdict(c), "tier": c.tier.word} for c in categories]


def flag_listing(categories: Iterable[Category]) -> str:
    """Plain text: tier and label, what it listens for, where it comes from, whether it was reviewed."""
    parts = []
    for c in categories:
        lines = [f"{c.id}  [{c.tier.word}]  {c.label}"]
        lines += [f"  - {sign}" for sign in c.signs]
        lines += [f"  source: {s.name} ({s.year}), {s.evidence}" for s in c.sources]
        lines.append(f"  review: {c.review}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
