"""The corpus in, the editor's notes on weak claims of its articles out, each tied to an exact span."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from corpus.errors import ArticleError
from corpus.yaml_file import read_mapping

if TYPE_CHECKING:
    from corpus.article import Corpus

NOTES = Path(__file__).with_name("notes.yaml")
SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Against:
    """The other place that a note is about, where two places of an article say different things."""

    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EditorNote:
    """What an editor says about ``article[start:end] == quote``; a person is shown ``text`` and ``sources``.

    ``why`` is for reviewers. ``reviewed`` turns true only when a clinician has read the note. A note with ``against``
    says that two places differ, and is shown beside both together only.
    """

    id: str
    article: str
    severity: str
    quote: str
    start: int
    end: int
    text: str
    why: str
    sources: tuple[str, ...]
    reviewed: bool
    against: Against | None = None


def read_notes(corpus: Corpus, path: Path = NOTES) -> tuple[EditorNote, ...]:
    """Read the notes in the order of the file. ``start`` and ``end`` are in code points.

    Raises ``ArticleError`` naming the note whose fields are wrong or whose quote does not stand at its place.
    """
    data = read_mapping(path)
    article, rows = data.get("article"), data.get("notes")
    if not isinstance(rows, list) or article not in {known.name for known in corpus.articles}:
        raise ArticleError(f"{path} needs a list `notes` and in `article` the name of an article: correct the file.")
    notes = tuple(_note(path, article, row) for row in rows)
    if len({note.id for note in notes}) < len(notes):
        raise ArticleError(f"{path} uses the id of a note twice: give each its own.")
    text = corpus.article(article).text
    for note in notes:
        for place in (note, note.against):
            if place and text[place.start : place.end] != place.quote:
                found = f"{place.start}-{place.end}"
                raise ArticleError(f"{path}: the quote of {note.id} does not stand at {found}: correct it.")
    return notes


def _note(path: Path, article: str, row: object) -> EditorNote:
    given = row if isinstance(row, dict) else {}
    values = {**given, "article": article}
    if isinstance(values.get("sources"), list):
        values["sources"] = tuple(values["sources"])
    against = values.pop("against", None)
    if wrong := _wrong(values):
        raise ArticleError(f"{path}: note {given.get('id', '?')} has a missing, unknown or wrong field {wrong!r}.")
    return EditorNote(**values, against=_against(path, values["id"], against))


def _against(path: Path, id_: str, given: object) -> Against | None:
    if given is None:
        return None
    match given:
        case {"quote": str(quote), "start": int(start), "end": int(end), **rest} if not rest:
            return Against(quote, start, end)
    raise ArticleError(f"{path}: note {id_} needs quote, start and end in `against`: correct it.")


def _wrong(values: dict[str, Any]) -> str | None:
    """Name the first field that is missing, unknown or of a wrong type."""
    kinds = {**get_type_hints(EditorNote), "sources": tuple}
    needed = [field.name for field in fields(EditorNote) if field.name != "against"]
    for name in (*values, *needed):
        if name not in kinds or type(values.get(name)) is not kinds[name]:
            return str(name)
    if values["severity"] not in SEVERITIES:
        return "severity"
    return None if all(isinstance(source, str) for source in values["sources"]) else "sources"
