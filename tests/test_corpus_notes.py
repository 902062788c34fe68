"""The editor's notes stand where they say, carry only what was read, and claim no review."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.errors import ArticleError
from corpus.notes import NOTES, SEVERITIES, read_notes
from corpus.reader import read_corpus

if TYPE_CHECKING:
    from pathlib import Path

CORPUS = read_corpus()


def test_every_quote_stands_at_its_place() -> None:
    text = CORPUS.article("article.txt").text
    notes = read_notes(CORPUS)
    assert len([note for note in notes if note.id.startswith("N")]) == 28
    assert all(text[note.start : note.end] == note.quote for note in notes)
    others = [note.against for note in notes if note.against]
    assert len(others) == len(notes) - 28
    assert all(text[other.start : other.end] == other.quote for other in others)


def test_notes_are_tied_to_text_that_may_be_cited() -> None:
    for note in read_notes(CORPUS):
        assert any(s.start < note.end and note.start < s.end for s in CORPUS.sentences), note.id


def test_no_note_claims_a_review_or_a_source_nobody_read() -> None:
    notes = read_notes(CORPUS)
    assert not any(note.reviewed for note in notes)
    assert not any("read" in source.lower() for note in notes for source in note.sources)
    assert {note.severity for note in notes} == set(SEVERITIES)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("start: 8916", "start: 8915", "N01"),
        ("severity: high", "severity: grave", "severity"),
        ("reviewed: false", "reviewed: maybe", "reviewed"),
        ("    sources: []", "    sources: [1]", "sources"),
        ("    end: 8998\n", "", "end"),
        ("id: N02", "id: N01", "twice"),
        ("      start: 16217", "      start: 16218", "D01"),
        ("      end: 16416\n", "", "against"),
        ("article: article.txt", "article: other.txt", "article"),
    ],
)
def test_a_wrong_note_is_refused(tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = tmp_path / "notes.yaml"
    path.write_text(NOTES.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ArticleError, match=fault):
        read_notes(CORPUS, path)
