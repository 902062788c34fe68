from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain import AnswerKind, RedFlag, Scope, Tier, Triage
from assistant.guard import Guard
from assistant.wording import read_wording
from corpus.notes import Against, EditorNote
from tests.fakes import EMERGENCY, VERSION, claim, grounded

ICE = claim("Wrap the ice in a cloth.", 100)
MASSAGE = claim("Massage can help sore muscles.", 130)
WARNING = claim("Numbness is a red flag.", 160)
WHOM = claim("It demands medical attention.", 190)
NOTE = EditorNote(
    "N99", "small.txt", "high", "Massage can help", 130, 146, "Not for a clot.", "why", ("A, 2020",), reviewed=False
)


def guard(*notes: EditorNote) -> Guard:
    return Guard(read_wording(), notes, VERSION)


def flagged(tier: Tier, *withheld: str) -> Triage:
    flag = RedFlag("dvt_pe", "Leg clot", tier, 0, "one calf is swollen")
    return Triage(tier, (flag,), advice="See a doctor today.", withheld=frozenset(withheld))


def test_an_emergency_lets_nothing_of_the_article_out() -> None:
    answer = guard()("how long do I ice it", EMERGENCY, grounded(ICE))
    assert answer.kind is AnswerKind.HELP_FIRST
    assert answer.citations == ()
    assert answer.sentences == ()
    assert answer.follow_ups == ()


def test_a_crisis_is_met_with_warmth() -> None:
    flag = RedFlag("mental_health_crisis", "Suicidal thoughts", Tier.EMERGENCY, 0, "I want to die")
    answer = guard()("?", Triage(Tier.EMERGENCY, (flag,), advice="Call 988."), None)
    assert answer.answer == read_wording().answers["crisis"]
    assert answer.guidance == read_wording().guidance["crisis"]


def test_a_broken_chain_still_gives_advice_and_guidance() -> None:
    answer = guard()("?", flagged(Tier.URGENT), None)
    assert answer.kind is AnswerKind.UNAVAILABLE
    assert answer.triage.advice == "See a doctor today."
    assert "doctor" in answer.guidance


def test_sentences_are_marked_with_the_citation_under_them() -> None:
    answer = guard()("ice?", Triage(), grounded(ICE, MASSAGE))
    assert answer.answer == "Wrap the ice in a cloth. [1] Massage can help sore muscles. [2]"
    assert [c.n for c in answer.citations] == [1, 2]


def test_one_place_has_one_number() -> None:
    answer = guard()("ice?", Triage(), grounded(ICE, ICE))
    assert [c.n for c in answer.citations] == [1]
    assert [s.citations for s in answer.sentences] == [(1,), (1,)]


def test_a_new_section_starts_a_new_line() -> None:
    other = claim("A warm-up loosens the joints.", 10, section=("Warming up",))
    assert "\n\n" in guard()("?", Triage(), grounded(ICE, other)).answer


def test_a_note_leaves_with_the_passage_it_is_on() -> None:
    answer = guard(NOTE)("massage?", Triage(), grounded(ICE, MASSAGE))
    assert [(n.id, n.citations) for n in answer.notes] == [("N99", (2,))]


def test_a_note_on_another_passage_stays_away() -> None:
    assert guard(NOTE)("ice?", Triage(), grounded(ICE)).notes == ()


IBUPROFEN = claim("Ibuprofen can ease pain.", 220)


def test_a_contraindicated_medicine_is_withheld() -> None:
    answer = guard()("?", flagged(Tier.ROUTINE, "medicine"), grounded(ICE, IBUPROFEN))
    assert [s.text for s in answer.sentences] == [ICE.text]


def test_what_sends_to_a_professional_is_never_withheld() -> None:
    consult = claim("Consult a doctor before using medication.", 250)
    asked = replace(flagged(Tier.URGENT, "medicine"), concerns=frozenset({"medicine"}))
    answer = guard()("?", asked, grounded(consult))
    assert [s.text for s in answer.sentences] == [consult.text]


