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


def test_a_sign_deep_in_a_long_message_is_found() -> None:
    chatter = "I love rows and planks. " * 4000
    assert tier(f"{chatter} By the way my groin is numb. {chatter}") is Tier.EMERGENCY
