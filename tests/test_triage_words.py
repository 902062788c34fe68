"""Odd text in; still read, quickly, as a person would."""

from __future__ import annotations

import time

import pytest

from assistant.domain import Role, Tier, Turn
from assistant.triage import build_triage

TRIAGE = build_triage()


def tier(text: str) -> Tier:
    return TRIAGE([Turn(Role.USER, text)]).tier


@pytest.mark.parametrize(
    "text",
    [
        "My groin is nu\u200bmb",
        "My gr\u00adoin is n\u202eumb",
        "my groin is nu\x00mb",
        "MY GROIN IS NUMB!!!",
        "my groin is nuuuumb",
        "ｍｙ　ｇｒｏｉｎ　ｉｓ　ｎｕｍｂ",
        "I can’t feel my groin",
        "i cant feel my groin",
        "I can not feel my groin",
        "my groin is numb \ud800",
        "k1ll mys3lf",
        "losing bladdder controll",
    ],
)
def test_is_read_anyway(text: str) -> None:
    assert tier(text) is Tier.EMERGENCY


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ud800\udfff", "\u200b" * 50, "?!…", "💀💀", "٣٤", "1" * 5000, "'''@@"]
)
def test_nothing_to_read_is_no_error(text: str) -> None:
    assert tier(text) is Tier.SELF_CARE


@pytest.mark.parametrize(
    "text",
    ["My ladder broke at the gym", "The conclusion of the article?", "I overdone it at spelling bee", "chess day"],
)
def test_repair_invents_no_sign(text: str) -> None:
    assert tier(text) <= Tier.ROUTINE


@pytest.mark.parametrize(
    "text",
    [
        "how do I train my back safely please tell me more about it " * 1700,
        "no numb groin " * 7000,
        "numb " * 20_000,
        "a" * 100_000,
        "(((((" * 20_000,
        "pain ... " * 11_000,
    ],
    ids=["chatter", "denied", "one word", "one letter", "brackets", "dots"],
)
def test_a_hundred_thousand_characters_stay_cheap(text: str) -> None:
    started = time.process_time()
    tier(text)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "text",
    [
        "Which tempo controls the descent?",
        "The blending of yoga and weights works for me",
        "My back feels odd after PE",
        "An odd question: can I plank?",
        "Breeding dogs is my job, my back is sore",
    ],
)
def test_a_correct_word_is_not_repaired(text: str) -> None:
    assert tier(text) is Tier.SELF_CARE


@pytest.mark.parametrize(
    "text",
    [
        "Sore buttock after hip thrusts, no numbness",
        "The physio asked about numbness down below and my bladder; I said no to both",
        "My trainer asked me if I had chest pain or felt faint. No to all of it.",
        "No swelling, no redness, only stiff and sore on both sides of my lower back",
        "Persistent weakness or numbness in your legs and hips might point towards a herniated disc or sciatica?",
        "I can't feel my legs 😂 jokes, great session",
        "A shock of electric pain ran from my left buttock to the ankle; no weakness",
    ],
)
def test_what_only_looks_like_a_sign_is_no_emergency(text: str) -> None:
    assert tier(text) <= Tier.ROUTINE


@pytest.mark.parametrize(
    "text",
    [
        "Numbness without any pain in my groin",
        "I have no control of my bladder",
        "No, my groin is still numb",
        "I said no to the scan, but my groin is numb",
        "They asked about numbness. My crotch has been numb since Friday.",
        "jokes aside, my groin is numb",
        "Chest pain, no sweating",
    ],
)
def test_a_no_nearby_takes_nothing_away(text: str) -> None:
    assert tier(text) is Tier.EMERGENCY


def test_a_sign_deep_in_a_long_message_is_found() -> None:
    chatter = "I love rows and planks. " * 4000
    assert tier(f"{chatter} By the way my groin is numb. {chatter}") is Tier.EMERGENCY
