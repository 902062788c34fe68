"""The demo in a real browser: a citation is marked in place, and the page around the widget stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.fake_assistant import ARTICLE, citations
from tests.browser.widget_pages import ICE, Sites, ask, launch, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    # Playwright leaves its own loop and pipes to the garbage collector.
    pytest.mark.filterwarnings("default::pytest.PytestUnraisableExceptionWarning"),
]
MARKED = "[...(CSS.highlights.get('spotter') ?? [])].map(range => range.toString()).join()"
IN_VIEW = (
    "() => { const [range] = CSS.highlights.get('spotter'); const box = range.getBoundingClientRect();"
    " return box.top >= 0 && box.bottom <= innerHeight }"
)
BOXES = (
    "[...document.querySelectorAll('main, main *')].map(node => { const box = node.getBoundingClientRect();"
    " return [box.x, box.y + scrollY, box.width, box.height].map(Math.round).join() })"
)


def cite(page: Page, n: int) -> None:
    ask(launch(page), ICE).locator(".cite").nth(n).click()


def test_the_demo_is_the_article(web: Sites) -> None:
    page = web.demo(web.page())
    assert page.locator("main p, main li").all_text_contents() == [passage.text for passage in ARTICLE.passages]
    assert page.locator("main :is(h2, h3)").all_text_contents() == [section.title for section in ARTICLE.sections]


def test_a_citation_is_marked_where_it_stands_and_brought_into_view(web: Sites) -> None:
    page = web.demo(web.page())
    cite(page, 1)
    assert page.evaluate(MARKED) == citations()[1].quote
    page.wait_for_function(IN_VIEW)
    assert "[2] is marked on this page." in page.inner_text("spotter-chat .placed")


def test_the_page_keeps_its_nodes_and_its_layout(web: Sites) -> None:
    page = web.demo(web.page())
    before = page.evaluate(f"[{BOXES}, document.querySelector('main').innerHTML]")
    cite(page, 1)
    page.wait_for_function(IN_VIEW)
    assert page.evaluate(f"[{BOXES}, document.querySelector('main').innerHTML]") == before


def test_the_mark_can_be_taken_away_or_read_in_the_widget(web: Sites) -> None:
    page = web.demo(web.page())
    cite(page, 1)
    page.click("spotter-chat .placed button >> nth=0")
    page.wait_for_selector("spotter-chat .article mark")
    page.keyboard.press("Escape")
    page.click("spotter-chat .cite >> nth=0")
    page.click("spotter-chat .placed button >> nth=1")
    assert page.evaluate(MARKED) == ""
    assert page.locator("spotter-chat .placed button").count() == 0


def test_on_a_small_screen_the_conversation_makes_way_for_the_mark(web: Sites) -> None:
    page = web.demo(web.page(viewport={"width": 320, "height": 640}))
    cite(page, 1)
    page.wait_for_function(IN_VIEW)
    assert not page.locator("spotter-chat .panel").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_other_quotes_spaces_and_elements_do_not_hide_the_sentence(web: Sites) -> None:
    page = web.visit(web.page(), "quoted")
    cite(page, 1)
    marked = " ".join(page.evaluate(MARKED).split())
    assert marked == "It's important not to apply ice directly to the skin — always wrap it in a cloth or towel."
    assert page.evaluate("[...CSS.highlights.get('spotter')][0].intersectsNode(document.querySelector('#place'))")


@pytest.mark.parametrize(("motion", "behaviour"), [("reduce", "instant"), ("no-preference", "smooth")])
def test_the_way_there_is_calm_for_whoever_wants_it(web: Sites, motion: str, behaviour: str) -> None:
    page = web.page(reduced_motion=motion)
    page.add_init_script(
        "window.scrolled = []; const real = Element.prototype.scrollIntoView;"
        "Element.prototype.scrollIntoView = function (how) { window.scrolled.push(how.behavior); real.call(this, how) }"
    )
    cite(web.demo(page), 1)
    assert page.evaluate("window.scrolled") == [behaviour]


def test_without_highlights_the_address_names_the_sentence(web: Sites) -> None:
    page = web.page()
    page.add_init_script("delete CSS.highlights")
    web.demo(page)
    cite(page, 1)
    page.wait_for_function("() => scrollY > 500")
    assert "marked on this page" in page.inner_text("spotter-chat .placed")


def test_the_strict_policy_of_the_demo_is_kept(web: Sites) -> None:
    page = web.demo(web.page())
    cite(page, 0)
    assert page.evaluate("window.refused") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(web: Sites, scheme: str) -> None:
    page = web.demo(web.page(color_scheme=scheme))
    cite(page, 1)
    page.wait_for_function(IN_VIEW)
    assert violations(page) == []


@pytest.mark.model
def test_a_real_answer_is_marked_where_it_stands(browser: Browser, real_address: str) -> None:
    with browser.new_page() as page:
        page.goto(f"{real_address}/demo")
        turn = ask(launch(page), ICE)
        turn.locator(".cite").first.click()
        page.wait_for_function(IN_VIEW)
        assert page.evaluate(MARKED) in turn.locator(".sentence").first.inner_text()
        assert "15-20 minutes" in turn.inner_text()
