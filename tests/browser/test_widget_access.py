"""The widget by keyboard, on small screens and by the rules of accessibility, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.widget_pages import EMERGENCY, ICE, Sites, ask, focused, launch, violations
from tests.browser.widget_tools import MARKS, SLOW, SMALL, WIDGET, refuse

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = MARKS


# Keyboard and small screens


def test_the_keyboard_alone_opens_asks_reads_and_closes(web: Sites) -> None:
    page = web.visit(web.page())
    page.focus("#own")
    page.keyboard.press("Tab")
    assert focused(page) == "launcher"
    assert page.locator(f"{WIDGET} .launcher").get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    assert focused(page) == "field"
    assert page.locator(f"{WIDGET} .launcher").get_attribute("aria-expanded") == "true"
    page.keyboard.type(ICE)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{WIDGET} .guidance")
    while focused(page) != "cite":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{WIDGET} mark")
    page.keyboard.press("Escape")
    assert focused(page) == "cite"
    page.keyboard.press("Escape")
    assert focused(page) == "launcher"
    assert not page.locator(f"{WIDGET} .panel").is_visible()


def test_the_focus_goes_back_to_the_site_s_own_button(web: Sites) -> None:
    page = web.visit(web.page())
    page.evaluate("void (document.querySelector('#own').onclick = () => document.querySelector('spotter-chat').show())")
    page.focus("#own")
    page.keyboard.press("Enter")
    assert focused(page) == "field"
    page.keyboard.press("Escape")
    assert focused(page) == "own"


def test_keys_typed_into_it_never_reach_the_site_s_shortcuts(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    page.evaluate("window.heard = 0; document.addEventListener('keydown', () => window.heard++)")
    page.keyboard.type("s /")
    assert page.evaluate("window.heard") == 0


def test_a_composed_character_is_not_sent(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    page.fill(f"{WIDGET} .field", "腰")
    page.locator(f"{WIDGET} .field").evaluate(
        "f => f.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }))"
    )
    assert page.locator(f"{WIDGET} .turn").count() == 0


def test_beside_the_page_the_focus_is_free_and_on_a_small_screen_it_stays(web: Sites) -> None:
    def reached(page: Page) -> set[str]:
        found = set()
        for _ in range(14):
            page.keyboard.press("Tab")
            found.add(focused(page))
        return found

    assert "own" in reached(launch(web.visit(web.page())))
    assert "own" not in reached(launch(web.visit(web.page(**SMALL))))


def test_it_takes_no_focus_of_its_own(web: Sites) -> None:
    for attributes in ("open", 'mode="inline"'):
        page = web.visit(web.page(), attributes=attributes)
        assert page.locator(f"{WIDGET} .field").is_visible()
        assert page.evaluate("document.activeElement === document.body")


def test_a_small_screen_never_scrolls_sideways_and_is_filled(web: Sites) -> None:
    page = launch(web.visit(web.page(**SMALL, has_touch=True), "strict"))
    turn = ask(page, ICE)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.locator(f"{WIDGET} .log").evaluate("log => log.scrollWidth - log.clientWidth") == 0
    box = page.locator(f"{WIDGET} .panel").bounding_box()
    assert box
    assert [round(box[side]) for side in ("x", "y", "width", "height")] == [0, 0, 320, 640]
    small = turn.locator("button").evaluate_all(
        "all => all.map(b => b.getBoundingClientRect()).filter(b => b.width < 24 || b.height < 24).length"
    )
    assert small == 0
    for name in (".launcher", ".send"):
        assert page.locator(f"{WIDGET} {name}").evaluate("b => Math.min(b.offsetHeight, b.offsetWidth)") >= 44


def test_the_field_grows_with_its_text(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    field = page.locator(f"{WIDGET} .field")
    before = field.evaluate("f => f.offsetHeight")
    field.fill("one\ntwo\nthree\nfour")
    assert field.evaluate("f => f.offsetHeight") > before + 40


def test_a_window_that_becomes_small_keeps_the_conversation_and_the_focus(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    ask(page, ICE)
    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_selector(f"{WIDGET} .panel:modal")
    assert focused(page) == "field"
    assert page.locator(f"{WIDGET} .turn").count() == 1
    assert page.locator(WIDGET).get_attribute("open") == ""


def test_the_status_tells_start_and_end_and_nothing_between(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    page.evaluate(
        "window.said = []; const s = document.querySelector('spotter-chat').shadowRoot.querySelector('[role=status]');"
        "new MutationObserver(() => window.said.push(s.textContent)).observe(s, { childList: true })"
    )
    ask(page, SLOW)
    assert page.evaluate("window.said") == ["Spotter is answering.", "Answer complete. Sources: 3."]


# Accessibility rules


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{}, SMALL])
def test_axe_finds_nothing_in_any_state_of_the_bubble(web: Sites, scheme: str, size: dict[str, Any]) -> None:
    page = web.visit(web.page(color_scheme=scheme, **size), "strict")
    assert violations(page) == []
    launch(page)
    assert violations(page) == []
    page.fill(f"{WIDGET} .field", SLOW)
    page.press(f"{WIDGET} .field", "Enter")
    page.wait_for_selector(f"{WIDGET} .sentence")
    assert violations(page) == []
    page.wait_for_selector(f"{WIDGET} .guidance")
    assert violations(page) == []
    page.locator(f"{WIDGET} .cite").last.click()
    page.wait_for_selector(f"{WIDGET} mark")
    assert violations(page) == []
    page.keyboard.press("Escape")
    ask(page, EMERGENCY)
    ask(page, "I have a fever")
    assert violations(page) == []
    refuse(page, 503, "busy")
    ask(page, ICE)
    assert violations(page) == []


def test_axe_finds_nothing_inline(web: Sites) -> None:
    page = web.visit(web.page(), "strict", attributes='mode="inline"')
    assert violations(page) == []
    ask(page, ICE)
    assert violations(page) == []


def test_inline_it_is_part_of_the_page(web: Sites) -> None:
    page = web.visit(web.page(), "strict", attributes='mode="inline"')
    assert ask(page, ICE).locator(".cite").count() == 3
    assert page.locator(f"{WIDGET} .launcher").count() == 0
    assert page.get_by_role("region", name="Spotter").is_visible()


def test_an_escape_that_closes_nothing_is_the_site_s(web: Sites) -> None:
    page = web.visit(web.page(), attributes='mode="inline"')
    page.evaluate("window.heard = []; document.addEventListener('keydown', e => void window.heard.push(e.key))")
    page.focus(f"{WIDGET} .field")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert page.evaluate("window.heard") == ["Escape"]


def test_whoever_wants_less_motion_gets_none(web: Sites) -> None:
    page = launch(web.visit(web.page(reduced_motion="reduce"), "strict"))
    ask(page, EMERGENCY)
    moving = page.evaluate(f"document.querySelector('{WIDGET}').shadowRoot.getAnimations().length")
    assert moving == 0
