"""One server process and one browser for all browser tests; each test gets a fresh context."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.widget_pages import Sites, sites
from tests.processes import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = f"none of {', '.join(NAMES)} is installed, so the page is not tested in a browser"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with served([sys.executable, "-m", "tests.browser.serve_fake"], "healthz") as running:
        yield running


@pytest.fixture(scope="session")
def real_address() -> Iterator[str]:
    spotter = str(Path(sys.executable).with_name("spotter"))
    with served([spotter, "serve", "--port"], "readyz") as running:
        yield running


@pytest.fixture(scope="package")  # Playwright holds this thread's event loop, which other tests run their own in
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not needed where the tests are skipped

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    contexts = []

    def opened(width: int = 1280, height: int = 900, scheme: str = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector("#live .welcome")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def running(browser: Browser) -> Iterator[Sites]:
    with sites(browser) as both:
        yield both


@pytest.fixture
def web(running: Sites) -> Iterator[Sites]:
    yield running
    running.close()
