"""The nouns of a corpus: articles cut into sections, passages and sentences, every one an exact span of its file.

All offsets count Unicode code points of the file read as UTF-8 without newline translation, and
``article.text[x.start:x.end] == x.text`` holds for every sentence and passage.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from corpus.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SPLITTING = "1"  # raise it when the same bytes are to be cut differently


def span_id(article: str, start: int, end: int) -> str:
    """Name a span. The id holds no running number, so adding another file changes no id."""
    return f"{article}#{start}-{end}"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of an article that nothing may cite: a heading's line, page furniture, a bullet's glyph."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all that follows it up to the next heading of its level or above.

    ``title`` is the heading without its markup (``##``, an FAQ's number); ``path`` holds the titles from
    level 1 to this one. ``start`` is where the heading's line begins, ``end`` where the last block ends.
    """

    title: str
    level: int
    start: int
    end: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest thing that is searched and cited; ``passage`` is the id of the passage around it."""

    id: str
    article: str
    section: tuple[str, ...]
    passage: str
    start: int
    end: int
    text: str
    filler: bool = False  # only leads on


class PassageKind(StrEnum):
    """How a passage stands in its file."""

    PARAGRAPH = "paragraph"
    BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph or one bullet, without the bullet's glyph; its sentences cover all but white space."""

    id: str
    article: str
    section: tuple[str, ...]
    start: int
    end: int
    text: str
    kind: PassageKind
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One file. Passages, headings, furniture and markup together hold every character but white space."""

    name: str
    text: str
    title: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    furniture: tuple[Span, ...] = ()
    headings: tuple[Span, ...] = ()
    markup: tuple[Span, ...] = ()

    @property
    def sentences(self) -> Iterator[Sentence]:
        """Every sentence, in the order of the text."""
        return (sentence for passage in self.passages for sentence in passage.sentences)


@dataclass(frozen=True, slots=True)
class Corpus:
    """All articles that may be cited, the bundled one first. Raises ``ArticleError`` for a name held twice."""

    articles: tuple[Article, ...]
    sentences: tuple[Sentence, ...] = field(init=False, repr=False, compare=False)
    _articles: Mapping[str, Article] = field(init=False, repr=False, compare=False)
    _passages: Mapping[str, Passage] = field(init=False, repr=False, compare=False)
    _sentences: Mapping[str, Sentence] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name: dict[str, Article] = {}
        for article in self.articles:
            if by_name.setdefault(article.name, article) is not article:
                raise ArticleError(f"Two articles are called {article.name}: rename one of the files.")
        sentences = tuple(sentence for article in self.articles for sentence in article.sentences)
        object.__setattr__(self, "sentences", sentences)
        object.__setattr__(self, "_articles", by_name)
        object.__setattr__(self, "_passages", {passage.id: passage for passage in self.passages})
        object.__setattr__(self, "_sentences", {sentence.id: sentence for sentence in sentences})

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage, in the order of the articles and their texts."""
        return tuple(passage for article in self.articles for passage in article.passages)

    def article(self, name: str) -> Article:
        """Find the article with this file name; raises ``KeyError``."""
        return self._articles[name]

    def passage(self, id_: str) -> Passage:
        """Find the passage with this id; raises ``KeyError``."""
        return self._passages[id_]

    def sentence(self, id_: str) -> Sentence:
        """Find the sentence with this id; raises ``KeyError``."""
        return self._sentences[id_]

    @property
    def fingerprint(self) -> str:
        """sha256 (hex) of the names, the texts and how they are cut; equal ones give the same answers."""
        digest = sha256(SPLITTING.encode())
        for article in self.articles:
            for part in (article.name, article.title, article.text):
                digest.update(b"\0" + part.encode("utf-8", "surrogatepass"))
            for sentence in article.sentences:
                cut = "\x1f".join((sentence.id, sentence.passage, *sentence.section))
                digest.update(b"\0" + cut.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()
