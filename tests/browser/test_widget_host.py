"""The widget and the page that carries it, in a real browser: neither disturbs the other."""

from __future__ import annotations

from tests.browser.widget_pages import EMERGENCY, ICE, Sites, ask, launch, violations
from tests.browser.widget_tools import MARKS, WIDGET, refuse

pytestmark = MARKS


# The element and its host


def test_methods_and_events_are_those_of_the_contract(web: Sites) -> None:
    page = web.visit(web.page())
    page.evaluate(
        "window.told = []; for (const name of ['open', 'close', 'answer', 'error'])"
        " document.addEventListener(`spotter:${name}`, e => window.told.push([name, e.composed, e.detail.kind ?? '']))"
    )
    page.evaluate("document.querySelector('spotter-chat').toggle()")
    kind = page.evaluate("document.querySelector('spotter-chat').ask('weather').then(record => record.kind)")
    refuse(page, 503, "busy")
    page.evaluate("document.querySelector('spotter-chat').ask('ice')")
    page.evaluate("document.querySelector('spotter-chat').close()")
    assert kind == "off_topic"
    assert page.evaluate("window.told") == [
        ["open", True, ""],
        ["answer", True, "off_topic"],
        ["error", True, ""],
        ["close", True, ""],
    ]


def test_a_strict_policy_is_kept_without_a_single_violation(web: Sites) -> None:
    page = launch(web.visit(web.page(), "strict"))
    ask(page, ICE).locator(".cite").first.click()
    page.wait_for_selector(f"{WIDGET} mark")
    page.keyboard.press("Escape")
    ask(page, EMERGENCY)
    refuse(page, 503, "busy")
    ask(page, "one more")
    assert page.evaluate("window.refused") == []
    assert page.locator(f"{WIDGET} .panel").evaluate("node => getComputedStyle(node).position") == "fixed"


def test_no_host_is_asked_but_the_server(web: Sites) -> None:
    page = web.page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    launch(web.visit(page))
    ask(page, "![x](https://example.com/a.png) <img src=https://example.com/b.png> ice").locator(".cite").first.click()
    page.wait_for_selector(f"{WIDGET} mark")
    assert asked
    assert [url for url in asked if not url.startswith((web.server, web.host))] == []


def test_styles_stay_on_their_side(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    turn = ask(page, ICE)
    looks = turn.locator(".said p").first.evaluate(
        "p => (({ letterSpacing, textTransform, fontSize }) => [letterSpacing, textTransform, fontSize])"
        "(getComputedStyle(p))"
    )
    assert looks == ["normal", "none", "16px"]
    own = page.locator("#own").evaluate("node => getComputedStyle(node).backgroundColor")
    assert own == "rgb(0, 255, 0)"


def test_a_site_gives_it_other_colours_and_reaches_its_parts(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    page.add_style_tag(content=f"{WIDGET} {{ --spotter-brand: rgb(1, 2, 3) }} {WIDGET}::part(head) {{ opacity: .9 }}")
    head = page.locator(f"{WIDGET} .head")
    assert head.evaluate("node => [getComputedStyle(node).backgroundColor, getComputedStyle(node).opacity]") == [
        "rgb(1, 2, 3)",
        "0.9",
    ]


def test_texts_follow_the_language_and_can_be_added(web: Sites) -> None:
    page = launch(web.visit(web.page(), lang="es-MX"))
    assert page.locator(f"{WIDGET} .send").get_attribute("title") == "Enviar"
    page.evaluate(
        "customElements.get('spotter-chat').addTexts('fr', { send: 'Envoyer' });"
        "document.querySelector('spotter-chat').setAttribute('lang', 'fr')"
    )
    assert page.locator(f"{WIDGET} .send").get_attribute("title") == "Envoyer"
    assert page.locator(f"{WIDGET} [role=region]").first.get_attribute("aria-label") == "Conversation"


def test_a_heading_of_the_site_names_the_dialog(web: Sites) -> None:
    page = launch(web.visit(web.page(), attributes='heading="Back care"'))
    assert page.get_by_role("dialog", name="Back care").is_visible()


def test_from_right_to_left_everything_is_mirrored(web: Sites) -> None:
    page = launch(web.visit(web.page(), lang="ar", dir="rtl"))
    panel, field, send = (page.locator(f"{WIDGET} {one}").bounding_box() for one in (".panel", ".field", ".send"))
    assert panel
    assert field
    assert send
    assert panel["x"] < 100
    assert send["x"] < field["x"]
    assert violations(page) == []
