"""What is let out is the article's, whole and unchanged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from assistant.domain import Claim, Draft, Scope, Support
from assistant.verify import Verifier
from corpus.reader import read_corpus
from tests.fakes import TEXT, small_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.article import Sentence

CORPUS = read_corpus()
VERIFY = Verifier(CORPUS)
SWAPS = {
    "can": "cannot", "is": "is not", "should": "should not", "reduce": "increase", "increase": "reduce",
    "reducing": "increasing", "prevent": "cause", "before": "after", "after": "before", "more": "less",
    "normal": "dangerous", "ibuprofen": "aspirin", "acetaminophen": "morphine", "back": "neck", "ice": "heat",
    "heat": "ice", "muscles": "bones", "lower": "upper", "strong": "weak", "weak": "strong", "early": "late",
    "first": "last", "without": "with", "always": "never", "crucial": "optional", "avoid": "seek",
}  # fmt: skip

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


def mutants(sentence: Sentence) -> Iterator[str]:
    """The sentence made untrue: a word turned round, numbers changed, halves left out, subjects exchanged."""
    text = sentence.text
    for word, other in SWAPS.items():
        changed = re.sub(rf"\b{word}\b", other, text, count=1)
        if changed != text:
            yield changed
    if re.search(r"\d", text):
        yield re.sub(r"\d+", lambda found: str(int(found[0]) * 2 + 1), text)
    words = text.split()
    if len(words) > 3:
        yield " ".join(words[1:])
        yield " ".join(words[:-1])
        yield " ".join(words[len(words) // 2 :])
    after = CORPUS.sentences[(CORPUS.sentences.index(sentence) + 1) % len(CORPUS.sentences)]
    yield " ".join((*after.text.split()[:2], *words[2:]))


def place_of(sentence: Sentence) -> Support:
    return Support(sentence.article, sentence.start, sentence.end)


def let_out(text: str, place: Support) -> bool:
    return bool(VERIFY(Draft(Scope.ANSWERED, (Claim(text, (place,)),))).claims)


def test_no_sentence_made_untrue_is_let_out() -> None:
    true = {" ".join(sentence.text.split()) for sentence in CORPUS.sentences}
    tried = [
        (mutant, place_of(sentence))
        for sentence in CORPUS.sentences
        for mutant in mutants(sentence)
        if " ".join(mutant.split()) not in true
    ]
    assert len(tried) >= 200
    assert [mutant for mutant, place in tried if let_out(mutant, place)] == []


def test_every_sentence_of_the_article_is_let_out() -> None:
    assert [s.text for s in CORPUS.sentences if not let_out(s.text, place_of(s))] == []


def test_a_sentence_under_another_ones_place_is_dropped() -> None:
    pairs = zip(CORPUS.sentences, CORPUS.sentences[1:], strict=False)
    wrong = [(one, other) for one, other in pairs if one.text != other.text]
    assert not [one.text for one, other in wrong if let_out(one.text, place_of(other))]


def test_half_a_sentence_that_drops_its_not_is_dropped() -> None:
    sentence = next(s for s in CORPUS.sentences if re.search(r"\bnot\b", s.text))
    assert not let_out(sentence.text.split(" not ", 1)[1], place_of(sentence))
