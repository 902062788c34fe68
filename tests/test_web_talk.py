"""How an answer grows on the page, and that an old one never lands in a conversation that went on."""

from __future__ import annotations

from assistant.domain import Role
from assistant.web.conversation import Conversation
from assistant.web.talk import broken, clear, retry, stop, talk, view
from tests.browser.fake_assistant import FakeAssistant, answer_to

ASKED = FakeAssistant()


def test_the_card_is_shown_before_anything_of_the_article() -> None:
    shown = [one.live for one in talk(ASKED, Conversation(), "fever, ice?")]
    first_card = next(i for i, live in enumerate(shown) if "card urgent" in live)
    first_sentence = next(i for i, live in enumerate(shown) if "sentence" in live)
    assert first_card < first_sentence


def test_sentences_arrive_one_by_one() -> None:
    counts = [one.live.count('class="sentence"') for one in talk(ASKED, Conversation(), "ice")]
    assert counts == [0, 0, 0, 1, 2, 3, 3]


def test_a_whole_answer_looks_the_same_streamed_and_settled() -> None:
    held = Conversation()
    last = list(talk(ASKED, held, "ice"))[-1]
    assert last == view(held)


def test_the_next_question_carries_the_whole_conversation() -> None:
    held = Conversation()
    for question in ("ice", "weather"):
        list(talk(ASKED, held, question))
    assert [turn.role for turn in held.turns] == [Role.USER, Role.ASSISTANT, Role.USER, Role.ASSISTANT]


def test_an_answer_of_a_cleared_conversation_is_dropped() -> None:
    held = Conversation()
    running = talk(ASKED, held, "ice")
    next(running)
    clear(held)
    assert list(running) == []
    assert held.exchanges == ()


def test_an_answer_that_comes_after_stop_is_dropped_and_its_question_stays() -> None:
    held = Conversation()
    running = talk(ASKED, held, "ice")
    next(running)
    assert "Stopped before it was answered" in stop(held).live
    assert list(running) == []
    assert [e.question for e in held.exchanges] == ["ice"]


def test_a_late_answer_cannot_be_kept() -> None:
    held = Conversation()
    ticket = held.start("ice")
    held.start("weather")
    held.finish(ticket, answer_to("ice"))
    assert [e.answer for e in held.exchanges] == [None, None]


def test_retry_asks_the_last_question_again() -> None:
    held = Conversation()
    list(talk(ASKED, held, "ice"))
    list(retry(ASKED, held))
    assert [e.question for e in held.exchanges] == ["ice"]


def test_retry_with_nothing_asked_shows_the_empty_page() -> None:
    assert [one.live for one in retry(ASKED, Conversation())] == [view(Conversation()).live]


def test_a_blank_question_is_not_asked() -> None:
    held = Conversation()
    list(talk(ASKED, held, " \n "))
    assert held.exchanges == ()


def test_a_double_click_asks_once() -> None:
    held = Conversation()
    first = talk(ASKED, held, "ice")
    next(first)
    list(talk(ASKED, held, "ice"))
    assert len(held.exchanges) == 1
    assert 'data-state="done"' in list(first)[-1].live


def test_a_fault_is_told_in_the_place_of_the_answer() -> None:
    held = Conversation()
    held.end(held.start("ice"))
    assert "Something went wrong" in broken(held).live


def test_a_fault_of_an_earlier_run_leaves_the_present_one_alone() -> None:
    held = Conversation()
    earlier = held.start("ice")
    present = retry(ASKED, held)
    next(present)
    held.end(earlier)
    assert "Something went wrong" not in broken(held).live


def test_stopping_on_purpose_is_no_fault() -> None:
    held = Conversation()
    held.start("ice")
    stop(held)
    assert "Stopped before it was answered" in broken(held).live
