"""A conversation's exchanges in, the texts a person can take along out; nothing is kept anywhere.

The page carries these texts hidden, and the browser alone copies them or saves them as a file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.domain import Tier
from assistant.web import words
from assistant.web.markup import clean, element, esc
from assistant.web.page import tier_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.domain import Answer, Citation, Note, Triage
    from assistant.web.conversation import Exchange

SPECIAL = re.compile(r"([\\`*_\[\]<>~$&])")
STARTING = re.compile(r"^(\s*(?=[#+=-])|\s*\d+(?=[.)]\s))(.)", re.MULTILINE)
LONGEST_IN_SUMMARY = 600  # characters of one message: the summary is to stay a page


def papers_html(exchanges: Sequence[Exchange]) -> str:
    """The texts of Copy, Export and Summary, hidden in the page under the ids the browser's part looks for."""
    texts = {
        "paper-copy": answer_text(exchanges),
        "paper-export": conversation_markdown(exchanges),
        "paper-summary": clinician_summary(exchanges),
    }
    return element("div", "".join(element("pre", esc(t), id=name) for name, t in texts.items()), hidden=True)


def answer_text(exchanges: Sequence[Exchange]) -> str:
    """The last answer with its citations as plain text; empty before the first one."""
    answer = next((e.answer for e in reversed(exchanges) if e.answer), None)
    if answer is None:
        return ""
    parts = [*triage_lines(answer.triage), answer.answer, *(note_line(n) for n in answer.notes), answer.guidance]
    if answer.citations:
        parts.append("\n".join(["Sources:", *(citation_line(c) for c in answer.citations)]))
    return clean("\n\n".join([*parts, words.NOT_A_DOCTOR])) + "\n"


def conversation_markdown(exchanges: Sequence[Exchange]) -> str:
    """The whole conversation; what a person typed is quoted and stays literal."""
    parts = [f"# A conversation with {words.NAME}", f"{words.NOT_A_DOCTOR} {words.WHO_WROTE}"]
    for number, exchange in enumerate(exchanges, 1):
        parts += [f"## Question {number}", quoted(exchange.question)]
        parts += _answer_parts(exchange.answer) if exchange.answer else [words.STOPPED]
    return "\n\n".join(parts) + "\n"


def _answer_parts(answer: Answer) -> list[str]:
    parts = [literal(line) for line in triage_lines(answer.triage)]
    parts += ["### Answer", literal(answer.answer)]
    parts += [f"> {literal(note_line(note))}" for note in answer.notes]
    parts.append(f"**When to get help:** {literal(answer.guidance)}")
    if answer.citations:
        parts.append("\n".join(f"- {literal(citation_line(c))}" for c in answer.citations))
    return parts


def clinician_summary(exchanges: Sequence[Exchange]) -> str:
    """One page for a doctor or physiotherapist: the person's own words first, then what was heard in them."""
    answers = [e.answer for e in exchanges if e.answer]
    heard = answers[-1].triage if answers else None
    parts = ["# Summary for a clinician", "Date: ____________    Name: ____________________________"]
    parts += [f"**{words.NO_DIAGNOSIS}**", "## In the person's own words, in order"]
    parts += ["\n".join(f"{i}. {literal(_shortened(one_line(e.question)))}" for i, e in enumerate(exchanges, 1))]
    parts += ["## Warning signs that were heard", _flags(heard)]
    parts += ["## What the article says on it", _quotes(answers), "## How this was made"]
    parts.append(
        f"{words.NAME} answers from one article by quoting it and listens for warning signs. {words.WHO_WROTE} "
        f"Nobody examined the person."
    )
    return "\n\n".join(parts) + "\n"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_IN_SUMMARY else text[:LONGEST_IN_SUMMARY] + " … (shortened)"


def _flags(triage: Triage | None) -> str:
    if triage is None or not triage.red_flags:
        return "None were heard. That does not rule any out: nothing was asked systematically."
    return "\n".join(
        f"- {literal(flag.label)} ({flag.tier.word}), from message {flag.turn + 1}: “{literal(one_line(flag.trigger))}”"
        for flag in triage.red_flags
    )


def _quotes(answers: Iterable[Answer]) -> str:
    seen = {(c.article, c.start, c.end): c for answer in answers for c in answer.citations}
    lines = [f"- {literal(_place(c))}: “{literal(one_line(c.quote))}”" for c in seen.values()]
    noted = {note.id: note for answer in answers for note in answer.notes}
    lines += [f"- {literal(note_line(note, numbered=False))}" for note in noted.values()]
    return "\n".join(lines) or "Nothing from the article was quoted."


def triage_lines(triage: Triage) -> list[str]:
    """What to do now, headed in words, and what is asked back; nothing at self-care with nothing to ask."""
    lines = [] if triage.tier is Tier.SELF_CARE else [f"{tier_label(triage)}. {triage.advice}".strip()]
    return lines + ([f"Please tell us: {triage.question}"] if triage.question else [])


def note_line(note: Note, *, numbered: bool = True) -> str:
    """An editor's note, marked as one and with its state of review."""
    marks = " on " + ", ".join(f"[{n}]" for n in note.citations) if numbered else ""
    review = words.REVIEWED if note.reviewed else words.NOT_REVIEWED
    return f"Editor’s note{marks} ({review}): {note.text}"


def citation_line(citation: Citation) -> str:
    """A source: its number, its place and the words that are cited."""
    return f"[{citation.n}] {_place(citation)}: “{one_line(citation.quote)}”"


def _place(citation: Citation) -> str:
    return " › ".join((citation.article, *citation.section))


def one_line(text: str) -> str:
    """The text with its white space, line breaks included, as single spaces."""
    return " ".join(text.split())


def literal(text: str) -> str:
    """Markdown that shows the text as it is: nothing in it becomes a link, an image, a heading or HTML."""
    return STARTING.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", clean(text)))


def quoted(text: str) -> str:
    """The text as a Markdown quotation, line by line."""
    return "\n".join(f"> {line.lstrip()}".rstrip() for line in literal(text).split("\n"))