def test_an_answer_with_nothing_left_puts_help_first() -> None:
    assert guard()("?", flagged(Tier.ROUTINE, "medicine"), grounded(IBUPROFEN)).kind is AnswerKind.HELP_FIRST


def test_beside_urgent_advice_stand_only_the_articles_warnings() -> None:
    cause = claim("Slouching strains the back.", 200)
    answer = guard()("?", flagged(Tier.URGENT), grounded(WARNING, WHOM, cause, ICE))
    assert [s.text for s in answer.sentences] == [WARNING.text, WHOM.text]
    assert answer.follow_ups == ()


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        (Scope.NEAR, AnswerKind.NOT_IN_ARTICLE),
        (Scope.OFF_TOPIC, AnswerKind.OFF_TOPIC),
        (Scope.EMPTY, AnswerKind.OFF_TOPIC),
    ],
)
def test_nothing_found_says_so(scope: Scope, kind: AnswerKind) -> None:
    answer = guard()("?", Triage(), grounded(scope=scope))
    assert answer.kind is kind
    assert answer.abstained
    assert answer.guidance


def test_a_medicine_in_the_answer_brings_the_pharmacist() -> None:
    answer = guard()("what helps", Triage(), grounded(claim("Ibuprofen can ease pain.", 160)))
    assert "pharmacist" in answer.guidance


def test_urgent_guidance_outranks_a_concern() -> None:
    triage = Triage(Tier.URGENT, advice="See a doctor today.", concerns=frozenset({"medicine"}))
    assert guard()("?", triage, grounded(ICE)).guidance == read_wording().guidance["urgent"]


def test_a_part_without_an_answer_is_said_and_makes_no_mark() -> None:
    found = replace(grounded(ICE), lacking=("how many mg [7]?",))
    answer = guard()("ice, and how many mg [7]?", Triage(), found)
    assert answer.answer.endswith("On “how many mg (7)”, the article does not say.")


def test_items_of_a_list_stand_under_a_lead_one_a_line() -> None:
    found = grounded(*(replace(one, listed=True) for one in (ICE, MASSAGE, WARNING)))
    lead, *items = guard()("takeaways?", Triage(), found).answer.split("\n\n")
    assert lead == read_wording().answers["list"]
    assert items[:2] == ["• Wrap the ice in a cloth. [1]", "• Massage can help sore muscles. [2]"]


def test_two_items_of_a_list_are_no_list() -> None:
    found = grounded(replace(ICE, listed=True), replace(MASSAGE, listed=True))
    assert guard()("?", Triage(), found).answer == "Wrap the ice in a cloth. [1] Massage can help sore muscles. [2]"


def test_when_all_is_told_the_answer_says_so() -> None:
    answer = guard()("more?", Triage(), replace(grounded(), scope=Scope.NO_MORE))
    assert answer.answer == read_wording().answers["no_more"]
    assert answer.abstained


def test_a_note_on_two_places_is_shown_beside_both_only() -> None:
    against = Against("Massage can help", 130, 146)
    note = replace(NOTE, quote="Wrap the ice", start=100, end=112, against=against)
    assert [n.citations for n in guard(note)("?", Triage(), grounded(ICE, MASSAGE)).notes] == [(1, 2)]
    assert guard(note)("?", Triage(), grounded(ICE)).notes == ()


def test_how_to_take_a_medicine_nobody_asked_about_is_left_out_beside_urgent_advice() -> None:
    dosage = claim("Follow the dosage and consult a healthcare professional before using pain medications.", 220)
    urgent = flagged(Tier.URGENT)
    assert guard()("?", urgent, grounded(dosage)).kind is AnswerKind.HELP_FIRST
    asked = replace(urgent, concerns=frozenset({"medicine"}))
    assert guard()("?", asked, grounded(dosage)).kind is AnswerKind.ANSWERED
