"""A directory of further articles in, the ``Corpus`` out: the bundled article first, whole and unaltered."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from corpus.article import Article, Corpus
from corpus.errors import ArticleError
from corpus.parse import parse
from corpus.shape import read_shape

ARTICLE = Path(__file__).with_name("article.txt")
ARTICLE_SHA256 = "abccc430a07a054ff82a34341af49a9066c0a4f8b0f802607722d2cdd38e8075"
_KINDS = {".txt", ".md"}


def read_corpus(more: Path | None = None) -> Corpus:
    """Read the bundled article and every ``.txt`` and ``.md`` file right inside ``more``, sorted by name.

    Hidden files and other kinds are passed over. Raises ``ArticleError`` for a bundled article that is
    missing or altered, and for a file in ``more`` that is empty, not UTF-8, or named like another.
    """
    return Corpus((read_bundled(), *(read_article(path) for path in _files(more))))


def read_bundled(path: Path = ARTICLE) -> Article:
    """Read the article at ``path`` if its bytes are the bundled ones. Raises ``ArticleError`` otherwise."""
    cure = "restore it with `git checkout corpus/article.txt`, or reinstall with `pip install --force-reinstall .`"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ArticleError(f"{path} cannot be read ({error.strerror}): {cure}.") from error
    found = sha256(data).hexdigest()
    if found != ARTICLE_SHA256:
        raise ArticleError(f"{path} is altered (sha256 {found[:12]}…, expected {ARTICLE_SHA256[:12]}…): {cure}.")
    return _article(path, data)


def read_article(path: Path) -> Article:
    """Read any one article. Raises ``ArticleError`` when it is unreadable, empty, not UTF-8 or without a paragraph."""
    try:
        return _article(path, path.read_bytes())
    except OSError as error:
        raise ArticleError(f"{path} cannot be read ({error.strerror}): change its mode or remove it.") from error


def _article(path: Path, data: bytes) -> Article:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ArticleError(f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8 or remove it.") from error
    article = parse(path.name, text, read_shape(path, text))
    if not article.passages:
        raise ArticleError(f"{path} holds no paragraph to answer from: add text or remove the file.")
    return article


def _files(more: Path | None) -> list[Path]:
    if more is None:
        return []
    if not more.is_dir():
        raise ArticleError(f"{more} is no directory: create it or name another directory of articles.")
    files = (path for path in more.iterdir() if path.suffix.lower() in _KINDS and not path.name.startswith("."))
    return sorted((path for path in files if path.is_file()), key=lambda path: path.name)
