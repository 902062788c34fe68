"""Every sentence comes back once, best first, by meaning and by words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.article import Corpus
from corpus.parse import parse
from corpus.reader import read_corpus
from index.encoder import OnnxEncoder
from index.lexical import Lexical
from index.search import ASKED_WEIGHT, LEXICAL_WEIGHT, PASSAGE_WEIGHT, SENTENCE_WEIGHT, Search
from index.store import open_store
from tests.fakes import LetterEncoder, small_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.encoder import Encoder


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    yield from opened(small_corpus(), LetterEncoder(), tmp_path_factory)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    yield from opened(read_corpus(), OnnxEncoder(), tmp_path_factory)


def opened(corpus: Corpus, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    store = open_store(corpus, encoder, tmp_path_factory.mktemp("data"))
    yield Search(corpus, store, encoder)
    store.close()


@pytest.mark.model
def test_every_sentence_is_a_hit_once_and_best_first(search: Search) -> None:
    hits = search("How should I ice?").hits
    assert {hit.sentence.id for hit in hits} == {s.id for s in small_corpus().sentences}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.model
def test_a_score_is_the_weighted_sum_of_its_parts(search: Search) -> None:
    for hit in search("ice in a cloth").hits:
        parts = SENTENCE_WEIGHT * hit.dense + PASSAGE_WEIGHT * hit.passage + LEXICAL_WEIGHT * hit.lexical
        parts += ASKED_WEIGHT * hit.asked
        assert hit.score == pytest.approx(parts)
        assert 0 <= hit.lexical <= 1


@pytest.mark.model
def test_sentences_of_a_passage_share_its_cosine(search: Search) -> None:
    hits = search("warming").hits
    assert len({hit.passage for hit in hits if hit.sentence.section == ("Icing",)}) == 1


@pytest.mark.model
def test_the_same_question_gives_the_same_hits(search: Search) -> None:
    assert search("Can ibuprofen help?").hits == search("Can ibuprofen help?").hits


@pytest.mark.model
def test_synonyms_count_for_the_words_only(search: Search) -> None:
    plain = {hit.sentence.id: hit for hit in search("Advil?").hits}
    best = max(search("Advil?", expanded="Advil? ibuprofen").hits, key=lambda hit: hit.lexical)
    assert best.sentence.text.startswith("Ibuprofen")
    assert (best.dense, plain[best.sentence.id].lexical) == (plain[best.sentence.id].dense, 0)


@pytest.mark.model
@pytest.mark.parametrize("question", ["", "?!", "🙂", "ice " * 2000])
def test_any_question_scores_every_sentence(search: Search, question: str) -> None:
    assert len(search(question).hits) == 5


@pytest.mark.model
def test_equal_scores_keep_the_order_of_the_text(tmp_path_factory: pytest.TempPathFactory) -> None:
    corpus = Corpus((parse("a.txt", "Rest.\n\nRest.\n\nRest."),))
    for search in opened(corpus, LetterEncoder(), tmp_path_factory):
        assert [hit.sentence.start for hit in search("rest").hits] == [0, 7, 14]


@pytest.mark.model
def test_the_vector_is_the_question_s(search: Search) -> None:
    assert (search("ice").vector == LetterEncoder().encode(["ice"])[0]).all()


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How long should I ice my sore back?", "15-20 minutes"),
        ("When does DOMS set in?", "Delayed-onset muscle soreness"),
        ("Can I put ice straight on my skin?", "wrap it in a cloth"),
        ("Do compression stockings help my back?", "Compression stockings"),
        ("changes in bladder function", "bowel or bladder"),
    ],
)
def test_the_article_answers_with_the_right_sentence(real: Search, question: str, answer: str) -> None:
    assert answer in real(question).hits[0].sentence.text


def test_words_match_by_their_stems_and_stop_words_do_not() -> None:
    lexical = Lexical(["Stretching helps.", "The massages are nice.", "The the the."])
    assert lexical.scores("does a massage").tolist() == [0, 1, 0]


def test_a_repeated_word_weighs_once() -> None:
    lexical = Lexical(["ice and heat", "heat alone here", "rest"])
    assert (lexical.scores("ice heat heat heat") == lexical.scores("ice heat")).all()


@pytest.mark.parametrize("documents", [["the", "a"], ["rest", "walk"]])
def test_without_a_matching_word_all_scores_are_0(documents: list[str]) -> None:
    assert Lexical(documents).scores("the quantum").tolist() == [0, 0]
