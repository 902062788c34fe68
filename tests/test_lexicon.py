from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.errors import DataError
from corpus.lexicon import read_lexicon

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("is PHYSIO any use", "physical therapist"),
        ("paracetamol", "acetaminophen"),
        ("a hot water bottle?", "heat therapy"),
        ("¿hielo?", "ice"),
        ("按摩有什么", "massage"),
        ("मालिश", "massage"),
    ],
)
def test_what_people_say_is_glossed_with_the_articles_word(said: str, meant: str) -> None:
    assert meant in read_lexicon().gloss(said)


def test_a_term_inside_another_word_is_none() -> None:
    assert read_lexicon().gloss("ablaze ptarmigan") == ()


def test_each_gloss_comes_once() -> None:
    glossed = read_lexicon().gloss("abs abs tummy")
    assert len(glossed) == len(set(glossed))


def test_a_malformed_entry_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.yaml"
    path.write_text("english:\n  core: abs\n", encoding="utf-8")
    with pytest.raises(DataError, match="'core'"):
        read_lexicon(path)
