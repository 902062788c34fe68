from __future__ import annotations

import pytest

from assistant.domain import Claim, Draft, Scope, Support
from assistant.verify import Verifier
from tests.fakes import TEXT, small_corpus

SENTENCE = "It takes ten minutes."
START = TEXT.index(SENTENCE)
PLACE = Support("small.txt", START, START + len(SENTENCE))


def kept(claim: Claim) -> bool:
    return bool(Verifier(small_corpus())(Draft(Scope.ANSWERED, (claim,))).claims)


def test_a_sentence_of_the_article_is_kept_with_its_exact_quote() -> None:
    (claim,) = Verifier(small_corpus())(Draft(Scope.ANSWERED, (Claim(SENTENCE, (PLACE,)),))).claims
    assert claim.verbatim
    assert claim.citations[0].quote == SENTENCE
    assert claim.citations[0].section == ("Warming up",)


@pytest.mark.parametrize(
    "text",
    ["It takes twenty minutes.", "It takes no ten minutes.", "It never takes ten minutes.", "", "   "],
)
def test_other_words_than_the_article_has_are_dropped(text: str) -> None:
    assert not kept(Claim(text, (PLACE,)))


def test_a_claim_without_support_is_dropped() -> None:
    assert not kept(Claim(SENTENCE, ()))


@pytest.mark.parametrize(
    "place",
    [
        Support("other.txt", START, START + 5),
        Support("small.txt", TEXT.index("Icing"), TEXT.index("Icing") + 5),
        Support("small.txt", START, START),
        Support("small.txt", 10_000, 10_010),
        Support("small.txt", START, START + 60),
    ],
    ids=["another file", "a heading", "empty", "beyond the end", "across passages"],
)
def test_a_place_that_is_no_passage_is_dropped(place: Support) -> None:
    quote = TEXT[place.start : place.end] or SENTENCE
    assert not kept(Claim(quote, (place,)))


def test_one_unsound_place_drops_the_claim() -> None:
    assert not kept(Claim(SENTENCE, (PLACE, Support("other.txt", 0, 5))))
