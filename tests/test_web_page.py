"""What the page shows of questions, answers and sources, and that nothing in it escapes its place."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import RedFlag, Tier, Triage
from assistant.web.checklist import checklist_html
from assistant.web.frame import fineprint_html, footer_html, header_html
from assistant.web.markup import esc
from assistant.web.page import Partial, answer_html, card_html, exchange_html, note_html, sources_html
from assistant.web.reading import reading_html
from corpus.notes import read_notes
from tests.browser.fake_assistant import CHECKLIST, CORPUS, NOTE, answer_to

NASTY = "<img src=x onerror=alert(1)>\n\n# heading **bold** $$x$$ \"quotes\" 'single' & \x00 \ud800 \u202eevil"


class Tags(HTMLParser):
    """Counts the tags and keeps the text of a fragment."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base's
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(st.characters(exclude_categories=())))
def test_escaped_text_holds_no_tag_and_no_line_break(text: str) -> None:
    escaped = esc(text)
    assert Tags(escaped).tags == []
    assert "\n" not in escaped
    escaped.encode()


def test_escaped_text_reads_as_it_was_typed() -> None:
    assert Tags(esc("a <b> & 'c'\n\n_d_")).text == "a <b> & 'c'\n\n_d_"


def test_a_question_cannot_write_html() -> None:
    assert "<img" not in exchange_html(NASTY, None)


def test_a_trigger_cannot_write_html() -> None:
    flag = RedFlag("x", NASTY, Tier.URGENT, 0, NASTY)
    assert "<img" not in card_html(Triage(Tier.URGENT, (flag,), NASTY, NASTY))


@pytest.mark.parametrize(
    "fragment",
    [
        header_html(),
        footer_html("112"),
        fineprint_html(),
        checklist_html(CHECKLIST),
        reading_html(CORPUS, read_notes(CORPUS)),
        exchange_html(NASTY, Partial.of(answer_to("ice"))),
    ],
)
def test_a_fragment_is_one_line_so_that_markdown_leaves_it_alone(fragment: str) -> None:
    assert re.match("<(div|header|footer|section|article|details|p)[ >]", fragment)
    assert "\n" not in fragment


def test_a_long_question_is_shortened_and_says_so() -> None:
    shown = exchange_html("a" * 100_000, None)
    assert len(shown) < 3000
    assert "98,500 more characters" in shown


def test_self_care_shows_no_card() -> None:
    assert card_html(Triage()) == ""


def test_a_question_at_self_care_is_asked_without_alarm() -> None:
    card = card_html(Triage(question="Are both legs affected?"))
    assert "One question first" in card
    assert "Are both legs affected?" in card


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("I can't pee", "Emergency: act now"),
        ("fever", "Urgent: get help today"),
        ("hurt myself", "Please talk to someone"),
    ],
)
def test_a_card_says_its_level_in_words(question: str, label: str) -> None:
    assert label in card_html(answer_to(question).triage)


def test_the_card_comes_before_the_answer_and_the_note_before_the_guidance() -> None:
    shown = answer_html(Partial.of(answer_to("fever and ice")))
    places = [shown.index(part) for part in ('class="card', 'class="said', 'class="note', 'class="guidance')]
    assert places == sorted(places)


def test_an_emergency_offers_nothing_of_the_article() -> None:
    shown = answer_html(Partial.of(answer_to("I can't pee, should I ice it?")))
    assert "data-start" not in shown
    assert "data-ask" not in shown


def test_every_citation_carries_its_place_in_the_article() -> None:
    answer = answer_to("ice")
    shown = answer_html(Partial.of(answer))
    for citation in answer.citations:
        assert f'data-start="{citation.start}" data-end="{citation.end}"' in shown


def test_a_note_says_that_no_clinician_reviewed_it() -> None:
    shown = note_html(NOTE)
    assert "not reviewed by a clinician" in shown
    assert "Importance: high" in shown
    assert "NICE guideline NG59" in shown


def test_sources_name_section_and_quote() -> None:
    citation = answer_to("ice").citations[0]
    shown = Tags(sources_html((citation,))).text
    assert citation.section[-1] in shown
    assert citation.quote in shown


def test_the_reading_pane_holds_every_note_of_the_article() -> None:
    notes = read_notes(CORPUS)
    assert reading_html(CORPUS, notes).count('class="beside"') == len(notes)


def test_the_header_says_who_wrote_the_safety_advice_and_that_none_reviewed_it() -> None:
    shown = Tags(header_html()).text
    assert "not a doctor" in shown
    assert "written by the Spotter maintainers from published sources such as NHS pages" in shown
    assert "No clinician has reviewed it yet" in shown


def test_the_checklist_starts_with_emergencies() -> None:
    shown = Tags(checklist_html(replace(CHECKLIST, signs=CHECKLIST.signs[::-1]))).text
    assert shown.index("Emergency: act now") < shown.index("Urgent: get help today") < shown.index("Routine")


def test_what_is_said_in_another_language_is_marked_as_such() -> None:
    triage = Triage(Tier.URGENT, advice="Llame hoy.\n\nEnglish: Call today.", question="¿Desde cuándo?", language="es")
    card = card_html(triage)
    assert '<p class="advice" lang="es">Llame hoy.</p><p class="advice">English: Call today.</p>' in card
    assert '<span lang="es">¿Desde cuándo?</span>' in card
    assert 'lang="es">Urgente' in card
    assert "lang=" not in card_html(Triage(Tier.URGENT, advice="Call today."))


def test_what_the_article_does_not_say_is_shown_beside_what_it_says() -> None:
    answer = answer_to("ice")
    lacking = replace(answer, answer=f"{answer.answer}\n\nOn “how many mg”, the article does not say.")
    shown = Tags(answer_html(Partial.of(lacking))).text
    assert shown.index(answer.sentences[-1].text) < shown.index("On “how many mg”")


def test_a_list_is_shown_as_one_under_its_lead() -> None:
    answer = answer_to("ice")
    items = "\n\n".join(f"• {s.text} [{s.citations[0]}]" for s in answer.sentences)
    found = Tags(answer_html(Partial.of(replace(answer, answer=f"The article lists these points:\n\n{items}"))))
    assert found.tags.count("li") == len(answer.sentences)
    assert "The article lists these points:" in found.text
