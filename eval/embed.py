"""A served Spotter in; how soon the widget and the framed page can be used on a site, as a Markdown table, out.

Run it with ``make embed``; it needs Chromium. Both are put into an empty page of the same server in the same run, in
turns, each into a fresh browser context, so nothing is cached; the clock runs in the page, from the tag to what a
person can use.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Request

ROUNDS = 9
PATIENCE_S = 120.0
SPOTTER = Path(sys.executable).with_name("spotter")
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
EMPTY = "<!doctype html><title>Empty</title><body></body>"
# Milliseconds from adding the tag until the launcher stands on the page with a size.
WIDGET = """(server) => new Promise((usable) => {
  const began = performance.now();
  document.body.append(document.createElement('spotter-chat'));
  const script = Object.assign(document.createElement('script'), {type: 'module', src: server + '/widget.js'});
  const look = () => {
    const button = document.querySelector('spotter-chat').shadowRoot?.querySelector('button');
    if (button && button.getBoundingClientRect().width > 0) usable(performance.now() - began);
    else requestAnimationFrame(look);
  };
  document.head.append(script);
  look();
})"""
# Milliseconds from adding the frame until its page has a box to type into.
FRAME = """(server) => new Promise((usable) => {
  const began = performance.now();
  const frame = Object.assign(document.createElement('iframe'), {src: server + '/', width: 900, height: 900});
  const look = () => {
    const box = frame.contentDocument?.querySelector('#box textarea');
    if (box && box.getBoundingClientRect().width > 0) usable(performance.now() - began);
    else requestAnimationFrame(look);
  };
  document.body.append(frame);
  look();
})"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one way of embedding cost a page: milliseconds until usable, requests, bytes received."""

    milliseconds: float
    requests: int
    received: int


def main() -> None:
    """Print the table."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a development tool

    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        sys.exit(f"None of {', '.join(NAMES)} is installed: sudo apt-get install chromium")
    with served() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        runs = [(look(browser, server, WIDGET), look(browser, server, FRAME)) for _ in range(ROUNDS + 1)][1:]
        browser.close()
    widget, frame = ([pair[side] for pair in runs] for side in (0, 1))
    print("| embedded as | usable after, median | slowest | requests | received |")
    print("| --- | --- | --- | --- | --- |")
    print(row("the widget", widget))
    print(row("the page in a frame", frame))
    ratio = statistics.median(f.milliseconds / w.milliseconds for w, f in runs)
    print(f"\nThe frame takes {ratio:.0f} times as long, the median of {ROUNDS} pairs.")


def row(name: str, seen: list[Seen]) -> str:
    """One line of the table."""
    times = [one.milliseconds for one in seen]
    cost = f"{seen[-1].requests} | {seen[-1].received / 1000:.0f} kB"
    return f"| {name} | {statistics.median(times):.0f} ms | {max(times):.0f} ms | {cost} |"


def look(browser: Browser, server: str, script: str) -> Seen:
    """Embed once, in a fresh context."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    finished: list[Request] = []
    # An empty page of the server itself: the frame can be looked into, and no policy stands in the way of either.
    page.route("**/empty", lambda route: route.fulfill(body=EMPTY, content_type="text/html"))
    page.goto(f"{server}/empty")
    page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108 - the library marks handlers
    milliseconds = float(page.evaluate(script, server))
    sizes = [request.sizes() for request in finished]
    context.close()
    return Seen(milliseconds, len(sizes), sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes))


@contextmanager
def served() -> Iterator[str]:
    """A Spotter of its own on a free port, ready to answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = f"http://127.0.0.1:{free.getsockname()[1]}"
    command = [str(SPOTTER), "serve", "--port", server.rpartition(":")[2]]
    allowed = os.environ | {"SPOTTER_ALLOWED_ORIGINS": server}  # or the page could not be framed
    with subprocess.Popen(command, env=allowed, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own command
        try:
            wait_for(f"{server}/readyz")
            yield server
        finally:
            process.terminate()


def wait_for(url: str) -> None:
    """Return once ``url`` answers well; raises ``TimeoutError`` when it never does."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(url)


if __name__ == "__main__":
    main()
