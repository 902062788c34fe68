"""The bank and what its writers wrote beside it in, every question looked up as if its writer's were unknown out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.follow_up import standalone
from assistant.retrieve import Finder
from corpus.bank import Bank
from corpus.lexicon import read_lexicon
from eval.sets import QUESTIONS, read_folder
from index.search import Search

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from assistant.build import Index
    from index.search import Found
    from index.store import Question, Store

VOICES = QUESTIONS / "voices"  # conversations and what is off topic: neither belongs in a bank


@dataclass(frozen=True, slots=True)
class Voiced:
    """A standalone question, who wrote it, its kind, and the ids of the sentences that answer it."""

    text: str
    voice: str
    kind: str
    sentences: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the article answers it."""
        return self.kind == "in_scope"


class WithoutVoice:
    """A store whose questions by one voice are not found."""

    def __init__(self, store: Store, bank: Bank, voice: str) -> None:
        self._store = store
        self.spans = store.spans
        kinds = (("asked", bank.asked), ("unanswered", bank.unanswered))
        self._hidden = {(kind, n) for kind, asked in kinds for n, one in enumerate(asked) if one.voice == voice}

    def nearest_questions(self, vector: NDArray[np.float32], n: int) -> list[tuple[Question, float]]:
        """The nearest questions by other voices."""
        return [(name, cosine) for name, cosine in self._store.nearest_questions(vector, n) if name not in self._hidden]


def read_voiced(bank: Bank) -> list[Voiced]:
    """Every question of the bank and every row beside it."""
    found = [Voiced(one.text, one.voice, "in_scope", one.sentences) for one in bank.asked]
    found += [Voiced(one.text, one.voice, "not_in_article") for one in bank.unanswered]
    for voice, rows in read_folder(VOICES):
        asked = [(standalone(row.turns), row.kind) for row in rows]
        found += [Voiced(text, voice, kind) for text, kind in asked if text]
    return found


def look_up(index: Index, voiced: list[Voiced]) -> Iterator[tuple[Found, dict[str, float], dict[str, float]]]:
    """For each: what is found, its features, and its features where the article has no bank."""
    finders = {voice: _finder(index, voice) for voice in {one.voice for one in voiced}}
    bare = _finder(replace(index, bank=Bank()), "")
    for one in voiced:
        finder = finders[one.voice]
        found = finder.find(one.text)
        yield found, finder.features(one.text, found), bare.features(one.text, bare.find(one.text))


def _finder(index: Index, voice: str) -> Finder:
    search = Search(index.corpus, WithoutVoice(index.store, index.bank, voice), index.encoder, index.bank)
    return Finder(search, index.corpus, read_lexicon())
