from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.answerability import build_vocabulary, features, read_answerability, stems
from corpus.errors import DataError
from corpus.lexicon import read_lexicon
from index.search import Found, Hit
from tests.fakes import small_corpus

if TYPE_CHECKING:
    from pathlib import Path

CORPUS = small_corpus()
VOCABULARY = build_vocabulary(CORPUS, read_lexicon())
HITS = tuple(Hit(s, 0.5, 0.4, 0.3, 0.2) for s in CORPUS.sentences)
FOUND = Found(HITS, np.zeros(384, dtype=np.float32), answered=(0.5, 0.4), unanswered=(0.3,), banked=True)


def test_a_word_no_article_and_no_lexicon_knows_is_unknown() -> None:
    assert features("does turmeric loosen joints", FOUND, VOCABULARY)["unknown"] == 1


def test_a_word_the_lexicon_knows_is_no_stranger() -> None:
    assert features("does paracetamol help", FOUND, VOCABULARY)["unknown"] == 0


def test_rarer_words_say_more() -> None:
    assert VOCABULARY.weight(stems("turmeric")[0]) > VOCABULARY.weight(stems("ice")[0]) > 0


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("how many litres should I drink", "quantity"),
        ("step by step, a plank", "how_to"),
        ("what does acute mean", "meaning"),
        ("which mattress", "choice"),
        ("is it normal", "yes_no"),
        ("why do I ache", "why"),
    ],
)
def test_the_form_of_a_question_is_seen(question: str, form: str) -> None:
    assert features(question, FOUND, VOCABULARY)[f"form_{form}"] == 1


def test_the_shipped_model_knows_every_feature_and_gives_a_probability() -> None:
    model = read_answerability()
    named = features("how long should I ice my back", FOUND, VOCABULARY)
    assert model.names == tuple(named)
    assert 0 <= model.probability(named, FOUND.vector) <= 1
    assert 0 < model.threshold < 1


def test_without_a_bank_the_model_goes_by_the_rest() -> None:
    bare = Found(HITS, FOUND.vector)
    named = features("how long should I ice my back", bare, VOCABULARY)
    assert not [name for name in named if "answered" in name]
    assert 0 <= read_answerability().probability(named, bare.vector) <= 1


def test_a_broken_model_file_names_how_to_make_it_anew(tmp_path: Path) -> None:
    path = tmp_path / "answerability.npz"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match="make calibrate"):
        read_answerability(path)
