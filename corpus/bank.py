"""Questions that people ask of an article in: which sentences answer each, and which it does not answer, out.

They stand beside the article: ``NAME.bank.yaml`` and ``NAME.unanswered.yaml`` beside ``NAME.txt``. Neither is needed.
Each question has a voice, the writer it is by, so that a measure can leave a writer out.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import DataError
from corpus.yaml_file import read_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.article import Article, Corpus

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the ids of the sentences that together answer it, the most important first; none if none does."""

    text: str
    voice: str
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bank:
    """The questions of a corpus. ``articles`` are the names of those that have any that are answered."""

    asked: tuple[Asked, ...] = ()
    unanswered: tuple[Asked, ...] = ()
    articles: frozenset[str] = frozenset()

    @property
    def fingerprint(self) -> str:
        """Changes with any question and with what answers it."""
        lines = [f"{asked.text}\t{','.join(asked.sentences)}" for asked in self.asked]
        return sha256("\n".join([*lines, "", *(asked.text for asked in self.unanswered)]).encode()).hexdigest()


def read_bank(corpus: Corpus, more: Path | None = None) -> Bank:
    """The questions beside the bundled article and beside those of the folder ``more``.

    Raises ``DataError`` that names the file, the entry and what is wrong: a place that is no sentence, above all.
    """
    asked: list[Asked] = []
    unanswered: list[Asked] = []
    articles: set[str] = set()
    for article in corpus.articles:
        for folder in (HERE, more):
            stem = Path(article.name).stem
            if folder is not None and (folder / article.name).exists():
                found = list(_asked(folder / f"{stem}.bank.yaml", article))
                asked += found
                articles |= {article.name} if found else set()
                unanswered += _unanswered(folder / f"{stem}.unanswered.yaml")
    return Bank(tuple(asked), tuple(unanswered), frozenset(articles))


def _asked(path: Path, article: Article) -> Iterator[Asked]:
    if not path.exists():
        return
    sentences = {(s.start, s.end): s.id for passage in article.passages for s in passage.sentences}
    for number, entry in enumerate(_entries(path, "answered"), start=1):
        try:
            places = [(int(start), int(end)) for start, end in entry["at"]]
            asked = list(_by_voice(entry["asked"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DataError(f"{path}, entry {number}: needs `at`, and `asked` by voice ({error!r}).") from None
        strange = [place for place in places if place not in sentences]
        if strange or not places:
            raise DataError(f"{path}, entry {number}: {strange or 'nothing'} is no sentence of {article.name}.")
        for voice, question in asked:
            yield Asked(question, voice, tuple(sentences[place] for place in places))


def _unanswered(path: Path) -> list[Asked]:
    if not path.exists():
        return []
    data = read_mapping(path).get("unanswered")
    if not isinstance(data, dict) or not all(isinstance(questions, list) for questions in data.values()):
        raise DataError(f"{path} needs `unanswered`: lists of questions by voice.")
    return [Asked(question, voice) for voice, question in _by_voice(data)]


def _by_voice(questions: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    return ((voice, str(text)) for voice, texts in questions.items() for text in texts)


def _entries(path: Path, name: str) -> Sequence[dict[str, Any]]:
    data = read_mapping(path).get(name)
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        raise DataError(f"{path} needs `{name}`: a list of entries.")
    return data
