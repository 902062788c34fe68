"""The widget in a real browser, on pages of another origin than the server it asks."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.fake_assistant import ARTICLE, citations
from tests.browser.widget_pages import EMERGENCY, ICE, Sites, ask, focused, launch, sites, violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

pytestmark = [
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


@pytest.fixture(scope="module")
def running(browser: Browser) -> Iterator[Sites]:
    with sites(browser) as both:
        yield both


@pytest.fixture
def web(running: Sites) -> Iterator[Sites]:
    yield running
    running.close()


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


# An answer


def test_another_site_gets_a_cited_answer(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    turn = ask(page, ICE)
    assert [turn.locator(".cite").nth(n).inner_text() for n in range(3)] == ["[1]", "[2]", "[3]"]
    for cited in citations():
        assert cited.quote in turn.locator(".said").inner_text()
    assert "See a doctor" in turn.locator(".guidance").inner_text()


def test_sentences_arrive_one_by_one_under_what_to_do_now(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    page.fill(f"{WIDGET} .field", "slowly: a fever since last night, can I ice it?")
    page.press(f"{WIDGET} .field", "Enter")
    page.wait_for_selector(f"{WIDGET} .card.urgent")
    assert page.locator(f"{WIDGET} .sentence").count() == 0
    page.wait_for_function(f"document.querySelector('{WIDGET}').shadowRoot.querySelectorAll('.sentence').length === 1")
    page.wait_for_selector(f"{WIDGET} .guidance")
    assert page.locator(f"{WIDGET} .sentence").count() == 3


def test_a_note_stands_right_after_the_sentence_it_is_about(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    note = ask(page, ICE).locator(".note")
    assert "no clinician has reviewed this" in note.inner_text()
    assert "NICE guideline NG59" in note.inner_text()
    assert note.evaluate("node => node.previousElementSibling.querySelector('.cite').textContent") == "[3]"


def test_an_emergency_is_told_in_words_with_numbers_to_tap(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    card = ask(page, EMERGENCY).locator(".card.emergency")
    assert card.get_attribute("role") == "alert"
    assert card.locator("h3").inner_text() == "Emergency: act now"
    assert card.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))") == [
        "tel:112",
        "tel:999",
        "tel:911",
    ]
    assert "I can't pee" in card.locator("q").inner_text()


def test_a_crisis_is_met_with_its_own_words(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    card = ask(page, "I want to hurt myself").locator(".card")
    assert card.locator("h3").inner_text() == "Please talk to someone now"
    assert card.get_attribute("role") == "alert"
    assert "Are you safe right now?" in card.inner_text()


def test_what_is_urgent_does_not_interrupt(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    card = ask(page, "I have a fever").locator(".card.urgent")
    assert card.get_attribute("role") is None
    assert "Urgent: get help today" in card.inner_text()


def test_an_abstention_says_so_and_has_no_citation(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    turn = ask(page, "does tape help?")
    assert "Not in the article" in turn.inner_text()
    assert turn.locator(".cite").count() == 0


def test_a_question_back_is_asked_where_there_is_no_advice(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    triage = record()["triage"] | {"question": "Is it one leg or both?"}
    answer_with(page, ("triage", triage), ("done", record(triage=triage)))
    card = ask(page, "q").locator(".card")
    assert "One question first" in card.inner_text()
    assert "Is it one leg or both?" in card.inner_text()
    assert card.locator(".advice").count() == 0


def test_advice_in_another_language_is_marked_as_such(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    triage = {
        "tier": "emergency",
        "red_flags": [
            {"id": "cauda_equina", "label": "Cola de caballo", "tier": "emergency", "turn": 0, "trigger": "no siento"}
        ],
        "question": None,
        "advice": "Llame al 112 ahora.\n\nCall 112 now.",
        "language": "es",
    }
    answer_with(page, ("triage", triage), ("done", record(triage=triage, kind="help_first")))
    card = ask(page, "no siento").locator(".card")
    assert card.locator("h3").inner_text() == "Emergencia: actúe ahora mismo"
    assert card.locator(".advice").evaluate_all("all => all.map(p => p.lang)") == ["es", "en"]


def test_events_may_end_with_carriage_returns(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    triage = record()["triage"]
    answer_with(page, ("triage", triage), ("done", record(answer="a\u2028b event: x")), end="\r\n\r\n")
    assert "a\u2028b event: x" in str(ask(page, "q").locator(".said p").text_content())


def test_text_of_an_answer_beside_its_sentences_is_shown_too(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    cited = citations()[0]
    known = {name: getattr(cited, name) for name in ("n", "article", "quote", "start", "end")}
    known["section"] = list(cited.section)
    text = f"The article lists these points:\n\n• {cited.quote} [1]\n\nOn “tape”, it is silent. [7]"
    sentence = {"text": cited.quote, "citations": [1], "verbatim": True, "notes": []}
    answer_with(
        page,
        ("triage", record()["triage"]),
        ("citations", {"citations": [known]}),
        ("sentence", sentence),
        ("done", record(answer=text, kind="answered", citations=[known])),
    )
    said = ask(page, "q").locator(".said")
    assert "The article lists these points:" in said.inner_text()
    assert "it is silent. [7]" in said.inner_text()
    assert said.locator(".item .cite").count() == 1
    assert said.locator(".cite").count() == 1


def test_suggestions_ask_themselves(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    page.click(f"{WIDGET} .welcome .suggestion >> nth=0")
    page.click(f"{WIDGET} .turn .suggestion >> nth=0")
    page.wait_for_selector(f"{WIDGET} .turn:nth-child(2) .guidance")
    assert "massage" in page.locator(f"{WIDGET} .asked").nth(1).inner_text()


def test_what_a_person_types_is_shown_literally(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    text = "<b>bold</b> <img src=https://example.com/a.png onerror=alert(1)>\n$& {n} weather"
    turn = ask(page, text)
    assert text in str(turn.locator(".asked").text_content())
    assert turn.locator(".asked b, img").count() == 0


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


# When there is no answer


@pytest.mark.parametrize("code", [429, 503])
def test_a_refusal_says_why_and_what_must_not_wait(web: Sites, code: int) -> None:
    page = launch(web.visit(web.page()))
    refuse(page, code, "rate_limited" if code == 429 else "busy")
    fault = ask(page, ICE).locator(".fault")
    assert "Too many questions right now." in fault.inner_text()
    assert "Numbness between the legs" in fault.inner_text()
    assert fault.locator("a[href='tel:112']").count() == 1


def test_a_server_that_is_down_leaves_the_warning_signs_and_another_try(web: Sites) -> None:
    page = launch(web.visit(web.page(), attributes=f'server="http://127.0.0.1:{free_port()}"'))
    fault = ask(page, ICE).locator(".fault")
    assert "Spotter cannot be reached" in fault.inner_text()
    page.evaluate(f"document.querySelector('{WIDGET}').setAttribute('server', '{web.server}')")
    ask(page, ICE)
    assert page.locator(f"{WIDGET} .cite").count() == 3


def test_retry_after_a_fault_gets_the_answer(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    refuse(page, 503, "busy")
    ask(page, ICE)
    page.unroute(STREAM)
    page.click(f"{WIDGET} .fault button")
    page.wait_for_selector(f"{WIDGET} .guidance")
    assert page.locator(f"{WIDGET} .turn").count() == 1


def test_a_site_that_is_not_named_reads_no_answer_but_the_warning_signs(web: Sites) -> None:
    strange = web.host.replace("127.0.0.1", "localhost")
    page = launch(web.visit(web.page(), origin=strange))
    fault = ask(page, ICE).locator(".fault")
    assert "Spotter cannot be reached" in fault.inner_text()
    assert "Chest pain" in fault.inner_text()


def test_the_advice_stands_when_the_stream_breaks_after_it(web: Sites) -> None:
    page = launch(web.visit(web.page()))
    triage = record()["triage"] | {"tier": "urgent", "advice": "See a doctor today."}
    answer_with(page, ("triage", triage), ("error", {"error": {"code": "internal", "message": "x"}}))
    turn = ask(page, "q")
    assert "See a doctor today." in turn.locator(".card").inner_text()
    assert "Something went wrong" in turn.locator(".fault").inner_text()


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
