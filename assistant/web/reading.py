"""The corpus and the editor's notes in, the HTML of the reading pane out: every sentence can be found by its span."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.web import words
from assistant.web.markup import element, esc, paragraph
from corpus.article import PassageKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.article import Article, Corpus, Passage, Section
    from corpus.notes import EditorNote


def reading_html(corpus: Corpus, notes: Sequence[EditorNote]) -> str:
    """All articles, the first open; passages with a note show it."""
    return "".join(_article(article, notes, opened=i == 0) for i, article in enumerate(corpus.articles))


def _article(article: Article, notes: Sequence[EditorNote], *, opened: bool) -> str:
    own = [note for note in notes if note.article == article.name]
    body = element("div", _blocks(article, own), class_="paper", data_article=article.name)
    summary = element("summary", element("h2", "The article: ") + element("span", esc(article.title)))
    return element("details", summary + body, class_="article", open=opened)


def _blocks(article: Article, notes: Sequence[EditorNote]) -> str:
    """Headings and passages in the order of the text; bullets in a row become one list."""
    placed: list[tuple[int, str, bool]] = [(s.start, _heading(s), False) for s in article.sections]
    for passage in article.passages:
        bullet = passage.kind is PassageKind.BULLET
        placed.append((passage.start, _passage(passage, notes, "li" if bullet else "p"), bullet))
    out: list[str] = []
    listing = False
    for _, fragment, bullet in sorted(placed):
        if bullet is not listing:
            out.append("<ul>" if bullet else "</ul>")
        out.append(fragment)
        listing = bullet
    return "".join(out) + ("</ul>" if listing else "")


def _heading(section: Section) -> str:
    return element(f"h{min(section.level, 3) + 2}", esc(section.title))


def _passage(passage: Passage, notes: Sequence[EditorNote], tag: str) -> str:
    said = "&#32;".join(
        element("span", esc(s.text), class_="s", data_start=s.start, data_end=s.end) for s in passage.sentences
    )
    beside = "".join(_beside(note) for note in notes if passage.start <= note.start < passage.end)
    if tag == "li":
        return element("li", said + beside)
    return element("p", said) + beside


def _beside(note: EditorNote) -> str:
    review = words.REVIEWED if note.reviewed else words.NOT_REVIEWED
    head = "Editor’s note&#32;" + element("span", esc(f"· importance: {note.severity} · {review}"))
    inside = paragraph(note.text)
    if note.sources:
        inside += paragraph("Sources: " + "; ".join(note.sources), "note-sources")
    return element(
        "details", element("summary", head) + element("div", inside), class_="beside", open=note.severity == "high"
    )
