"""Messages in, the findings of the rules that none of them makes heard out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.triage.hearing import Listener
from assistant.triage.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable


def silent_names(messages: Iterable[str]) -> list[str]:
    """Findings that no message makes heard, in order of the catalogue."""
    book = load_rules()
    listener = Listener(book)
    heard = {sign.name for text in messages for sign in listener.hear(text, 0).signs}
    return [
        f"{category.id} {finding.id}"
        for category in book.categories
        for finding in category.findings
        if finding.id not in heard
    ]
