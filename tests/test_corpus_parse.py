"""Any text is cut so that its pieces hold every visible character exactly once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Passage, PassageKind, Span
from corpus.parse import parse
from corpus.reader import read_corpus
from corpus.shape import Shape

LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "   ",
            "Rest and Ice",
            "# Title",
            "## Heat",
            "#hash",
            "====",
            "---",
            "***",
            "1. Why does it hurt?",
            "2) Why?",
            "  • Rest well. Then move.",
            "- one",
            "* two",
            "10. ten",
            "![a](b.png)",
            "It hurts. Does it? Yes… it does!",
            "U.S. Department of Health.",
            "e.g. ice",
            "A\u00a0B.",
            "क्या? हाँ।",
        ]
    ),
    st.text(max_size=40),
)
TEXTS = st.builds(
    lambda bom, lines, end: bom + end.join(lines),
    st.sampled_from(["", "\ufeff"]),
    st.lists(LINES, max_size=12),
    st.sampled_from(["\n", "\r\n", "\n\n", "\r"]),
)
SHAPES = st.sampled_from([Shape(), Shape(frozenset({"Rest and Ice"}), frozenset({"e.g. ice", "- one"}))])


def assert_tiled(article: Article) -> None:
    times = [0] * len(article.text)
    pieces: list[Passage | Span] = [*article.passages, *article.headings, *article.furniture, *article.markup]
    for piece in pieces:
        assert article.text[piece.start : piece.end] == piece.text
        for i in range(piece.start, piece.end):
            times[i] += 1
    wrong = [i for i, n in enumerate(times) if n > 1 or (n == 0 and not article.text[i].isspace())]
    assert not wrong, f"{article.text!r} at {wrong}"


@given(TEXTS, st.sampled_from(["a.txt", "a.md"]), SHAPES)
def test_pieces_tile_any_document(text: str, name: str, shape: Shape) -> None:
    assert_tiled(parse(name, text, shape))


def test_pieces_tile_the_bundled_article() -> None:
    assert_tiled(read_corpus().article("article.txt"))


@given(TEXTS, st.sampled_from(["a.txt", "a.md"]))
def test_sentences_hold_all_of_their_passage_in_order(text: str, name: str) -> None:
    for passage in parse(name, text).passages:
        at = passage.start
        for sentence in passage.sentences:
            assert not text[at : sentence.start].strip()
            assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
            at = sentence.end
        assert at == passage.end


@given(TEXTS, st.sampled_from(["a.txt", "a.md"]))
def test_every_path_is_that_of_a_section(text: str, name: str) -> None:
    article = parse(name, text)
    assert {p.section for p in article.passages} <= {(), *(s.path for s in article.sections)}
    assert all(s.level == len(s.path) and s.title == s.path[-1] for s in article.sections)


MARKDOWN = """\
# Back care

Intro one.

## Rest
Rest well.
Not for long.

![ice](ice.png)

### Ice

1. Wrap it.
2. Wait.

Setext
------

* Heat
  on and on
- - -
"""


def test_markdown_headings_make_paths_under_the_title() -> None:
    article = parse("care.md", MARKDOWN)
    assert article.title == "Back care"
    assert [s.path for s in article.sections] == [("Rest",), ("Rest", "Ice"), ("Setext",)]


def test_markdown_lines_under_a_heading_are_one_paragraph() -> None:
    rest = parse("care.md", MARKDOWN).passages[1]
    assert rest.text == "Rest well.\nNot for long."
    assert [s.text for s in rest.sentences] == ["Rest well.", "Not for long."]


def test_markdown_images_and_rules_are_furniture() -> None:
    assert [f.text for f in parse("care.md", MARKDOWN).furniture] == ["![ice](ice.png)", "- - -"]


def test_numbered_and_starred_lines_are_bullets() -> None:
    bullets = [p for p in parse("care.md", MARKDOWN).passages if p.kind is PassageKind.BULLET]
    assert [p.text for p in bullets] == ["Wrap it.", "Wait.", "Heat\n  on and on"]


def test_plain_headings_are_level_1_without_a_shape() -> None:
    article = parse("a.txt", "My title\n\nIntro.\n\nHeat\n\nWarm it.\n\nCold\n\nCool it.")
    assert [(s.level, s.title) for s in article.sections] == [(1, "Heat"), (1, "Cold")]


def test_a_file_that_opens_with_a_paragraph_is_called_by_its_name() -> None:
    assert parse("a.txt", "Only this.").title == "a.txt"


def test_a_long_line_without_a_stop_is_a_paragraph() -> None:
    assert len(parse("a.txt", "word " * 30).passages) == 1


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_any_line_end_parts_blocks(end: str) -> None:
    assert len(parse("a.txt", f"One.{end}{end}Two.{end}").passages) == 2


def test_a_byte_order_mark_counts_and_is_no_content() -> None:
    passage = parse("a.txt", "\ufeffOne.").passages[0]
    assert (passage.start, passage.text) == (1, "One.")


def test_a_listed_line_is_furniture_even_inside_a_run() -> None:
    article = parse("a.txt", "One.\nSubscribe now!\nTwo.", Shape(furniture=frozenset({"Subscribe now!"})))
    assert [p.text for p in article.passages] == ["One.", "Two."]
