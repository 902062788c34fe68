from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from assistant.domain import AnswerKind, Role, Tier, Triage, Turn
from assistant.events import CitationsReady, Done, SentenceReady, TriageReady
from assistant.guard import Guard
from assistant.reply import Assistant, question_of
from assistant.wording import read_wording
from tests.fakes import EMERGENCY, VERSION, BrokenChain, FixedChain, asked, claim, grounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from assistant.reply import Chain

UNHEARD = Triage(Tier.ROUTINE, advice="Call 112 if it may be an emergency.")
TWO = grounded(claim("Wrap the ice in a cloth.", 100), claim("It takes ten minutes.", 50))


def assistant(chain: Chain | None, triage: Triage | None = None) -> Assistant:
    return Assistant((lambda _: triage or Triage(),), chain, Guard(read_wording(), (), VERSION), unheard=UNHEARD)


def test_events_come_in_order_and_triage_first() -> None:
    kinds = [type(e) for e in assistant(FixedChain(TWO)).events(asked("ice?"))]
    assert kinds == [TriageReady, CitationsReady, SentenceReady, SentenceReady, Done]


def test_triage_is_out_before_the_chain_is_asked() -> None:
    events = assistant(BrokenChain(), EMERGENCY).events(asked("help"))
    first = next(events)
    assert isinstance(first, TriageReady)
    assert first.triage is EMERGENCY


def test_a_broken_chain_leaves_the_advice_standing() -> None:
    answer = assistant(BrokenChain(), EMERGENCY).reply(asked("I can't feel my groin"))
    assert answer.triage.advice == EMERGENCY.advice
    assert answer.kind is AnswerKind.HELP_FIRST


def test_a_broken_chain_logs_nothing_the_person_typed(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = assistant(BrokenChain()).reply(asked("zebra-secret"))
    assert answer.kind is AnswerKind.UNAVAILABLE
    assert "RuntimeError" in caplog.text
    assert "zebra-secret" not in caplog.text


def test_triage_that_breaks_is_said_and_nothing_typed_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def broken(turns: Sequence[Turn]) -> Triage:
        raise RuntimeError(turns[-1].text)

    guard = Guard(read_wording(), (), VERSION)
    answer = Assistant((broken, broken), FixedChain(TWO), guard, unheard=UNHEARD).reply(asked("zebra-secret"))
    assert answer.triage == UNHEARD
    assert "zebra-secret" not in caplog.text


def test_triage_that_breaks_leaves_the_plainer_one() -> None:
    def broken(_: Sequence[Turn]) -> Triage:
        raise RuntimeError

    triages = (broken, lambda _: EMERGENCY)
    answer = Assistant(triages, FixedChain(TWO), Guard(read_wording(), (), VERSION), unheard=UNHEARD).reply(asked("?"))
    assert answer.triage == EMERGENCY


def test_no_chain_answers_unavailable() -> None:
    assert assistant(None).reply(asked("ice?")).kind is AnswerKind.UNAVAILABLE


def test_the_question_is_the_persons_last_message() -> None:
    turns = [Turn(Role.USER, "one"), Turn(Role.ASSISTANT, "two")]
    assert question_of(turns) == "one"
    assert question_of([]) == ""


def test_replies_are_equal_timings_aside() -> None:
    one, two = (assistant(FixedChain(TWO)).reply(asked("ice?")) for _ in range(2))
    assert one == two
    assert set(one.timings_ms) == {"triage", "chain", "total"}
