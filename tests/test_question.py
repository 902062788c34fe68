from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.domain import Role, Scope, Turn
from assistant.follow_up import standalone
from assistant.question import READ_CHARS, focus, leans, read_question_words, readable, small_talk
from corpus.errors import DataError
from tests.fakes import asked

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u200b\u200b", "\x00", "…", "🙂"])
def test_nothing_to_read_is_an_empty_question(text: str) -> None:
    assert standalone(asked(text)) == ""


def test_no_turn_at_all_is_an_empty_question() -> None:
    assert standalone([]) == ""
    assert standalone([Turn(Role.ASSISTANT, "Hello")]) == ""


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\x00", "\ud800", "\ufeff", "\u00ad"])
def test_invisible_characters_never_split_a_word(hidden: str) -> None:
    assert readable(f"ma{hidden}ssage") == "massage"


@pytest.mark.parametrize("text", ["thank you", "ok great, bye", "hello", "who are you?"])
def test_thanks_after_an_answer_small_talk(text: str) -> None:
    assert small_talk(asked("How long should I ice my back?", text))


@pytest.mark.parametrize("text", ["why?", "who says so?", "and how long?", "the second one"])
def test_what_leans_on_the_answer_is_no_small_talk(text: str) -> None:
    assert small_talk(asked("Does massage help?", text)) is None


def test_a_bare_yes_in_the_word_lists_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("small_talk: [yes]\nstop: []\nforms: {}\nleaning: {}\nbare_question: x\n", encoding="utf-8")
    with pytest.raises(DataError, match="quotes"):
        read_question_words(path)


@pytest.mark.parametrize(
    "text", ["why?", "what about heat", "how long should it stay on my back muscles", "second one"]
)
def test_messages_that_lean(text: str) -> None:
    assert leans(text)


def test_of_a_long_story_the_question_is_kept() -> None:
    story = "I moved house in spring and built a rack. My cousin came over and we did rows. Should ice touch bare skin?"
    assert focus(story) == "Should ice touch bare skin?"


def test_a_story_whose_question_leans_on_it_is_kept_whole() -> None:
    story = "I overdid the rowing machine on Tuesday evening and now the lower back is stiff as a board. What helps it?"
    assert focus(story) == story


def test_a_story_without_a_question_is_kept_whole() -> None:
    story = "I moved house in spring and built a rack in it. We did rows. Tell me how to warm up before the next time."
    assert focus(story) == story


def test_of_a_huge_message_both_ends_are_read() -> None:
    text = "start " + "x " * 50_000 + "end"
    assert len(readable(text)) <= READ_CHARS + 1
    assert readable(text).startswith("start")
    assert readable(text).endswith("end")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("hi", Scope.GREETING),
        ("Good morning!", Scope.GREETING),
        ("hola", Scope.GREETING),
        ("thanks, that helped", Scope.THANKS),
        ("ok cheers mate", Scope.THANKS),
        ("who are you?", Scope.ABOUT),
        ("are you a real doctor", Scope.ABOUT),
        ("what can you do?", Scope.ABOUT),
        ("lol ok", Scope.OFF_TOPIC),
        ("hi, how long should I ice my back?", None),
        ("thanks! and does heat help?", None),
        ("what does massage do", None),
        ("what is a plank", None),
    ],
)
def test_small_talk_is_told_apart(said: str, kind: Scope | None) -> None:
    assert small_talk(asked(said)) is kind


def test_thanks_for_an_answer_ask_nothing() -> None:
    assert small_talk(asked("Does massage help?", "great, that really helped, thank you")) is Scope.THANKS
    assert small_talk(asked("Does massage help?", "thanks, and how often is that?")) is None
