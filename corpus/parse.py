"""A file's name, text and shape in, its ``Article`` out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.article import Article, Passage, PassageKind, Section, Sentence, Span, span_id
from corpus.blocks import BOM, Block, Kind, blocks
from corpus.sentences import split
from corpus.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO_SHAPE = Shape()


def parse(name: str, text: str, shape: Shape = _NO_SHAPE) -> Article:
    """Cut ``text`` into an article; ``name`` is the file's, and ``.md`` makes it Markdown.

    A heading in first place is the article's title and part of no path; without one the name is the title.
    """
    found = blocks(text, shape, markdown=name.lower().endswith(".md"))
    title = found[0] if found and found[0].kind is Kind.HEADING else None
    content = found[1:] if title else found
    sections = _sections(text, content, title.level - 1 if title and name.lower().endswith(".md") else 0)
    return Article(
        name=name,
        text=text,
        title=_title(text, title) if title else name,
        sections=sections,
        passages=_passages(name, text, content, sections, shape),
        furniture=tuple(_span(text, b.start, b.end) for b in found if b.kind is Kind.FURNITURE),
        headings=tuple(_span(text, b.start, b.end) for b in found if b.kind is Kind.HEADING),
        markup=_markup(text, found),
    )


def _span(text: str, start: int, end: int) -> Span:
    return Span(start, end, text[start:end])


def _markup(text: str, found: list[Block]) -> tuple[Span, ...]:
    bom = [_span(text, 0, 1)] if text.startswith(BOM) else []
    bullets = (b for b in found if b.kind is Kind.BULLET)
    glyphs = (text[b.start : b.start + b.markup].rstrip() for b in bullets)
    starts = (b.start for b in found if b.kind is Kind.BULLET)
    return (*bom, *(Span(start, start + len(glyph), glyph) for start, glyph in zip(starts, glyphs, strict=True)))


def _title(text: str, heading: Block) -> str:
    line = text[heading.start + heading.markup : heading.end].splitlines()[0]
    return line.strip().rstrip("#").rstrip() or line.strip()


def _sections(text: str, content: list[Block], above: int) -> tuple[Section, ...]:
    """List the sections in order; ``above`` is how many Markdown levels the title takes away."""
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    headings = [(i, block) for i, block in enumerate(content) if block.kind is Kind.HEADING]
    for i, block in headings:
        # Markdown may skip a level; the path then has no gap.
        path = [step for step in path if step[0] < max(1, block.level - above)]
        path.append((max(1, block.level - above), _title(text, block)))
        level = len(path)
        end = _last(content[i:], block.level)
        sections.append(Section(path[-1][1], level, block.start, end, tuple(title for _, title in path)))
    return tuple(sections)


def _last(blocks_: Sequence[Block], level: int) -> int:
    """Find the end of the last block under a heading, which is the first of ``blocks_``."""
    end = blocks_[0].end
    for block in blocks_[1:]:
        if block.kind is Kind.HEADING and block.level <= level:
            break
        end = block.end
    return end


def _passages(
    name: str, text: str, content: list[Block], sections: tuple[Section, ...], shape: Shape
) -> tuple[Passage, ...]:
    paths = {section.start: section.path for section in sections}
    path: tuple[str, ...] = ()
    passages = []
    for block in content:
        if block.kind is Kind.HEADING:
            path = paths[block.start]
        elif block.kind is not Kind.FURNITURE:
            passages.append(_passage(name, text, block, path, shape.filler))
    return tuple(passages)


def _passage(name: str, text: str, block: Block, path: tuple[str, ...], filler: frozenset[str]) -> Passage:
    start, end = block.start + block.markup, block.end
    whole = Passage(
        span_id(name, start, end), name, path, start, end, text[start:end], PassageKind(block.kind.value), ()
    )
    sentences = tuple(_sentence(whole, start + a, start + b, filler) for a, b in split(whole.text))
    return replace(whole, sentences=sentences)


def _sentence(passage: Passage, start: int, end: int, filler: frozenset[str]) -> Sentence:
    text = passage.text[start - passage.start : end - passage.start]
    id_ = span_id(passage.article, start, end)
    return Sentence(id_, passage.article, passage.section, passage.id, start, end, text, text in filler)
