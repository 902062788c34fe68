"""The bundled article: its bytes, its shape, and what of it may be cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.article import Corpus, PassageKind
from corpus.errors import ArticleError
from corpus.parse import parse
from corpus.reader import read_bundled, read_corpus

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.article import Article, Passage, Sentence

TOP = 7  # Key Takeaways, Understanding, Causes, Treatment, Prevention, Conclusion, FAQs


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus()


@pytest.fixture(scope="module")
def article(corpus: Corpus) -> Article:
    return corpus.article("article.txt")


def test_the_article_has_its_title_sections_and_passages(article: Article) -> None:
    assert article.title == "How to Relieve Sore Back After Workout: Causes and Remedies"
    assert [s.title for s in article.sections if s.level == 1][0::6] == ["Key Takeaways", "FAQs"]
    assert sum(s.level == 1 for s in article.sections) == TOP
    assert len(article.sections) == 28
    assert len(article.passages) == 68


def test_every_sentence_and_passage_is_an_exact_span(corpus: Corpus) -> None:
    pieces: list[Sentence | Passage] = [*corpus.sentences, *corpus.passages]
    for piece in pieces:
        assert corpus.article(piece.article).text[piece.start : piece.end] == piece.text


def test_a_nested_section_knows_its_path(article: Article) -> None:
    ice = next(s for s in article.sections if s.title == "Rest and Ice")
    assert ice.path == ("Treatment Options for a Sore Back After a Workout", "Rest and Ice")
    assert article.text[ice.start :].startswith("Rest and Ice\n")
    assert article.text[: ice.end].endswith("fitness routine sooner.")


def test_a_question_of_the_faqs_is_a_heading_without_its_number(article: Article) -> None:
    answer = next(p for p in article.passages if p.text.startswith("Compression stockings"))
    assert answer.section == ("FAQs", "How do compression stockings help with a sore back?")


def test_the_takeaways_are_bullets_that_begin_at_their_first_letter(article: Article) -> None:
    bullets = [p for p in article.passages if p.kind is PassageKind.BULLET]
    assert [p.text.split()[0] for p in bullets] == ["Muscle", "Persistent", "Proper", "Implementing", "Rest,"]
    assert not any("•" in p.text for p in article.passages)


def test_exactly_headings_and_furniture_are_not_citable(article: Article) -> None:
    cited = {i for s in article.sentences for i in range(s.start, s.end)}
    uncited = [n for n, line in enumerate(_lines(article)) if line and not line & cited]
    held = {_line_of(article, span.start) for span in (*article.headings, *article.furniture)}
    assert set(uncited) == held
    assert len(article.headings) == 29
    assert [span.text[:12] for span in article.furniture] == [
        "A person str",
        "Now let’s ex",
        "A yoga mat a",
        "To learn mor",
        "More to Expl",
    ]


def _lines(article: Article) -> list[set[int]]:
    lines, start = [], 0
    for line in article.text.split("\n"):
        lines.append(set(range(start, start + len(line))))
        start += len(line) + 1
    return lines


def _line_of(article: Article, offset: int) -> int:
    return article.text.count("\n", 0, offset)


def test_ids_name_the_place_and_find_the_piece(corpus: Corpus) -> None:
    sentence = corpus.sentence("article.txt#2146-2288")
    assert sentence.text.startswith("Delayed-onset muscle soreness")
    assert corpus.passage(sentence.passage).sentences[1] is sentence


def test_ids_stay_when_another_file_is_added(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "aaa.txt").write_text("Walking helps.", encoding="utf-8")
    more = read_corpus(tmp_path)
    assert {s.id for s in corpus.sentences} < {s.id for s in more.sentences}
    assert more.fingerprint != corpus.fingerprint


def test_the_fingerprint_depends_on_the_corpus_alone(corpus: Corpus) -> None:
    assert read_corpus().fingerprint == corpus.fingerprint


def test_the_fingerprint_notices_another_cut_of_the_same_text() -> None:
    plain, marked = parse("a.txt", "- one\n\nTwo."), parse("a.md", "- one\n\nTwo.")
    assert Corpus((plain,)).fingerprint != Corpus((marked,)).fingerprint


def test_an_altered_article_is_refused_with_the_way_back(tmp_path: Path) -> None:
    altered = tmp_path / "article.txt"
    altered.write_text("Ice cures all.", encoding="utf-8")
    with pytest.raises(ArticleError, match=r"article.txt is altered .*git checkout corpus/article.txt"):
        read_bundled(altered)


def test_a_missing_article_is_refused_with_the_way_back(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"cannot be read .*git checkout corpus/article.txt"):
        read_bundled(tmp_path / "article.txt")


def test_two_articles_of_one_name_are_refused(article: Article) -> None:
    with pytest.raises(ArticleError, match=r"article\.txt"):
        Corpus((article, parse("article.txt", "Another.")))


def test_an_unknown_id_is_a_key_error(corpus: Corpus) -> None:
    with pytest.raises(KeyError):
        corpus.sentence("article.txt#0-1")
