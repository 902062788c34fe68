"""A typed message in; its words in plain form, with their places in the original text, out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

NO_GAP, COMMA, STOP = 0, 1, 2  # what stands before a word: nothing, a pause, the end of a sentence

# Characters that show nothing: they may split a word for a program, never for a reader.
_HIDDEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff"
_HIDDEN += "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_INDIC = "\u0900-\u0963\u0966-\u097f"
_TOKEN = re.compile(
    rf"\b[Aa] ?& ?[Ee]\b|\d+(?:[.,]\d+)?(?![^\W_])|(?:[^\W_]|['’‘`´ʼ@$\u0300-\u036f{_INDIC}{_HIDDEN}])+"
)
_HIDES = re.compile(f"[{_HIDDEN}]")
_HINDI = re.compile(f"[{_INDIC}]")
_ENDS = re.compile(r"(?<!\.)\.(?!\.)|[!?;।|•]|\n\s*\n|\n\s*[-*\d]|[。！？]")
_PAUSES = re.compile(r"[,:()\n\"“”…]|\.\.|\s[-–—]+\s|—")
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)([a-z]{1,6})")
_STRETCHED = re.compile(r"(.)\1\1+")
_LEET = str.maketrans("013457@$", "oieastas")
_KEEPS_S = frozenset(["it", "he", "she", "that", "there", "what", "who", "here", "how", "where", "let", "when", "this"])
_TAKES_NOT = frozenset(
    ["do", "does", "did", "is", "are", "was", "were", "has", "have", "had", "will", "would", "should", "could", "can"],
)
_TOO, _AMOUNTS = ("to", "2"), ("many", "much")  # "2 many", "to much"
_CACHED_WORDS = 20_000
_REPAIRED_FROM, _LONGEST = 5, 20  # letters; a shorter word has too many neighbours
_LONG_WORD = 11  # from here on two slips of the finger are still the same word
_JUMP = 40  # wider than any pattern reaches, so that none spans two sentences


@dataclass(frozen=True, slots=True)
class Message:
    """A message as words.

    ``spans`` are offsets in ``text``; ``gaps`` say what stands before each word; ``content`` are the indexes of the
    words that carry meaning, and ``places`` their running numbers, with a jump where a sentence ends.
    """

    text: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    gaps: tuple[int, ...]
    content: tuple[int, ...]
    places: tuple[int, ...]

    def sentence(self, at: int, reach: int = 400) -> tuple[int, int]:
        """The first word of the sentence around word ``at`` and the one after its last, at most ``reach`` away."""
        first, last = at, at + 1
        low, high = max(0, at - reach), min(len(self.words), at + reach)
        while first > low and self.gaps[first] != STOP:
            first -= 1
        while last < high and self.gaps[last] != STOP:
            last += 1
        return first, last

    def quote(self, first: int, last: int) -> str:
        """The original text from word ``first`` up to, not including, word ``last``."""
        return self.text[self.spans[first][0] : self.spans[last - 1][1]]


@dataclass(slots=True)
class Reader:
    """Reads messages.

    ``spellings`` maps a variant to its words, ``fillers`` carry no meaning. ``known`` are the words of the wordings:
    each may be restored from a typing error, unless what was typed is one of the ``look_alikes``, which are words of
    their own.
    """

    spellings: Mapping[str, tuple[str, ...]]
    fillers: Collection[str]
    look_alikes: Collection[str] = ()
    known: set[str] = field(default_factory=set)
    _restorable: dict[str, list[str]] = field(default_factory=dict)
    _seen: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, text: str) -> Message:
        """The message as words; any string at all can be read."""
        words: list[str] = []
        spans: list[tuple[int, int]] = []
        gaps: list[int] = []
        last_end = 0
        for token in _TOKEN.finditer(text):
            forms = self.forms(token[0])
            if not forms:
                continue
            start, end = token.span()
            gap = _gap(text[last_end:start]) if words else NO_GAP
            last_end = end
            if words and gap == NO_GAP and forms[0] in _AMOUNTS and words[-1] in _TOO:
                words[-1] = "too"
            joined = _joined(words[-1], forms) if words and gap == NO_GAP else None
            if joined:
                words[-1], spans[-1] = joined, (spans[-1][0], end)
                continue
            for number, word in enumerate(forms):
                words.append(word)
                spans.append((start, end))
                gaps.append(NO_GAP if number else gap)
        content, places = self._places(words, gaps)
        return Message(text, tuple(words), tuple(spans), tuple(gaps), content, places)

    def _places(self, words: list[str], gaps: list[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        content, places, place = [], [], 0
        for index, (word, gap) in enumerate(zip(words, gaps, strict=True)):
            place += _JUMP if gap == STOP else 0
            if word not in self.fillers:
                content.append(index)
                places.append(place)
                place += 1
        return tuple(content), tuple(places)

    def freeze(self) -> None:
        """Sort the known words for repair; called once, when all are known."""
        for word in sorted(self.known):
            if len(word) >= _REPAIRED_FROM and word.isascii() and word.isalpha():
                self._restorable.setdefault(word[0], []).append(word)

    def forms(self, raw: str) -> tuple[str, ...]:
        """The plain words behind one typed token; usually one."""
        seen = self._seen.get(raw)
        if seen is None:
            if len(self._seen) >= _CACHED_WORDS:
                self._seen.clear()
            seen = self._seen[raw] = tuple(self._plain(raw))
        return seen

    def _plain(self, raw: str) -> Iterator[str]:
        word = bare(raw)
        if not word:
            return
        amount = _AMOUNT.fullmatch(word) if word[0].isdigit() else None
        if amount and word not in self.spellings:
            yield amount[1].replace(",", ".")
            word = amount[2]
        if word[0].isdigit():
            yield from self.spellings.get(word, (word.replace(",", "."),))
            return
        yield from self.spellings.get(word) or self._restored(word)

    def _restored(self, word: str) -> tuple[str, ...]:
        if word in self.known or word in self.fillers:
            return (word,)
        for guess in _guesses(word):
            if guess in self.spellings:
                return self.spellings[guess]
            if guess in self.known:
                return (guess,)
        return (self.repaired(word),)

    def repaired(self, word: str) -> str:
        """The known word that a slip of the finger made this of, or the word itself. First letters are seldom wrong."""
        if len(word) < _REPAIRED_FROM or len(word) > _LONGEST or not word.isalpha() or word in self.look_alikes:
            return word
        allowed = 2 if len(word) >= _LONG_WORD else 1
        found = extractOne(word, self._restorable.get(word[0], ()), scorer=OSA.distance, score_cutoff=allowed)
        return found[0] if found else word


def _joined(before: str, forms: tuple[str, ...]) -> str | None:
    """``can not`` and ``any more`` are one word each, as in ``can't`` and ``anymore``."""
    if forms == ("not",) and before in _TAKES_NOT:
        return "cant" if before == "can" else before + "nt"
    return "anymore" if forms == ("more",) and before == "any" else None


