"""An answer of the widget and what stands in for one, in a real browser on another site."""

from __future__ import annotations

import pytest

from tests.browser.fake_assistant import citations
from tests.browser.widget_pages import EMERGENCY, ICE, Sites, ask, launch
from tests.browser.widget_tools import MARKS, STREAM, WIDGET, answer_with, free_port, record, refuse

pytestmark = MARKS


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
