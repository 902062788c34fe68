"""A conversation with the widget, in a real browser on another site: stopped, cleared, kept, cited."""

from __future__ import annotations

import json

from tests.browser.fake_assistant import ARTICLE, citations
from tests.browser.widget_pages import EMERGENCY, ICE, Sites, ask, focused, launch
from tests.browser.widget_tools import HELD_STREAMS, MARKS, SLOW, STREAM, WIDGET, answer_with, feed, record, status

pytestmark = MARKS


# Stop, retry, clear, copy, history


def test_stop_keeps_the_question_and_retry_asks_it_again(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    page.fill(f"{WIDGET} .field", SLOW)
    page.press(f"{WIDGET} .field", "Enter")
    page.click(f"{WIDGET} .send[title=Stop]")
    page.wait_for_selector(f"{WIDGET} .fault")
    assert status(page) == "Stopped before it was answered."
    page.click(f"{WIDGET} .fault button")
    page.wait_for_selector(f"{WIDGET} .guidance")
    assert page.locator(f"{WIDGET} .turn").count() == 1


def test_clear_ends_the_answer_that_still_runs(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    with page.expect_event("requestfailed", lambda request: "stream" in request.url):
        page.fill(f"{WIDGET} .field", SLOW)
        page.press(f"{WIDGET} .field", "Enter")
        page.wait_for_selector(f"{WIDGET} .sentence")
        page.click(f"{WIDGET} .head button >> nth=0")
    assert page.locator(f"{WIDGET} .turn").count() == 0
    assert page.locator(f"{WIDGET} .welcome").is_visible()


def test_an_old_stream_never_lands_in_a_newer_conversation(web: Sites) -> None:
    page = web.page()
    page.add_init_script(HELD_STREAMS)
    launch(web.visit(page))
    triage = record()["triage"] | {"tier": "urgent", "advice": "old advice"}
    page.fill(f"{WIDGET} .field", "the old question")
    page.press(f"{WIDGET} .field", "Enter")
    page.evaluate(f"document.querySelector('{WIDGET}').clear()")
    page.fill(f"{WIDGET} .field", "the new question")
    page.press(f"{WIDGET} .field", "Enter")
    feed(page, 0, "triage", triage)
    feed(page, 0, "done", record(answer="the old answer"))
    feed(page, 1, "done", record(answer="the new answer"))
    page.wait_for_selector(f"{WIDGET} .guidance")
    assert page.locator(f"{WIDGET} .sentence").all_inner_texts() == ["the new answer"]
    assert page.locator(f"{WIDGET} .card").count() == 0
    assert "old" not in str(page.evaluate("JSON.stringify(sessionStorage)"))


def test_a_newer_question_stops_the_older(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    page.fill(f"{WIDGET} .field", SLOW)
    page.press(f"{WIDGET} .field", "Enter")
    page.wait_for_selector(f"{WIDGET} .sentence")
    ask(page, "what about the weather?", end=".guidance")
    first = page.locator(f"{WIDGET} .turn").first
    assert "Stopped" in first.inner_text()
    assert first.locator(".guidance").count() == 0


def test_history_lives_in_the_tab_and_clear_ends_it(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    ask(page, EMERGENCY)
    page.reload()
    card = launch(page).locator(f"{WIDGET} .card")
    assert "Emergency: act now" in card.inner_text()
    assert card.get_attribute("role") is None
    assert page.evaluate("Object.keys(sessionStorage)") == [f"spotter-chat {web.server}"]
    page.click(f"{WIDGET} .head button >> nth=0")
    assert page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]") == [0, 0, ""]
    page.reload()
    assert page.locator(f"{WIDGET} .turn").count() == 0


def test_the_conversation_goes_with_the_next_question(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    ask(page, ICE)
    with page.expect_request(STREAM) as asked:
        ask(page, "and heat?")
    roles = [message["role"] for message in json.loads(asked.value.post_data or "")["messages"]]
    assert roles == ["user", "assistant", "user"]


def test_an_answer_is_copied_with_its_sources(web: Sites) -> None:
    page = web.page(permissions=["clipboard-read", "clipboard-write"])
    turn = ask(launch(web.visit(page)), ICE)
    turn.locator("button", has_text="Copy").click()
    page.wait_for_function("document.querySelector('spotter-chat').shadowRoot.textContent.includes('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"“{citations()[1].quote}”" in copied
    assert "When to get help:" in copied
    assert "no clinician has reviewed this" in copied


# A citation in its place


def test_a_citation_opens_the_article_with_the_sentence_in_view(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    ask(page, ICE).locator(".cite").nth(2).click()
    mark = page.locator(f"{WIDGET} .article mark")
    mark.wait_for()
    assert mark.text_content() == citations()[2].quote
    assert mark.evaluate(
        "m => { const a = m.getBoundingClientRect(), b = m.closest('.article').getBoundingClientRect();"
        " return a.top >= b.top && a.bottom <= b.bottom }"
    )
    headings = page.locator(f"{WIDGET} .article :is(h4, h5)").all_text_contents()
    assert headings == [section.title for section in ARTICLE.sections]
    page.keyboard.press("Escape")
    assert focused(page) == "cite"
    assert page.locator(f"{WIDGET} .cite").nth(2).evaluate("node => node === node.getRootNode().activeElement")


def test_offsets_are_code_points(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    text = "🏋️ Lifting\n\nA 💪 first sentence. The 🧊 second one is cited."
    quote = "The 🧊 second one is cited."
    place = {"n": 1, "article": "a.txt", "section": [], "quote": quote, "start": text.index(quote), "end": len(text)}
    answer_with(page, ("done", record(answer=f"{quote} [1]", kind="answered", citations=[place])))
    article = {"article": "a.txt", "title": "Lifting", "text": text, "sections": [], "notes": []}
    page.route("**/api/article*", lambda r: r.fulfill(json=article, headers={"Access-Control-Allow-Origin": "*"}))
    ask(page, "q").locator(".cite").click()
    mark = page.locator(f"{WIDGET} mark")
    mark.wait_for()
    assert mark.text_content() == quote


def test_an_article_that_cannot_be_loaded_leaves_the_sentence(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    page.route("**/api/article*", lambda route: route.abort())
    ask(page, ICE).locator(".cite").first.click()
    page.wait_for_selector(f"{WIDGET} .article mark")
    assert page.locator(f"{WIDGET} .article mark").text_content() == citations()[0].quote


def test_a_host_may_show_a_citation_itself(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    page.evaluate(
        "document.addEventListener('spotter:citation', e => { e.preventDefault(); window.cited = e.detail.quote })"
    )
    ask(page, ICE).locator(".cite").first.click()
    assert page.evaluate("window.cited") == citations()[0].quote
    assert not page.locator(f"{WIDGET} .reader").is_visible()
