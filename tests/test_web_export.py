"""The texts a person can take along."""

from __future__ import annotations

import pytest

from assistant.web.conversation import Exchange
from assistant.web.export import answer_text, clinician_summary, conversation_markdown, literal, papers_html
from tests.browser.fake_assistant import NOTE, answer_to, citations


def talked(*questions: str) -> tuple[Exchange, ...]:
    return tuple(Exchange(question, answer_to(question)) for question in questions)


def test_a_copied_answer_carries_notes_guidance_and_sources() -> None:
    text = answer_text(talked("ice"))
    assert f"[1] article.txt › {' › '.join(citations()[0].section)}: “{citations()[0].quote}”" in text
    assert NOTE.text in text
    assert "See a doctor" in text


def test_a_copied_emergency_starts_with_what_to_do() -> None:
    assert answer_text(talked("I can't pee")).startswith("Emergency: act now. Call 112")


def test_there_is_nothing_to_copy_before_an_answer() -> None:
    assert answer_text(()) == ""


def test_an_export_holds_every_exchange_in_order() -> None:
    text = conversation_markdown((*talked("ice", "weather"), Exchange("stopped")))
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Question 1",
        "## Question 2",
        "## Question 3",
    ]
    assert "Stopped before it was answered" in text


@pytest.mark.parametrize("typed", ["# heading", "<img src=x>", "![a](http://b)", "1. list", "- list", "*x*", "> quote"])
def test_typed_markdown_stays_literal(typed: str) -> None:
    assert literal(typed).startswith("\\") or "\\" in literal(typed)
    assert literal(typed).replace("\\", "") == typed


def test_a_typed_line_cannot_leave_its_quotation() -> None:
    text = conversation_markdown((Exchange("one\n\n## two\r\n<b>"),))
    assert "\n> \\## two\n> \\<b\\>" in text


def test_a_summary_has_the_persons_words_in_order_and_what_was_heard() -> None:
    text = clinician_summary(talked("my back hurts", "now a fever since last night"))
    assert text.index("1. my back hurts") < text.index("2. now a fever")
    assert "Possible infection of the spine (urgent), from message 1: “fever since last night”" in text


def test_a_summary_is_no_diagnosis_and_says_that_none_reviewed_the_advice() -> None:
    text = clinician_summary(talked("ice"))
    assert "It is not a diagnosis" in text
    assert "No clinician has reviewed it yet" in text
    assert "Date: ____" in text


def test_a_summary_names_the_sections_the_article_was_quoted_from() -> None:
    assert "Rest and Ice: “Applying an ice pack" in clinician_summary(talked("ice"))


def test_a_summary_without_flags_rules_nothing_out() -> None:
    assert "That does not rule any out" in clinician_summary(talked("ice"))


def test_the_papers_in_the_page_are_one_line_and_escaped() -> None:
    papers = papers_html(talked("<script>ice</script>"))
    assert "\n" not in papers
    assert "<script>" not in papers
