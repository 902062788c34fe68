"""Chatter, case and extra signs around a red flag never lower its tier."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain import Role, Tier, Turn
from assistant.triage import build_triage, catalogue

TRIAGE = build_triage()
EXAMPLES = [example.text for category in catalogue() for example in category.fires_on]
FILLER = [
    "Hello there.",
    "Thanks in advance!",
    "Please help me.",
    "I go to the gym on Mondays.",
    "Which plank is best?",
    "Sorry for the long message.",
    "I like rows.",
    "My back is sore.",
]
relaxed = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def tier(*texts: str) -> Tier:
    return TRIAGE([Turn(Role.USER, text) for text in texts]).tier


@relaxed
@given(st.sampled_from(EXAMPLES), st.sampled_from(EXAMPLES))
def test_one_more_red_flag_never_lowers(one: str, other: str) -> None:
    assert tier(f"{one.rstrip('.!?')}. {other}") >= max(tier(one), tier(other))
    assert tier(one, other) >= max(tier(one), tier(other))


@relaxed
@given(st.sampled_from(EXAMPLES), st.sampled_from(FILLER), st.sampled_from(FILLER))
def test_chatter_never_lowers(text: str, before: str, after: str) -> None:
    assert tier(f"{before} {text.rstrip('.!?')}. {after}") >= tier(text)
    assert tier(before, text, after) >= tier(text)


@relaxed
@given(st.sampled_from(EXAMPLES))
def test_case_changes_nothing(text: str) -> None:
    assert tier(text.upper()) is tier(text.lower()) is tier(text)


@relaxed
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    triage = TRIAGE([Turn(Role.USER, text)])
    assert all(flag.trigger in text for flag in triage.red_flags)
    assert bool(triage.advice) is (triage.tier > Tier.SELF_CARE)
