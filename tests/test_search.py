"""Every sentence is scored, by meaning, by words and by the bank, and the best come back once, best first."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from corpus.article import Corpus
from corpus.bank import Asked, Bank
from corpus.parse import parse
from corpus.reader import read_corpus
from index.encoder import OnnxEncoder
from index.lexical import Lexical
from index.search import ASKED_WEIGHT, LED, LEXICAL_WEIGHT, MOST_HITS, PASSAGE_WEIGHT, SENTENCE_WEIGHT, Search
from index.store import open_store, passage_text
from tests.fakes import LetterEncoder, small_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.article import Sentence
    from index.encoder import Encoder
    from index.store import Question


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


class InMemory:
    """The vectors of a corpus without Chroma, and the same questions for every vector."""

    def __init__(self, corpus: Corpus, questions: Sequence[tuple[Question, float]] = ()) -> None:
        texts = [s.text for s in corpus.sentences] + [passage_text(p) for p in corpus.passages]
        self.spans = LetterEncoder().encode(texts)
        self._questions = questions

    def nearest_questions(
        self,
        vector: NDArray[np.float32],  # noqa: ARG002 - the protocol's argument
        n: int,
        /,
    ) -> Sequence[tuple[Question, float]]:
        return self._questions[:n]


def large_corpus() -> Corpus:
    """500 passages of one sentence each, in 50 sections."""
    parts = [f"## Part {n // 10}\n\n" * (n % 10 == 0) + f"About {sha256(b'%d' % n).hexdigest()}." for n in range(500)]
    return Corpus((parse("large.md", "\n\n".join(parts)),))


def scored(corpus: Corpus, question: str) -> list[tuple[float, Sentence]]:
    """Every sentence of a corpus without a bank, of passages of one sentence each, best first."""
    vector = LetterEncoder().encode([question])[0]
    dense = LetterEncoder().encode([s.text for s in corpus.sentences]) @ vector
    passage = LetterEncoder().encode([passage_text(p) for p in corpus.passages]) @ vector
    scores = (SENTENCE_WEIGHT + ASKED_WEIGHT) * dense + PASSAGE_WEIGHT * passage
    return sorted(zip(scores.tolist(), corpus.sentences, strict=True), key=lambda pair: -pair[0])


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


def test_of_many_sentences_the_best_are_hits_in_order() -> None:
    corpus, question = large_corpus(), "the quantum"  # no sentence has a word of it
    hits = Search(corpus, InMemory(corpus), LetterEncoder())(question).hits
    assert MOST_HITS <= len(hits) <= MOST_HITS + 4
    best = scored(corpus, question)[: len(hits)]
    assert [hit.score for hit in hits[:MOST_HITS]] == pytest.approx([score for score, _ in best[:MOST_HITS]], abs=1e-5)


def test_what_answerability_weighs_is_among_the_hits() -> None:
    corpus, vector = large_corpus(), LetterEncoder().encode(["fedaceb"])[0]
    cosines = InMemory(corpus).spans @ vector
    hits = Search(corpus, InMemory(corpus), LetterEncoder())("fedaceb").hits
    dense, passage = [hit.dense for hit in hits], [hit.passage for hit in hits]
    assert sorted(dense)[-3:] == pytest.approx(sorted(cosines[:500].tolist())[-3:])
    assert max(passage) == pytest.approx(max(cosines[500:].tolist()))


def test_the_best_sentence_of_a_watched_section_is_a_hit_however_far() -> None:
    corpus, question = large_corpus(), "the quantum"
    order = [sentence for _, sentence in scored(corpus, question)]
    last = next(s for s in order if not {s.section} & {t.section for t in order[:MOST_HITS]})
    hits = Search(corpus, InMemory(corpus), LetterEncoder(), watched=last.section)(question).hits
    assert [hit.sentence for hit in hits if hit.sentence.section == last.section] == [last]
    assert hits[-1].sentence == last


def test_a_sentence_is_lent_the_likeness_of_the_nearest_question_it_answers() -> None:
    corpus = small_corpus()
    first, second, third, *_ = (s.id for s in corpus.sentences)
    bank = Bank((Asked("a?", "a", (first, second)), Asked("b?", "a", (second, first))), (), frozenset({"small.txt"}))
    near = InMemory(corpus, [(("asked", 0), 0.9), (("asked", 1), 0.8), (("unanswered", 0), 0.5)])
    found = Search(corpus, near, LetterEncoder(), bank)("ice")
    asked = {hit.sentence.id: hit.asked for hit in found.hits}
    assert (asked[first], asked[second], asked[third]) == pytest.approx((0.9, 0.8, LED * 0.5))
    assert (found.answered, found.unanswered, found.banked) == ((0.9, 0.8), (0.5,), True)


def test_without_a_bank_a_sentence_stands_in_for_its_questions() -> None:
    corpus = small_corpus()
    found = Search(corpus, InMemory(corpus, [(("asked", 0), 0.9)]), LetterEncoder())("ice")
    assert all(hit.asked == hit.dense for hit in found.hits)
    assert not found.banked


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
