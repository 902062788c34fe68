"""The page in a real browser, served by the real process around a fake assistant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.fake_assistant import ARTICLE, citations

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Open = Callable[..., Page]

pytestmark = [
    pytest.mark.browser,
    # Playwright leaves its own loop and pipes to the garbage collector.
    pytest.mark.filterwarnings("default::pytest.PytestUnraisableExceptionWarning"),
]

ICE = "How long should I ice my back?"
EMERGENCY = "I can't pee since my deadlifts"


def ask(page: Page, question: str) -> None:
    page.fill("#box textarea", question)
    before = page.locator(".asked").count()
    page.click("#send")
    page.locator(".asked").nth(before).wait_for()
    page.wait_for_selector("#live [data-state=done]")


def violations(page: Page) -> list[Any]:
    found: list[Any] = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


def test_an_answer_shows_its_sentences_with_citations(open_page: Open) -> None:
    page = open_page()
    ask(page, ICE)
    assert page.locator("#live .sentence").count() == 3
    assert page.locator("#live .sentence .cite").all_inner_texts() == ["[1]", "[2]", "[3]"]
    assert "not reviewed by a clinician" in page.inner_text("#live .note")


def test_the_card_is_there_before_the_first_sentence(open_page: Open) -> None:
    page = open_page()
    page.fill("#box textarea", "slowly: a fever since last night, can I ice it?")
    page.click("#send")
    page.wait_for_selector("#live .card.urgent")
    assert page.locator("#live .sentence").count() == 0
    page.wait_for_selector("#live [data-state=done]")
    assert page.evaluate(
        "document.querySelector('#live .card').compareDocumentPosition(document.querySelector('#live .said')) & 4"
    )


def test_a_citation_is_marked_and_scrolled_to_in_the_article(open_page: Open) -> None:
    page = open_page()
    ask(page, ICE)
    page.click("#live .cite >> nth=1")
    mark = page.locator("mark.cited")
    assert mark.all_inner_texts() == [citations()[1].quote]
    assert page.evaluate(
        "(() => { const m = document.querySelector('mark.cited').getBoundingClientRect();"
        " const p = document.querySelector('#reading').getBoundingClientRect();"
        " return m.top >= Math.max(p.top, 0) && m.bottom <= Math.min(p.bottom, innerHeight) })()"
    )


def test_every_sentence_of_the_article_is_on_the_page_under_its_span(open_page: Open) -> None:
    page = open_page()
    shown = page.eval_on_selector_all(".s", "all => all.map(s => [s.dataset.start, s.dataset.end, s.textContent])")
    assert shown == [[str(s.start), str(s.end), s.text] for s in ARTICLE.sentences]


def test_an_emergency_shows_a_number_and_no_self_care(open_page: Open) -> None:
    page = open_page()
    ask(page, EMERGENCY)
    assert "Emergency: act now" in page.inner_text("#live .card.emergency h3")
    assert "999" in page.inner_text("#live .card .advice")
    assert "can't pee" in page.inner_text("#live .heard q")
    assert page.locator("#live .cite, #live .follow-up").count() == 0
    assert not page.locator(".paper").is_visible()
    assert "999" in page.inner_text("#alert")


def test_the_keyboard_alone_asks_and_opens_a_citation(open_page: Open) -> None:
    page = open_page()
    page.focus("#box textarea")
    page.keyboard.type(ICE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#live [data-state=done]")
    page.focus("#live .cite")
    page.keyboard.press("Enter")
    assert page.locator("mark.cited").inner_text() == citations()[0].quote
    assert page.evaluate("document.activeElement.matches('mark.cited')")


def test_an_example_asks_itself_and_the_status_tells_start_and_end(open_page: Open) -> None:
    page = open_page()
    page.click(".example >> nth=0")
    page.wait_for_selector("#live [data-state=done]")
    assert page.inner_text("#status") == "Answer complete, with 3 sources."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_screen_never_scrolls_sideways(open_page: Open, scheme: str) -> None:
    page = open_page(width=360, height=740, scheme=scheme)
    ask(page, ICE)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (
        page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor")
        == "rgb(14, 22, 23)"
    )


def test_nothing_leaves_the_machine_and_nothing_stays_in_the_browser(open_page: Open, address: str) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector("#live .welcome")
    ask(page, "![x](https://example.com/a.png) <img src=https://example.com/b.png> weather")
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert page.context.cookies() == []


def test_what_a_person_types_is_shown_literally(open_page: Open) -> None:
    page = open_page()
    text = "<b>bold</b> **stars** $$x$$ <script>document.title = 'x'</script>\n\n# not a heading [a](http://b) שלום"
    ask(page, text)
    assert page.locator(".asked bdi").inner_text() == text
    assert page.title() == "Spotter"


def test_a_huge_message_leaves_the_page_unharmed(open_page: Open) -> None:
    page = open_page()
    ask(page, "\x00\ud800 my back " + "a" * 100_000)
    assert "more characters" in page.inner_text("#live .asked")
    assert page.evaluate("document.documentElement.scrollWidth") == 1280


def test_clear_ends_the_answer_that_still_runs(open_page: Open) -> None:
    page = open_page()
    ask(page, ICE)
    page.fill("#box textarea", "slowly, " + ICE)
    page.click("#send")
    page.wait_for_selector("#live [data-state=working]")
    page.click("#clear")
    page.wait_for_selector("#live .welcome")
    page.wait_for_timeout(1800)
    assert page.locator(".answer").count() == 0


def test_stop_keeps_the_question_and_retry_asks_it_again(open_page: Open) -> None:
    page = open_page()
    page.fill("#box textarea", "slowly, " + ICE)
    page.click("#send")
    page.click("#stop")
    page.wait_for_selector("#live [data-state=stopped]")
    page.click("#retry")
    page.wait_for_selector("#live [data-state=done]")
    assert page.locator(".asked").count() == 1


def test_a_conversation_is_saved_by_the_browser_itself(open_page: Open) -> None:
    page = open_page()
    ask(page, ICE)
    with page.expect_download() as taken:
        page.click("#summary")
    assert taken.value.url.startswith("blob:")
    text = taken.value.path().read_text(encoding="utf-8")
    assert text.startswith("# Summary for a clinician")
    assert citations()[0].quote.split()[0] in text


def test_the_last_answer_is_copied_with_its_citations(open_page: Open) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, ICE)
    page.click("#copy")
    page.wait_for_selector("#copy:has-text('Copied')")
    assert citations()[2].quote in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, scheme: str) -> None:
    page = open_page(scheme=scheme)
    page.click("details.checklist summary")
    assert violations(page) == []
    ask(page, ICE)
    page.click("#live .cite >> nth=2")
    page.wait_for_timeout(600)
    assert violations(page) == []
    ask(page, EMERGENCY)
    assert violations(page) == []
