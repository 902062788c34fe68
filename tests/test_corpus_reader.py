"""Further articles from a directory, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.errors import ArticleError
from corpus.reader import read_article, read_corpus
from corpus.shape import read_shape
from corpus.yaml_file import read_mapping

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_text_and_markdown_files_follow_the_article_by_name(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", ".hidden.txt", "note.pdf", "a.shape.yaml"):
        write(tmp_path / name, "sections: []" if name.endswith("yaml") else "Move.")
    assert [a.name for a in read_corpus(tmp_path).articles] == ["article.txt", "a.txt", "b.md"]


def test_offsets_count_the_characters_of_the_file_as_it_is(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "\ufeffOne.\r\n\r\nTwo 🙂.\r\n")
    two = read_article(path).passages[1]
    assert path.read_bytes().decode()[two.start : two.end] == "Two 🙂."


@pytest.mark.parametrize(
    ("data", "fault"), [(b"\xff\xfe", "not UTF-8"), (b"", "no paragraph"), (b"Only a heading", "no paragraph")]
)
def test_a_file_that_holds_no_text_is_refused_by_name(tmp_path: Path, data: bytes, fault: str) -> None:
    (tmp_path / "bad.txt").write_bytes(data)
    with pytest.raises(ArticleError, match=rf"bad\.txt .*{fault}"):
        read_corpus(tmp_path)


def test_a_file_named_like_the_article_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "article.txt", "Another.")
    with pytest.raises(ArticleError, match=r"article\.txt: rename"):
        read_corpus(tmp_path)


def test_a_missing_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="is no directory"):
        read_corpus(tmp_path / "nowhere")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="cannot be read"):
        read_article(tmp_path / "gone.txt")


def test_a_shape_puts_other_headings_on_level_2(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "Title\n\nPart\n\nDetail\n\nText.")
    write(tmp_path / "a.shape.yaml", "sections: [Part]")
    assert read_article(path).passages[0].section == ("Part", "Detail")


def test_a_shape_that_names_an_absent_line_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "Text.")
    write(tmp_path / "a.shape.yaml", "furniture: [Subscribe]")
    with pytest.raises(ArticleError, match=r"a\.shape\.yaml .*'Subscribe'"):
        read_article(path)


@pytest.mark.parametrize("shape", ["sections: Part", "sections: [1]", "chapters: [Part]", "[Part]", "a: ]"])
def test_a_malformed_shape_is_refused_by_name(tmp_path: Path, shape: str) -> None:
    write(tmp_path / "a.shape.yaml", shape)
    with pytest.raises(ArticleError, match=r"a\.shape\.yaml"):
        read_shape(tmp_path / "a.txt", "Part")


def test_a_yaml_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="cannot be read as YAML"):
        read_mapping(tmp_path / "none.yaml")
