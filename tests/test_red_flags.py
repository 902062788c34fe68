"""Every red-flag file in; each of its own examples fires or stays quiet as the file says."""

from __future__ import annotations

import re

import pytest

from assistant.domain import Role, Tier, Turn
from assistant.triage import Category, build_triage, catalogue
from assistant.triage.assertion import Status
from assistant.triage.hearing import Listener
from assistant.triage.rules import Example, load_rules

TRIAGE = build_triage()
FIRES = [(category, example) for category in catalogue() for example in category.fires_on]
QUIET = [(category, text) for category in catalogue() for text in category.stays_quiet_on]
SELF_CARE = re.compile(
    r"\b(?:apply ice|ice pack|icing|massage (?:can|may|helps)|stretch(?:es|ing)? (?:can|may|help)|foam roll|plank|"
    r"russian twist|ibuprofen or|drink plenty|keep training|warm-?up)\b",
    re.IGNORECASE,
)


def name(value: object) -> str:
    return value.id if isinstance(value, Category) else value.text if isinstance(value, Example) else str(value)


@pytest.mark.parametrize(("category", "example"), FIRES, ids=name)
def test_fires(category: Category, example: Example) -> None:
    triage = TRIAGE([Turn(Role.USER, example.text)])
    tiers = {flag.id: flag.tier for flag in triage.red_flags}
    assert tiers.get(category.id) is example.tier, tiers
    assert all(flag.trigger in example.text for flag in triage.red_flags)


@pytest.mark.parametrize(("category", "text"), QUIET, ids=name)
def test_stays_quiet(category: Category, text: str) -> None:
    triage = TRIAGE([Turn(Role.USER, text)])
    assert category.id not in {flag.id for flag in triage.red_flags}
    assert triage.tier <= Tier.ROUTINE, triage.red_flags


@pytest.mark.parametrize("category", catalogue(), ids=name)
def test_category_is_complete(category: Category) -> None:
    assert len(category.fires_on) >= 8
    assert len(category.stays_quiet_on) >= 6
    assert len(category.signs) == len(category.findings)
    assert category.review.status == "unreviewed"
    assert category.review.by is None
    assert all(source.checked for source in category.sources)
    assert not any(source.checked for source in category.to_check)


@pytest.mark.parametrize("category", catalogue(), ids=name)
def test_every_finding_has_an_example(category: Category) -> None:
    listener = Listener(load_rules())
    heard = {
        sign.name
        for example in category.fires_on
        for sign in listener.hear(example.text, 0).signs
        if sign.status in (Status.PRESENT, Status.OTHER)
    }
    assert {finding.id for finding in category.findings} <= heard


@pytest.mark.parametrize("category", catalogue(), ids=name)
def test_advice_says_what_to_do(category: Category) -> None:
    every = [category.advice, *category.advice_for.values()]
    for text in [said for advice in every if (kept := advice.get(Tier.EMERGENCY)) for said in (kept.you, kept.other)]:
        first = "{crisis_line}" if category.id == "mental_health_crisis" else "{emergency_number}"
        assert first in (text if category.id == "mental_health_crisis" else text.partition(". ")[0])
        assert text.count("{emergency_number}") == 1
        assert not SELF_CARE.search(text)
    for urgent in [kept for advice in every if (kept := advice.get(Tier.URGENT))]:
        assert re.search(r"today|same day", urgent.you)
        assert "{emergency_number}" in urgent.you
    assert not any(re.search(r"\d+ ?(?:mg|%)", said.you + said.other) for advice in every for said in advice.values())
    assert set(category.advice_for) <= {finding.id for finding in category.findings}


@pytest.mark.parametrize("category", [c for c in catalogue() if Tier.URGENT in c.advice], ids=name)
def test_a_category_that_may_be_urgent_asks_back(category: Category) -> None:
    assert category.clarify or category.id in ("child_or_elder", "cold_injury", "pregnancy")


def test_catalogue_is_in_order_of_precedence() -> None:
    names = [category.id for category in catalogue()]
    assert names[:3] == ["mental_health_crisis", "overdose", "allergic_reaction"]
    assert len(names) == len(set(names)) == 21
