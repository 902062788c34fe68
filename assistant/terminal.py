"""An Answer in, readable terminal text out; what was typed or quoted is never read as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from assistant.domain import Tier

if TYPE_CHECKING:
    from assistant.domain import Answer, Triage

LEVELS = {
    Tier.EMERGENCY: ("EMERGENCY: act now", "bold red"),
    Tier.URGENT: ("URGENT: get help today", "bold dark_orange3"),
    Tier.ROUTINE: ("See a professional", "bold blue"),
}


def print_answer(answer: Answer, console: Console | None = None) -> None:
    """Print the card first, then the answer with its sources, notes, guidance and what to ask next."""
    console = console or Console(highlight=False, soft_wrap=False)
    parts: list[Panel | Text] = [*_card(answer.triage), Text(answer.answer), *_sources(answer), *_notes(answer)]
    parts.append(Text(answer.guidance, style="italic"))
    if answer.follow_ups:
        parts.append(Text("You could ask next: " + " | ".join(answer.follow_ups), style="dim"))
    for part in parts:
        console.print(Padding(part, (0, 0, 1, 0)))


def _card(triage: Triage) -> list[Panel]:
    if triage.tier is Tier.SELF_CARE and not triage.question:
        return []
    title, style = LEVELS.get(triage.tier, ("One question first", "bold blue"))
    lines = [Text(triage.advice)] if triage.advice else []
    lines += [Text(f"{flag.label}: “{flag.trigger}”", style="dim") for flag in triage.red_flags]
    if triage.question:
        lines.append(Text(triage.question, style="bold"))
    return [Panel(Group(*lines), title=Text(title, style=style), title_align="left", border_style=style, width=100)]


def _sources(answer: Answer) -> list[Text]:
    if not answer.citations:
        return []
    lines = [f"[{c.n}] {c.article}, {' > '.join(c.section) or 'opening'} ({c.start}-{c.end})" for c in answer.citations]
    return [Text("\n".join(lines), style="dim")]


def _notes(answer: Answer) -> list[Text]:
    return [
        Text(f"Editor's note on {''.join(f'[{n}]' for n in note.citations)} (not reviewed by a clinician): {note.text}")
        for note in answer.notes
    ]
