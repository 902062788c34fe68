"""An article's path in, its shape out: which of its lines are top-level headings and which are no content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from corpus.yaml_file import read_mapping

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".shape.yaml"


@dataclass(frozen=True, slots=True)
class Shape:
    """What only an editor can know of a file; each entry is one line, exactly as it stands there.

    With ``sections``, those lines are level 1 and every other heading is level 2; without, all are level 1. ``filler``
    holds sentences, not lines: they only lead on, and answer nothing but a question about the text itself.
    """

    sections: frozenset[str] = frozenset()
    furniture: frozenset[str] = frozenset()
    filler: frozenset[str] = frozenset()


def read_shape(article: Path, text: str) -> Shape:
    """Read the sidecar ``<stem>.shape.yaml`` beside ``article``; without one the shape is empty.

    Raises ``ArticleError`` for a malformed sidecar and for a line that ``text`` does not hold.
    """
    path = article.with_name(article.stem + SUFFIX)
    if not path.exists():
        return Shape()
    fields = read_mapping(path)
    if unknown := sorted(set(fields) - {"sections", "furniture", "filler"}):
        raise ArticleError(f"{path} has an unknown field {unknown[0]!r}: only sections, furniture, filler are read.")
    lines = {line.strip() for line in text.split("\n")}
    filler = fields.get("filler") or []
    return Shape(
        _lines(path, fields.get("sections"), lines),
        _lines(path, fields.get("furniture"), lines),
        _lines(path, filler, {sentence for sentence in filler if str(sentence) in text}),
    )


def _lines(path: Path, listed: object, present: set[str]) -> frozenset[str]:
    if listed is None:
        return frozenset()
    if not isinstance(listed, list) or not all(isinstance(line, str) for line in listed):
        raise ArticleError(f"{path}: every field is a list of lines. Quote lines YAML reads otherwise.")
    for line in listed:
        if line not in present:
            raise ArticleError(f"{path} lists a line that the article does not hold: {line!r}. Copy it exactly.")
    return frozenset(listed)
