"""What a recogniser senses beside the rules: it adds, it never takes away, and it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.domain import Role, Tier, Triage, Turn
from assistant.triage import Sensed, build_triage

if TYPE_CHECKING:
    from collections.abc import Sequence

RULES = build_triage()


def said(*texts: str) -> Triage:
    return RULES([Turn(Role.USER, text) for text in texts])


class Fake:
    """Senses one category wherever a message holds the word ``strange``."""

    def __init__(self, category: str, tier: Tier) -> None:
        self.category, self.tier = category, tier

    def recognise(self, text: str) -> Sequence[Sensed]:
        at = text.find("strange")
        return [Sensed(self.category, self.tier, at, at + 7)] if at >= 0 else []


def sensing(category: str, tier: Tier, *texts: str) -> Triage:
    return build_triage(recogniser=Fake(category, tier))([Turn(Role.USER, text) for text in texts])


def test_a_recogniser_adds_a_flag_with_the_words_that_led_to_it() -> None:
    triage = sensing("cauda_equina", Tier.EMERGENCY, "Hello. Something strange below. Which stretch?")
    assert triage.tier is Tier.EMERGENCY
    assert [(f.id, f.trigger) for f in triage.red_flags] == [("cauda_equina", "Something strange below")]
    assert sensing("cauda_equina", Tier.EMERGENCY, "Hello. All is well below.").tier is Tier.SELF_CARE


def test_a_recogniser_takes_nothing_away() -> None:
    triage = sensing("sciatica", Tier.ROUTINE, "I have strange chest pain")
    assert triage.tier is Tier.EMERGENCY
    assert [f.id for f in triage.red_flags] == ["vascular_cardiac"]


def test_a_recogniser_can_raise_what_the_rules_heard_lower() -> None:
    text = "strange, my left calf is swollen and hot"
    assert said(text).tier is Tier.URGENT
    triage = sensing("dvt_pe", Tier.EMERGENCY, text)
    assert (triage.tier, [f.id for f in triage.red_flags]) == (Tier.EMERGENCY, ["dvt_pe"])


def test_what_is_sensed_beside_a_graver_sign_never_leads() -> None:
    texts = ("Something strange: hives on my arms from the new cream.", "And my pee is like cola after the marathon.")
    assert said(*texts).tier is Tier.EMERGENCY
    triage = sensing("allergic_reaction", Tier.EMERGENCY, *texts)
    assert (triage.tier, triage.red_flags[0].tier) == (Tier.EMERGENCY, Tier.EMERGENCY)


def test_what_a_recogniser_sensed_stays_and_can_be_taken_back() -> None:
    said_so = "Something strange below."
    assert sensing("cauda_equina", Tier.EMERGENCY, said_so, "Which stretch is best?").tier is Tier.EMERGENCY
    assert sensing("cauda_equina", Tier.EMERGENCY, said_so, "It went away.").tier is Tier.EMERGENCY
    assert sensing("cauda_equina", Tier.EMERGENCY, said_so, "lol joking, that never happened").tier < Tier.EMERGENCY


def test_what_a_recogniser_sensed_at_urgent_asks_back() -> None:
    triage = sensing("cauda_equina", Tier.URGENT, "Something strange below.")
    assert triage.tier is Tier.URGENT
    assert triage.question
