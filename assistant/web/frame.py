"""Nothing in, the HTML around the conversation out: header, live regions, footer."""

from __future__ import annotations

from assistant.web import words
from assistant.web.markup import element, esc, paragraph

MARK = (
    '<svg class="mark" viewBox="0 0 40 40" width="40" height="40" aria-hidden="true" focusable="false">'
    '<rect width="40" height="40" rx="10" class="mark-field"></rect>'
    '<path d="M9 12h22v10a5 5 0 0 1-5 5h-7l-6 6v-6a4 4 0 0 1-4-4z" class="mark-bubble"></path>'
    '<path d="M13 17.5h9M13 21.5h14" class="mark-line"></path></svg>'
)


def header_html() -> str:
    """Name, what it is, what it is not, who wrote the safety advice; and the regions that speak to screen readers."""
    name = element("div", MARK + element("h1", esc(words.NAME)), class_="brand")
    honest = element("p", element("strong", esc(words.NOT_A_DOCTOR)) + f"&#32;{esc(words.WHO_WROTE)}", class_="honest")
    regions = element("div", "", id="status", role="status", class_="hush")
    regions += element("div", "", id="alert", role="alert", class_="hush")
    skip = element("div", element("a", "Skip to your question", href="#box", class_="skip"))
    return skip + element("header", name + paragraph(words.TAGLINE, "tagline"), class_="masthead") + honest + regions


def footer_html(number: str) -> str:
    """The ``number`` for an emergency, and what happens with a person's words."""
    inner = paragraph(words.IN_AN_EMERGENCY.format(number=number)) + paragraph(words.PRIVACY, "small")
    back = element("button", "Back to the answer", type="button", id="back", hidden=True)
    return element("footer", inner, class_="footer") + back


def fineprint_html() -> str:
    """The line below the box, on show wherever a person has scrolled to."""
    checklist = element("button", "Warning signs checklist", type="button", id="warnings")
    return element("p", f"{esc(words.NOT_A_DOCTOR)} {esc(words.UNREVIEWED)} {checklist}")
