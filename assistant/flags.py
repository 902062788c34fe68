"""The red-flag catalogue in, a listing for people or records for programs out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.triage import Category


def flag_records(categories: Iterable[Category]) -> list[dict[str, Any]]:
    """One JSON-ready object a category."""
    return [
        {
            "id": c.id,
            "label": c.label,
            "tier": c.tier.word,
            "signs": list(c.signs),
            "fires_on": [example.text for example in c.fires_on],
            "stays_quiet_on": list(c.stays_quiet_on),
            "sources": [asdict(s) for s in c.sources],
            "review": asdict(c.review),
        }
        for c in categories
    ]


def flag_listing(categories: Iterable[Category]) -> str:
    """Plain text: tier and label, what it listens for, where it comes from, whether it was reviewed."""
    parts = []
    for c in categories:
        lines = [f"{c.id}  [{c.tier.word}]  {c.label}"]
        lines += [f"  - {sign}" for sign in c.signs]
        lines += [f"  source: {s.name} ({s.year}), {s.evidence}" for s in c.sources]
        lines.append(f"  review: {c.review.status}" + (f" by {c.review.by}" if c.review.by else ""))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
