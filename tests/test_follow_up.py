"""What a follow-up leaves unsaid is put back, and nothing that it did not lean on."""

from __future__ import annotations

import pytest

from assistant.follow_up import agrees, asks_more, ordinal_of, series, standalone
from assistant.parts import compared, joined
from tests.fakes import asked


@pytest.mark.parametrize(
    ("said", "question"),
    [
        (("Does massage help?", "and which types?"), "Does massage help? and which types?"),
        (("how long should I ice?", "and how often?"), "how long should I ice? and how often?"),
        (("what does a warm-up do for you?", "and the cool-down?"), "what does a cool-down do for you?"),
        (("how long ice?", "thanks!", "and heat?"), "how long heat?"),
        (("should i drink after exercise", "no, i meant before"), "should i drink before exercise"),
        (("does ice help", "is massage better than that?"), "does ice help is massage better than that?"),
        (
            ("how long should I ice?", "and how often?", "and at night?"),
            "how long should I ice? and at night?",
        ),
        (("ice, heat, stockings - heard of all three", "what does the last one do"), "what does stockings do"),
        (
            ("Massage or physical therapy, I'm choosing.", "Tell me what the second one involves."),
            "Tell me what physical therapy involves.",
        ),
    ],
)
def test_a_follow_up_stands_alone(said: tuple[str, ...], question: str) -> None:
    assert standalone(asked(*said)) == question


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Which drinks prevent muscle cramps?", "Which drinks prevent muscle cramps?"),
        ("How long to ice?", "How long to ice?"),
        ("now hydration", "hydration"),
        ("cool, and does hydration matter?", "does hydration matter?"),
        ("going back to the ice, how often?", "ice, how often?"),
    ],
)
def test_a_question_of_its_own_stays_alone(text: str, question: str) -> None:
    assert standalone(asked("What are compression stockings for?", text)) == question


def test_what_the_last_answer_named_in_a_row_can_be_pointed_to() -> None:
    listed = ("planks", "Russian twists")
    assert (
        standalone(asked("best core exercises?", "how do I do the second one"), listed) == "how do I do Russian twists"
    )
    assert "the fourth one" in standalone(asked("best core exercises?", "how do I do the fourth one"), listed)


@pytest.mark.parametrize(
    ("text", "place"),
    [("the first one", 0), ("2nd option please", 1), ("number three", 2), ("the latter", -1), ("the last one?", -1)],
)
def test_an_ordinal_is_read(text: str, place: int) -> None:
    assert ordinal_of(text) == place


@pytest.mark.parametrize("text", ["the first 48 hours", "last week I ran", "does it help", "for a second time"])
def test_a_number_of_something_else_is_no_ordinal(text: str) -> None:
    assert ordinal_of(text) is None


def test_things_named_in_a_row_are_found() -> None:
    assert series("Try planks, Russian twists, and bicycle crunches daily.") == (
        "planks",
        "Russian twists",
        "bicycle crunches daily",
    )
    assert series("My back hurts.") == ()


@pytest.mark.parametrize("text", ["yes", "Yes please!", "yeah go on", "sí", "sure, show me"])
def test_a_bare_yes_agrees(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize("text", ["ok", "yes my legs are numb", "no", "please", ""])
def test_anything_else_does_not(text: str) -> None:
    assert not agrees(text)


@pytest.mark.parametrize("text", ["tell me more", "more please", "anything else?", "what else helps", "go on"])
def test_more_is_asked_for(text: str) -> None:
    assert asks_more(text)


@pytest.mark.parametrize("text", ["more about ice", "is there more blood", "tell me about planks"])
def test_something_new_is_not_more(text: str) -> None:
    assert not asks_more(text)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("how long should I ice and can I take ibuprofen?", ("how long should I ice", "can I take ibuprofen?")),
        ("how long should I ice and how often?", ("how long should I ice", "how long should I ice how often?")),
        ("is it normal? I did squats.", ("is it normal? I did squats.",)),
        ("rest and ice", ("rest and ice",)),
    ],
)
def test_questions_that_are_joined_come_apart(question: str, parts: tuple[str, ...]) -> None:
    assert joined(question) == parts


def test_what_is_compared_is_looked_up_one_by_one() -> None:
    assert compared("is ice or heat better for it") == ("is ice better for it", "is heat better for it")
    assert compared("ice pack or ice") == ()
    assert compared("water before or after exercise") == ()
