"""The red-flag catalogue in, a listing for people or records for programs out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.triage import Category

EXAMPLES = 8  # of each kind on the page; the data file has all


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


PAGE_HEAD = """# The red flags

Written by `spotter flags --markdown`. No clinician has reviewed this unless an entry says so: its review state says by
whom. The wordings themselves, with what raises a sign, what combines with what and what must not fire, stand in
`assistant/triage/red_flags/`, one file a category, made to be read without reading code.
"""


def flag_page(categories: Iterable[Category]) -> str:
    """The page of the docs: everything a reviewer needs of each category, in order of precedence."""
    return PAGE_HEAD + "".join(f"\n{_entry(category)}" for category in categories)


def _entry(c: Category) -> str:
    rules = [
        f"- {rule.tier.word} when {' and '.join(f'`{name}`' for name in rule.all_of)}"
        + (f", unless {' or '.join(f'`{name}`' for name in rule.none_of)}" if rule.none_of else "")
        for rule in c.rules
    ]
    return "\n".join(
        (
            f"## {c.label}",
            f"\n`{c.id}` · {c.tier.word} unless a rule below says otherwise · review: {c.review.status}"
            + (f" by {c.review.by}" if c.review.by else ""),
            "\n**Signs**\n",
            *(f"- `{finding.id}`: {finding.means}" for finding in c.findings),
            "\n**Rules**\n",
            *rules,
            "\n**Raised by**, for example\n",
            *(f"- {example.text}" for example in c.fires_on[:EXAMPLES]),
            "\n**Not raised by**\n",
            *(f"- {text}" for text in c.stays_quiet_on[:EXAMPLES]),
            "\n**What a person is told**\n",
            *(f"- {tier.word}: {advice.you.strip()}" for tier, advice in sorted(c.advice.items(), reverse=True)),
            "\n**Sources**\n",
            *(f"- [{s.name}]({s.url.split()[0]}) ({s.year}): {s.evidence}" for s in c.sources),
            *(f"- to be checked, not shown: {s.name} ({s.year})" for s in c.to_check),
            "",
        )
    )
