"""Text from anyone in, HTML that shows it literally out; a fragment is always a single line.

The page carries HTML inside Markdown components, where an empty line would end the HTML and start
Markdown again. So no fragment may hold a line break: ``esc`` writes them as character references.
"""

from __future__ import annotations

import html
import re

UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LINE_BREAK = re.compile(r"\r\n?")


def clean(text: str) -> str:
    """The text with what no file or page can hold (NUL, controls, lone surrogates) shown as U+FFFD."""
    return UNSHOWABLE.sub("\ufffd", LINE_BREAK.sub("\n", text))


def esc(text: str) -> str:
    """The text as HTML that shows it and nothing else, in element content and in quoted attributes."""
    escaped = html.escape(clean(text), quote=True)
    return escaped.replace("\n", "&#10;").replace("\t", "&#9;").replace("_", "&#95;")


def element(tag: str, inner: str, **attributes: str | int | bool | None) -> str:
    """One element around HTML; attribute values are escaped.

    A trailing underscore of a name is dropped (``class_``), other underscores become hyphens
    (``data_start``); True writes the bare name; None and False leave the attribute out.
    """
    written = "".join(
        f" {name}" if value is True else f' {name}="{esc(str(value))}"'
        for name, value in ((n.rstrip("_").replace("_", "-"), v) for n, v in attributes.items())
        if value is not None and value is not False
    )
    return f"<{tag}{written}>{inner}</{tag}>"


def paragraph(text: str, class_: str | None = None, lang: str | None = None) -> str:
    """One paragraph of plain text, its line breaks kept; empty for empty text. ``lang`` where it is not the page's."""
    return element("p", esc(text), class_=class_, lang=lang) if text else ""


def hidden(text: str) -> str:
    """Words for a screen reader alone."""
    return element("span", esc(text), class_="hush")
