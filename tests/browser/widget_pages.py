"""A browser and two origins in, pages with the widget on them out; and what the tests of it do again and again."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser.hosts import address_of, hosts
from tests.processes import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Locator, Page

ICE = "How long should I ice my back?"
EMERGENCY = "I can't pee since my deadlifts"
VIOLATIONS = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => window.refused.push(event.violatedDirective));
"""


@dataclass(slots=True)
class Sites:
    """The widget's server, a host that may ask it, and pages opened on either."""

    browser: Browser
    server: str
    host: str
    _open: list[BrowserContext] = field(default_factory=list)

    def page(self, **options: Any) -> Page:
        """A blank page in a context of its own, as wide as a desk's unless told otherwise."""
        wide = {"viewport": {"width": 1280, "height": 860}}
        context = self.browser.new_context(**(wide | options))
        self._open.append(context)
        page = context.new_page()
        page.add_init_script(VIOLATIONS)
        return page

    def visit(self, page: Page, host_page: str = "plain", *, origin: str = "", **values: str) -> Page:
        """A host page with the widget on it, in the page given."""
        page.goto(address_of(origin or self.host, host_page, **({"server": self.server} | values)))
        page.wait_for_selector("spotter-chat .field", state="attached")
        return page

    def demo(self, page: Page) -> Page:
        """The demo in the page given."""
        page.goto(f"{self.server}/demo")
        page.wait_for_selector("spotter-chat .launcher")
        return page

    def close(self) -> None:
        """Close every page."""
        for context in self._open:
            context.close()
        self._open.clear()


@contextmanager
def sites(browser: Browser) -> Iterator[Sites]:
    """Both origins, while they are served."""
    command = [sys.executable, "-m", "tests.browser.serve_widget"]
    with hosts() as host, served([*command, host], "healthz") as server:
        yield Sites(browser, server, host)


def launch(page: Page) -> Page:
    """Open the bubble."""
    page.click("spotter-chat .launcher")
    page.wait_for_selector("spotter-chat .panel[open]")
    return page


def ask(page: Page, question: str, end: str = ".guidance, .fault") -> Locator:
    """Type and send a question; gives what is shown of it once its answer has ended."""
    before = page.locator("spotter-chat .turn").count()
    page.fill("spotter-chat .field", question)
    page.press("spotter-chat .field", "Enter")
    turn = page.locator("spotter-chat .turn").nth(before)
    turn.locator(end).first.wait_for()
    return turn


def violations(page: Page) -> list[Any]:
    """What axe finds, once nothing moves any more."""
    page.evaluate(
        "Promise.all([document, document.querySelector('spotter-chat').shadowRoot]"
        ".flatMap(one => one.getAnimations()).map(one => one.finished))"
    )
    found: list[Any] = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


def focused(page: Page) -> str:
    """The class (or else the id or name) of what has the focus, inside the widget too."""
    return str(
        page.evaluate(
            "(() => { const outer = document.activeElement; const inner = outer?.shadowRoot?.activeElement ?? outer;"
            " return inner?.className || inner?.id || inner?.localName || '' })()"
        )
    )
