"""An answer in, the text that another program relays out: what to do now comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.web import words
from assistant.web.export import citation_line, note_line, triage_lines
from assistant.web.markup import clean

if TYPE_CHECKING:
    from assistant.domain import Answer, Note, Triage

BREAK = "\n\n"


def relay_text(answer: Answer) -> str:
    """The whole text: advice, answer, sources, notes, guidance."""
    return BREAK.join(part for part in (advice_part(answer.triage), *further_parts(answer)) if part)


def advice_part(triage: Triage) -> str:
    """What to do now and what is asked back; empty at self-care with nothing to ask."""
    return clean(BREAK.join(triage_lines(triage)))


def further_parts(answer: Answer) -> tuple[str, ...]:
    """What follows the advice, in order; chat programs show Markdown, so sources are items of a list."""
    sources = "\n".join(["Sources:", "", *(f"- {citation_line(c)}" for c in answer.citations)])
    parts = [answer.answer, *([sources] if answer.citations else []), *(_note(n) for n in answer.notes)]
    return tuple(map(clean, [*parts, answer.guidance, f"{words.NOT_A_DOCTOR} {words.WHO_WROTE}"]))


def _note(note: Note) -> str:
    return " ".join([note_line(note), *(["Sources: " + "; ".join(note.sources) + "."] if note.sources else [])])
