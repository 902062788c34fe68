"""The questions beside an article name its sentences, and any fault in them is said with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.article import Corpus
from corpus.bank import Asked, Bank, read_bank
from corpus.errors import DataError
from corpus.reader import read_article, read_corpus

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Icing\n\nIce helps. Put a cloth under it.\n"


def beside(tmp_path: Path, bank: str = "", unanswered: str = "") -> Bank:
    path = tmp_path / "mine.txt"
    path.write_text(TEXT, encoding="utf-8")
    if bank:
        (tmp_path / "mine.bank.yaml").write_text(bank, encoding="utf-8")
    if unanswered:
        (tmp_path / "mine.unanswered.yaml").write_text(unanswered, encoding="utf-8")
    return read_bank(Corpus((read_article(path),)), tmp_path)


def test_the_bundled_bank_reaches_nearly_every_sentence() -> None:
    corpus = read_corpus()
    bank = read_bank(corpus)
    reached = {sentence for asked in bank.asked for sentence in asked.sentences}
    assert len(reached) >= 0.9 * len(corpus.sentences)
    assert len({asked.text.casefold() for asked in bank.asked}) == len(bank.asked)
    assert not {asked.text.casefold() for asked in bank.asked} & {asked.text.casefold() for asked in bank.unanswered}
    assert bank.articles == {"article.txt"}


def test_an_article_without_a_bank_has_none(tmp_path: Path) -> None:
    assert beside(tmp_path) == Bank()


def test_a_bank_beside_an_article_is_read(tmp_path: Path) -> None:
    start = TEXT.index("Put")
    bank = f"answered:\n- at: [[{start}, {start + len('Put a cloth under it.')}]]\n  asked: {{brisk: [bare skin?]}}\n"
    found = beside(tmp_path, bank, "unanswered:\n  chatty: [which brand of ice pack]\n")
    assert [(asked.text, asked.voice, len(asked.sentences)) for asked in found.asked] == [("bare skin?", "brisk", 1)]
    assert found.unanswered == (Asked("which brand of ice pack", "chatty"),)
    assert found.articles == {"mine.txt"}


@pytest.mark.parametrize(
    ("bank", "fault"),
    [
        ("answered:\n- at: [[0, 3]]\n  asked: {v: [a]}\n", "entry 1: .* is no sentence of mine.txt"),
        ("answered:\n- at: []\n  asked: {v: [a]}\n", "entry 1: nothing is no sentence"),
        ("answered:\n- asked: {v: [a]}\n", "entry 1: needs `at`, and `asked` by voice"),
        ("answered:\n- at: [[0, 3]]\n  asked: [a]\n", "entry 1: needs `at`, and `asked` by voice"),
        ("answered: 3\n", "needs `answered`"),
    ],
)
def test_a_broken_bank_names_file_and_entry(tmp_path: Path, bank: str, fault: str) -> None:
    with pytest.raises(DataError, match=rf"mine\.bank\.yaml.*{fault}"):
        beside(tmp_path, bank)


def test_broken_unanswered_questions_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"mine\.unanswered\.yaml needs `unanswered`"):
        beside(tmp_path, unanswered="unanswered: [a]\n")


def test_the_fingerprint_follows_every_question(tmp_path: Path) -> None:
    one = beside(tmp_path, unanswered="unanswered:\n  Icing: [a]\n").fingerprint
    assert one != beside(tmp_path, unanswered="unanswered:\n  Icing: [b]\n").fingerprint
    assert one != Bank().fingerprint
