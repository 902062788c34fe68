"""A file's text in, its blocks out: headings, furniture, paragraphs and bullets, each an exact span."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus.shape import Shape

BOM = "\ufeff"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_BULLET = re.compile(r"(?:[•‣◦▪●·*+–-]|\d{1,2}[.)])\s+(?=\S)")
_HASHES = re.compile(r"(#{1,6})\s+(?=[^\s#])")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_FAQ = re.compile(r"\d{1,2}[.)]\s+(?=\w.*\?$)")
_UNDERLINE = re.compile(r"(?:=+|-+)")
_LONGEST_HEADING = 100  # a longer line without a full stop is a paragraph whose writer left it out
_NO_HEADING = tuple(".!?…:;,")


class Kind(Enum):
    """What a block is."""

    HEADING = "heading"
    FURNITURE = "furniture"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class Block:
    """A block from its first to its last visible character.

    ``start + markup`` is where its words begin; ``level`` is a heading's, 1 or 2 in plain text, 1 to 6 in Markdown.
    """

    kind: Kind
    start: int
    end: int
    markup: int = 0
    level: int = 0


def blocks(text: str, shape: Shape, *, markdown: bool) -> list[Block]:
    """Cut ``text`` into its blocks, in order; together they hold all its characters but white space and a BOM."""
    found: list[Block] = []
    for lines in _groups(text):
        found.extend(_markdown(text, lines, shape) if markdown else _plain(text, lines, shape))
    return found if markdown else _with_questions(text, found, shape)


def _groups(text: str) -> Iterator[list[Block]]:
    """Yield the runs of lines between blank ones, each line as a paragraph of its own."""
    lines = []
    for match in _LINE.finditer(text, 1 if text.startswith(BOM) else 0):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        lines.append(Block(Kind.PARAGRAPH, start, max(start, match.start() + len(line.rstrip()))))
    return (list(run) for filled, run in groupby(lines, lambda line: line.end > line.start) if filled)


def _plain(text: str, lines: list[Block], shape: Shape) -> Iterator[Block]:
    marked = [_marked(text, line, shape) for line in lines]
    if len(lines) == 1 and marked[0].kind is Kind.PARAGRAPH and _heads(_words(text, lines[0])):
        yield replace(lines[0], kind=Kind.HEADING, level=2 if shape.sections else 1)
        return
    yield from _joined(marked)


def _heads(words: str) -> bool:
    return len(words) <= _LONGEST_HEADING and not words.endswith(_NO_HEADING)


def _with_questions(text: str, found: list[Block], shape: Shape) -> list[Block]:
    """Turn ``1. Why …?`` into a heading where an answer follows it."""
    answered = {block for block, after in pairwise(found) if after.kind is Kind.PARAGRAPH}
    return [_question(text, block, shape) if block in answered else block for block in found]


def _question(text: str, block: Block, shape: Shape) -> Block:
    words = _words(text, block)
    number = _FAQ.match(words)
    if block.kind is not Kind.BULLET or number is None or "\n" in words or words in shape.furniture:
        return block
    return replace(block, kind=Kind.HEADING, markup=number.end(), level=2)


def _markdown(text: str, lines: list[Block], shape: Shape) -> Iterator[Block]:
    title, *rest = lines
    if len(rest) == 1 and _UNDERLINE.fullmatch(_words(text, rest[0])) and not _BULLET.match(_words(text, title)):
        level = 1 if text[rest[0].start] == "=" else 2
        yield Block(Kind.HEADING, title.start, rest[0].end, 0, level)
        return
    yield from _joined(_markdown_line(text, line, shape) for line in lines)


def _markdown_line(text: str, line: Block, shape: Shape) -> Block:
    words = _words(text, line)
    if hashes := _HASHES.match(words):
        return replace(line, kind=Kind.HEADING, markup=hashes.end(), level=len(hashes.group(1)))
    if _IMAGE.fullmatch(words):
        return replace(line, kind=Kind.FURNITURE)
    return _marked(text, line, shape)


def _marked(text: str, line: Block, shape: Shape) -> Block:
    words = _words(text, line)
    if words in shape.sections:
        return replace(line, kind=Kind.HEADING, level=1)
    if words in shape.furniture or not any(map(str.isalnum, words)):
        return replace(line, kind=Kind.FURNITURE)
    bullet = _BULLET.match(words)
    return replace(line, kind=Kind.BULLET, markup=bullet.end()) if bullet else line


def _joined(lines: Iterable[Block]) -> Iterator[Block]:
    """Lines of one run as blocks: a plain line goes on with the paragraph or bullet before it."""
    whole: Block | None = None
    for line in lines:
        if whole and line.kind is Kind.PARAGRAPH and whole.kind in (Kind.PARAGRAPH, Kind.BULLET):
            whole = replace(whole, end=line.end)
            continue
        if whole:
            yield whole
        whole = line
    if whole:
        yield whole


def _words(text: str, block: Block) -> str:
    return text[block.start : block.end]