def word_set(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


def bare(raw: str) -> str:
    """One token in lower case, without hidden characters, Latin accents and apostrophes."""
    if raw.isascii() and raw.isalnum():
        return raw.lower()
    if "&" in raw:
        return "a&e"
    word = _HIDES.sub("", raw).translate(_QUOTES)
    decomposed = unicodedata.normalize("NFKD", word)
    if _HINDI.search(decomposed):
        return unicodedata.normalize("NFC", decomposed.replace("\u093c", "").replace("\u0901", "\u0902"))
    if not decomposed.isascii():
        decomposed = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _without_apostrophes(decomposed.casefold().strip("'@$"))


_SHORTENED = {"i'll": "iwill", "od'd": "overdosed", "od'ed": "overdosed", "ko'd": "koed"}  # "ill", "odd" are words
_QUOTES = str.maketrans("’‘`´ʼ", "'''''")


@lru_cache(maxsize=4096)
def _without_apostrophes(word: str) -> str:
    if word in _SHORTENED:
        return _SHORTENED[word]
    if word.endswith("'s") and word[:-2] not in _KEEPS_S:
        return word[:-2].replace("'", "")
    return word.replace("'", "")


def _guesses(word: str) -> Iterator[str]:
    if not word.isalpha():
        yield word.translate(_LEET)
    if _STRETCHED.search(word):
        yield _STRETCHED.sub(r"\1\1", word)
        yield _STRETCHED.sub(r"\1", word)


def _gap(between: str) -> int:
    if between in (" ", ""):
        return NO_GAP
    if _ENDS.search(between):
        return STOP
    return COMMA if _PAUSES.search(between) else NO_GAP
