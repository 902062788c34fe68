"""What the widget's tests share: streams that a test feeds, answers of its own, and the sites around the widget."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.widget_pages import ICE

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

MARKS = [
    pytest.mark.browser,
    # Playwright leaves its own loop and pipes to the garbage collector.
    pytest.mark.filterwarnings("default::pytest.PytestUnraisableExceptionWarning"),
]
WIDGET = "spotter-chat"
SLOW = "slowly, " + ICE
STREAM = "**/api/ask/stream"
# Streams that the test feeds and that go on whatever the widget does.
HELD_STREAMS = """
window.streams = [];
const real = window.fetch;
window.fetch = (url, options) => url.includes("/stream")
  ? Promise.resolve(new Response(new ReadableStream({ start: (one) => void window.streams.push(one) })))
  : real(url, options);
"""
SMALL = {"viewport": {"width": 320, "height": 640}}


def status(page: Page) -> str:
    return page.locator(f"{WIDGET} [role=status]").inner_text()


def refuse(page: Page, code: int, name: str) -> None:
    body = json.dumps({"error": {"code": name, "message": "no"}})
    headers = {"Access-Control-Allow-Origin": "*"}
    page.route(STREAM, lambda route: route.fulfill(status=code, body=body, headers=headers))


def answer_with(page: Page, *events: tuple[str, Any], end: str = "\n\n") -> None:
    """Answer from the test itself, event by event."""
    line = end[: len(end) // 2]
    body = "".join(f"event: {name}{line}data: {json.dumps(data, ensure_ascii=False)}{end}" for name, data in events)
    headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/event-stream"}

    def answer(route: Route) -> None:
        route.fulfill(body=body, headers=headers)

    page.route(STREAM, answer)


def record(**more: Any) -> dict[str, Any]:
    triage: dict[str, Any]
    triage = {"tier": "self_care", "red_flags": [], "question": None, "advice": "", "language": "en"}
    empty: dict[str, Any] = {"sentences": [], "citations": [], "notes": [], "follow_ups": []}
    said = {"question": "q", "answer": "a", "kind": "off_topic", "abstained": True, "guidance": "Ask a doctor."}
    return said | {"triage": triage} | empty | more


def feed(page: Page, stream: int, name: str, data: Any) -> None:
    text = f"event: {name}\ndata: {json.dumps(data)}\n\n"
    page.evaluate("([n, text]) => window.streams[n].enqueue(new TextEncoder().encode(text))", [stream, text])


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
