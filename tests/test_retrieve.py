from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.answerability import read_answerability
from assistant.domain import Offer, Scope
from assistant.retrieve import Finder, Retriever
from corpus.lexicon import read_lexicon
from index.search import Found, Hit
from tests.fakes import asked, small_corpus

if TYPE_CHECKING:
    from assistant.domain import Retrieved

CORPUS = small_corpus()


class FixedSearch:
    """Scores every sentence alike and remembers what it was asked."""

    def __init__(self, cosine: float) -> None:
        self._cosine = cosine
        self.asked: list[tuple[str, str]] = []

    def __call__(self, question: str, *, expanded: str) -> Found:
        self.asked.append((question, expanded))
        hits = tuple(Hit(s, self._cosine, self._cosine, self._cosine, 0.0) for s in CORPUS.sentences)
        return Found(hits, np.zeros(384, dtype=np.float32))


def retrieved(question: str, *, threshold: float, cosine: float = 0.9) -> Retrieved:
    answerability = replace(read_answerability(), linear_threshold=threshold)
    return Retriever(Finder(FixedSearch(cosine), CORPUS, read_lexicon()), answerability)(asked(question))


def test_an_answered_question_brings_its_hits() -> None:
    found = retrieved("does massage help", threshold=0.0)
    assert found.scope is Scope.ANSWERED
    assert len(found.hits) == len(CORPUS.sentences)


def test_a_question_the_article_does_not_answer_brings_what_is_near() -> None:
    found = retrieved("which massage gun", threshold=1.1)
    assert found.scope is Scope.NEAR
    assert found.hits == ()
    assert found.near == ("Warming up", "Icing")


def test_a_question_far_from_everything_is_off_topic() -> None:
    assert retrieved("bitcoin price", threshold=1.1, cosine=0.0).scope is Scope.OFF_TOPIC


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "…"])
def test_nothing_to_read_is_empty(text: str) -> None:
    assert retrieved(text, threshold=0.0).scope is Scope.EMPTY


@pytest.mark.parametrize(
    ("text", "scope"),
    [("hello", Scope.GREETING), ("thanks!", Scope.THANKS), ("who are you?", Scope.ABOUT), ("ok", Scope.OFF_TOPIC)],
)
def test_small_talk_is_not_looked_up(text: str, scope: Scope) -> None:
    assert retrieved(text, threshold=0.0).scope is scope


def test_words_are_matched_with_the_articles_own_beside_the_persons() -> None:
    search = FixedSearch(0.5)
    Finder(search, CORPUS, read_lexicon()).find("is paracetamol ok")
    assert search.asked == [("is paracetamol ok", "is paracetamol ok acetaminophen")]


def test_the_model_gets_an_english_gloss_of_another_language() -> None:
    search = FixedSearch(0.5)
    Finder(search, CORPUS, read_lexicon()).find("¿el masaje ayuda?")
    assert search.asked[0][0] == "¿el masaje ayuda? massage"


def conversation(*said: str, offer: Offer, threshold: float = 0.0) -> tuple[Retrieved, FixedSearch]:
    search = FixedSearch(0.9)
    answerability = replace(read_answerability(), linear_threshold=threshold)
    retriever = Retriever(Finder(search, CORPUS, read_lexicon()), answerability, lambda _: offer)
    return retriever(asked(*said)), search


def test_a_yes_takes_up_the_first_suggestion() -> None:
    _, search = conversation("does ice help", "yes please", offer=Offer((), ("How long to ice?", "Does heat help?")))
    assert search.asked[-1][0] == "How long to ice?"


def test_the_second_one_of_the_suggestions_is_asked() -> None:
    _, search = conversation(
        "does ice help", "the second one", offer=Offer((), ("How long to ice?", "Does heat help?"))
    )
    assert search.asked[-1][0] == "Does heat help?"


def test_more_brings_what_was_not_shown() -> None:
    first, *rest = CORPUS.sentences
    found, _ = conversation("does ice help", "tell me more", offer=Offer((first,), ()))
    assert [hit.sentence for hit in found.hits] == rest


def test_when_all_is_told_that_is_said() -> None:
    found, _ = conversation("does ice help", "anything else?", offer=Offer(CORPUS.sentences, ()))
    assert found.scope is Scope.NO_MORE


def test_two_questions_in_one_are_looked_up_each() -> None:
    found, _ = conversation("how long to ice and does warming up help?", offer=Offer((), ()))
    assert len(found.parts) == 2
    assert found.lacking == ()


def test_a_part_without_an_answer_is_named() -> None:
    class OneOnly(FixedSearch):
        def __call__(self, question: str, *, expanded: str) -> Found:
            found = super().__call__(question, expanded=expanded)
            return (
                found
                if "warming" in question
                else replace(found, hits=tuple(replace(h, dense=0.4) for h in found.hits))
            )

    finder = Finder(OneOnly(0.9), CORPUS, read_lexicon())

    class ByDense:
        def answers(self, named: dict[str, float], _: object) -> bool:
            return named["dense_best"] > 0.5

        def is_off_topic(self, named: dict[str, float], _: object) -> bool:
            return named["dense_best"] < 0.1

    found = Retriever(finder, ByDense())(asked("how long to ice and does warming up help?"))  # type: ignore[arg-type]
    assert found.lacking == ("how long to ice",)
    assert len(found.parts) == 1


def test_another_language_typed_in_plain_letters_gets_a_gloss_too() -> None:
    search = FixedSearch(0.5)
    Finder(search, CORPUS, read_lexicon()).find("el masaje sirve")
    assert "massage" in search.asked[0][0]
