"""An Answer in, readable terminal text out; what was typed or quoted is never read as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from assistant.domain import Tier
from assistant.wording import read_wording

if TYPE_CHECKING:
    from assistant.domain import Answer, Triage

STYLES = {
    Tier.EMERGENCY: "bold red",
    Tier.URGENT: "bold dark_orange3",
    Tier.ROUTINE: "bold blue",
    Tier.SELF_CARE: "bold blue",
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
    title, style = read_wording().spoken(triage.language).levels[triage.level], STYLES[triage.tier]
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
        Text(
            f"Editor's note on {''.join(f'[{n}]' for n in note.citations)} "
            f"({'reviewed' if note.reviewed else 'not reviewed'} by a clinician): {note.text}"
            + (f" Sources: {'; '.join(note.sources)}." if note.sources else "")
        )
        for note in answer.notes
    ]
