from __future__ import annotations

from dataclasses import replace

from assistant.compose.extractive import (
    MOST_CHARS,
    MOST_SENTENCES,
    WITHIN,
    WITHIN_OPPOSED,
    WITHIN_SECTION,
    ExtractiveComposer,
)
from assistant.domain import Claim, Draft, Retrieved, Scope
from corpus.article import Corpus
from corpus.notes import Against, EditorNote
from corpus.parse import parse
from index.search import Hit

TEXT = """Title

First

Ice can numb an area. This helps with pain. Wrap it in a cloth.

Second

Heat relaxes muscles. Heat relaxes muscles.
"""
CORPUS = Corpus((parse("a.txt", TEXT),))
ICE, THIS, WRAP, HEAT, HEAT_AGAIN = CORPUS.sentences
QUESTIONS = {"First": "What does ice do?", "Second": "What does heat do?"}


def hits(*scored: tuple[object, float]) -> tuple[Hit, ...]:
    return tuple(Hit(sentence, score, score, score, score) for sentence, score in scored)  # type: ignore[arg-type]


def composed(*scored: tuple[object, float], scope: Scope = Scope.ANSWERED, near: tuple[str, ...] = ()) -> Draft:
    parts = list(ExtractiveComposer(CORPUS, QUESTIONS)(Retrieved("q", scope, hits(*scored), near)))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + part
    return whole


def said(draft: Draft) -> list[str]:
    return [claim.text for claim in draft.claims]


def test_a_claim_is_a_sentence_with_its_own_place() -> None:
    (claim,) = composed((WRAP, 0.9)).claims
    assert isinstance(claim, Claim)
    assert TEXT[claim.support[0].start : claim.support[0].end] == claim.text == WRAP.text


def test_a_sentence_far_below_the_best_is_left_out() -> None:
    assert said(composed((WRAP, 0.9), (HEAT, 0.9 - WITHIN - 0.01))) == [WRAP.text]
    assert said(composed((WRAP, 0.9), (ICE, 0.9 - WITHIN_SECTION - 0.01))) == [WRAP.text]


def test_the_best_ones_section_reaches_further() -> None:
    assert said(composed((WRAP, 0.9), (ICE, 0.9 - WITHIN - 0.01))) == [ICE.text, WRAP.text]


def test_a_sentence_that_asks_brings_the_one_that_answers() -> None:
    asks, answers = Corpus((parse("c.txt", "Title\n\nOne\n\nNotice any change? See a doctor."),)).sentences
    corpus = Corpus((parse("c.txt", "Title\n\nOne\n\nNotice any change? See a doctor."),))
    found = Retrieved("q", Scope.ANSWERED, hits((asks, 0.9)))
    texts = [c.text for part in ExtractiveComposer(corpus, {})(found) for c in part.claims]
    assert texts == [asks.text, answers.text]


def test_a_sentence_that_points_back_brings_the_one_it_leans_on() -> None:
    assert said(composed((THIS, 0.9))) == [ICE.text, THIS.text]


def test_sentences_of_a_section_stand_in_the_articles_order() -> None:
    assert said(composed((WRAP, 0.9), (ICE, 0.85))) == [ICE.text, WRAP.text]


def test_nothing_is_said_twice() -> None:
    assert said(composed((HEAT, 0.9), (HEAT_AGAIN, 0.9))) == [HEAT.text]


def test_an_answer_stays_short() -> None:
    long = "Stretch slowly and hold " + "very " * 40 + "still"
    corpus = Corpus((parse("b.txt", "Title\n\nOne\n\n" + "\n\n".join(f"{long} {n}." for n in range(9))),))
    found = Retrieved("q", Scope.ANSWERED, hits(*((s, 0.9) for s in corpus.sentences)))
    claims = [c for part in ExtractiveComposer(corpus, {})(found) for c in part.claims]
    assert 0 < len(claims) <= MOST_SENTENCES
    assert sum(len(c.text) for c in claims) <= MOST_CHARS


def test_follow_ups_are_about_other_sections() -> None:
    assert composed((WRAP, 0.9), (HEAT, 0.1)).follow_ups == ("What does heat do?",)


def test_an_abstention_offers_what_is_near() -> None:
    draft = composed(scope=Scope.NEAR, near=("First",))
    assert draft.claims == ()
    assert draft.follow_ups == ("What does ice do?",)
    assert draft.near == ("First",)


def test_each_part_of_a_question_brings_its_best() -> None:
    found = Retrieved("q", Scope.ANSWERED, hits((WRAP, 0.9)), parts=(hits((WRAP, 0.9)), hits((HEAT, 0.5))))
    assert said_of(found) == [WRAP.text, HEAT.text]


def test_a_list_that_is_mostly_chosen_stays_whole() -> None:
    corpus = Corpus((parse("l.txt", "Title\n\nOne\n\n• Rest.\n• Ice.\n• Heat.\n• Massage.\n"),))
    found = Retrieved("q", Scope.ANSWERED, hits(*((s, 0.9) for s in corpus.sentences[:3])))
    assert [s.text for s in ExtractiveComposer(corpus, {}).offer(found).shown] == ["Rest.", "Ice.", "Heat.", "Massage."]


def test_what_contradicts_the_answer_is_shown_beside_it() -> None:
    opposed = Against(HEAT.text, HEAT.start, HEAT.end)
    note = EditorNote(
        "D1", "a.txt", "low", WRAP.text, WRAP.start, WRAP.end, "", "", (), reviewed=False, against=opposed
    )
    composer = ExtractiveComposer(CORPUS, QUESTIONS, [note])
    near = Retrieved("q", Scope.ANSWERED, hits((WRAP, 0.9), (HEAT, 0.9 - WITHIN_OPPOSED + 0.01)))
    far = Retrieved("q", Scope.ANSWERED, hits((WRAP, 0.9), (HEAT, 0.9 - WITHIN_OPPOSED - 0.01)))
    assert composer.offer(near).shown == (WRAP, HEAT)
    assert composer.offer(far).shown == (WRAP,)


def said_of(found: Retrieved) -> list[str]:
    return [sentence.text for sentence in ExtractiveComposer(CORPUS, QUESTIONS).offer(found).shown]


def test_a_sentence_that_only_leads_on_stands_back_for_one_that_tells() -> None:
    lead = replace(ICE, filler=True)
    found = Retrieved("q", Scope.ANSWERED, hits((lead, 0.9), (WRAP, 0.9 - WITHIN + 0.01)))
    alone = Retrieved("q", Scope.ANSWERED, hits((lead, 0.9), (WRAP, 0.9 - WITHIN - 0.01)))
    assert said_of(found) == [WRAP.text]
    assert said_of(alone)[0] == lead.text
