"""Messages that say two things in; each heard for itself, and the advice that fits best first, out."""

from __future__ import annotations

import pytest

from assistant.domain import Role, Tier, Triage, Turn
from assistant.triage import build_triage

TRIAGE = build_triage()


def said(*texts: str) -> Triage:
    return TRIAGE([Turn(Role.USER, text) for text in texts])


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Took a diclofenac, came out in hives and keeled over", "allergic_reaction"),
        ("My lips are swelling after the tablet and I blacked out", "allergic_reaction"),
        ("He keeled over running in the sun", "heat_illness"),
        ("She finished the marathon and is talking gibberish, then collapsed", "heat_illness"),
        ("knocked unconscious when the bar fell", "head_neck_injury"),
        ("I swallowed 30 tylenol and fainted", "overdose"),
        ("I fainted between two sets", "vascular_cardiac"),
    ],
)
def test_heart_advice_replaces_no_better_one(text: str, first: str) -> None:
    assert said(text).red_flags[0].id == first


@pytest.mark.parametrize(
    "texts",
    [
        ("Is nurofen good for a sore back?", "I've had about 16 of them"),
        ("how many can I take?", "taken 14 so far"),
        ("Can I take tylenol with this?", "hm, I took 2 many"),
    ],
)
def test_a_medicine_named_before_is_counted_later(texts: tuple[str, ...]) -> None:
    triage = said(*texts)
    assert (triage.tier, triage.red_flags[0].id) == (Tier.EMERGENCY, "overdose")


@pytest.mark.parametrize(
    "text",
    [
        "Weak legs and I can't tell when I need to pee",
        "My legs are weak, I can't feel when I need the loo",
        "I had lung cancer, my legs are weak and I can't tell when I need a wee",
        "No fall, and both feet went numb",
        "It isn't easing and my legs are going numb",
        "My crotch has gone sort of dead",
    ],
)
def test_a_second_statement_stands_for_itself(text: str) -> None:
    assert said(text).tier is Tier.EMERGENCY


@pytest.mark.parametrize("text", ["No numbness and no weakness", "I don't get numbness and tingling in my groin"])
def test_a_denied_list_stays_denied(text: str) -> None:
    assert said(text).tier is Tier.SELF_CARE


@pytest.mark.parametrize("text", ["My friend texted me goodbye", "A mate sent me a suicidal message"])
def test_words_a_friend_sent_are_the_friend_s(text: str) -> None:
    advice = said(text).advice
    assert advice.startswith("Thank you for looking out for them")


def test_a_word_in_between_is_no_faint() -> None:
    assert said("He was out cold for a minute").tier is Tier.EMERGENCY
    assert said("We trained out in the cold and my back is stiff").tier is Tier.SELF_CARE


def test_an_unborn_baby_is_nobody_else() -> None:
    assert "for her" not in said("I'm 31 weeks pregnant and the baby has hardly moved").advice


def test_a_child_s_overdose_gets_a_parent_s_words() -> None:
    assert "child" in said("My son took too many of my tablets").advice
