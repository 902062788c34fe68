"""Warning signs as data in, the checklist of the page out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.domain import Tier
from assistant.web import words
from assistant.web.markup import element, esc, paragraph
from assistant.wording import read_wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    WarningSigns = tuple[str, Tier, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Checklist:
    """Every red flag as ``(label, tier, signs)``, and the number to call in an emergency."""

    signs: tuple[WarningSigns, ...]
    number: str


def checklist_html(checklist: Checklist) -> str:
    """The list behind one click, grouped by tier, the most urgent first."""
    rows = sorted((row for row in checklist.signs if row[1] > Tier.SELF_CARE), key=lambda row: -row[1])
    groups = "".join(_group(tier, list(found)) for tier, found in groupby(rows, key=lambda row: row[1]))
    inside = (
        paragraph(words.IN_AN_EMERGENCY.format(number=checklist.number), "numbers")
        + groups
        + paragraph(words.WHO_WROTE, "small")
    )
    body = element(
        "div", inside, class_="checklist-body", tabindex=0, role="region", aria_label="Warning signs"
    )  # it scrolls, so the keyboard has to reach it
    return element("details", element("summary", "Warning signs checklist") + body, class_="checklist")


def _group(tier: Tier, rows: Sequence[WarningSigns]) -> str:
    cards = "".join(_signs(label, signs) for label, _, signs in rows)
    heading = element("h2", esc(read_wording().levels[tier.word]))
    return element("section", heading + element("div", cards, class_="columns"), class_=f"signs {tier.word}")


def _signs(label: str, signs: Sequence[str]) -> str:
    items = "".join(element("li", esc(sign)) for sign in signs)
    return element("div", element("h3", esc(label)) + element("ul", items), class_="sign")
