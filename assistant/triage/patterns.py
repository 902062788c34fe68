"""Wordings written by people in; a matcher that finds them in messages, in linear time, out."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from assistant.triage.words import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from assistant.triage.words import Message, Reader

Span = tuple[int, int]  # a first place and the one after the last

LOOSE = 4  # words that ``...`` may skip
_NOTS = ("isnt", "arent", "wasnt", "werent", "aint", "havent", "hasnt", "dont", "doesnt", "didnt", "wont")
NEAR = 8  # words that may stand between the two sides of ``~``
_start = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled wording: groups that must be near one another, each a row of (atom, words that may be skipped)."""

    owner: str
    groups: tuple[tuple[tuple[int, int], ...], ...]
    atoms: frozenset[int]


class PatternError(ValueError):
    """A wording cannot be read; the text says why."""


@dataclass(slots=True)
class _Entry:
    """What one word can begin: atoms that are this word alone, and phrases that go on."""

    atoms: list[int] = field(default_factory=list)
    phrases: list[tuple[tuple[str, ...], int]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.atoms or self.phrases)


class Matcher:
    """Finds every wording it was given; wordings are added first, then ``find`` is called."""

    def __init__(self, reader: Reader, sets: Mapping[str, str]) -> None:
        self._reader = reader
        self._sets = sets
        self._atoms: dict[str, int] = {}
        self._words: defaultdict[str, _Entry] = defaultdict(_Entry)
        self._prefixes: defaultdict[str, _Entry] = defaultdict(_Entry)
        self._numbers: list[tuple[float, float, int]] = []
        self._uses: defaultdict[int, int] = defaultdict(int)
        self._patterns: list[Pattern] = []
        self._by_key: dict[int, list[Pattern]] = {}
        self._begins: dict[str, _Entry | None] = {}

    def add(self, owner: str, wordings: str) -> None:
        """Compile the wordings, one a line; raises ``PatternError`` for a line that cannot be read."""
        for line in wordings.splitlines():
            wording = line.partition(" # ")[0].strip()
            if not wording or wording.startswith("# "):
                continue
            for plain in _without_options(wording.split()):
                groups = tuple(self._group(group) for group in _split(plain, "~"))
                atoms = frozenset(atom for group in groups for atom, _ in group)
                if not atoms or not all(groups):
                    raise PatternError(f"{wording!r}: nothing is left of a part once filler words are dropped")
                if len(atoms) == 1 and len(plain) > 1:
                    raise PatternError(f"{wording!r}: only one word is left once filler words are dropped")
                self._patterns.append(Pattern(owner, groups, atoms))
                for atom in atoms:
                    self._uses[atom] += 1

    def freeze(self) -> None:
        """File each pattern under its rarest part, so that most are never looked at."""
        self._by_key.clear()
        for pattern in self._patterns:
            key = min(pattern.atoms, key=self._uses.__getitem__)
            self._by_key.setdefault(key, []).append(pattern)

    def find(self, message: Message) -> dict[str, list[Span]]:
        """Owner → spans of word indexes, in order, for every wording that occurs."""
        at = self._occurrences(message)
        found: defaultdict[str, set[Span]] = defaultdict(set)
        present = at.keys()
        word_at = dict(zip(message.places, message.content, strict=True))
        for atom in present:
            for pattern in self._by_key.get(atom, ()):
                if pattern.atoms <= present:
                    for first, last in _match(pattern, at):
                        found[pattern.owner].add((word_at[first], word_at[last - 1] + 1))
        return {owner: sorted(spans) for owner, spans in found.items()}

    def _occurrences(self, message: Message) -> dict[int, list[Span]]:
        at: defaultdict[int, list[Span]] = defaultdict(list)
        words = [message.words[index] for index in message.content]
        places = message.places
        for number, word in enumerate(words):
            entry = self._begins[word] if word in self._begins else self._lookup(word)
            if entry is None:
                continue
            place = places[number]
            for atom in entry.atoms:
                at[atom].append((place, place + 1))
            for rest, atom in entry.phrases:
                end = number + 1 + len(rest)
                if end <= len(words) and places[end - 1] == place + len(rest) and _same(words[number + 1 : end], rest):
                    at[atom].append((place, place + 1 + len(rest)))
        return at

    def _lookup(self, word: str) -> _Entry | None:
        entry = _Entry()
        for known in [self._words.get(word), *(self._prefixes.get(word[:n]) for n in range(2, len(word) + 1))]:
            if known:
                entry.atoms += known.atoms
                entry.phrases += known.phrases
        if word[0].isdigit() and word.replace(".", "", 1).isdecimal():
            entry.atoms += [atom for low, high, atom in self._numbers if low <= float(word) <= high]
        entry.atoms = list(dict.fromkeys(entry.atoms))
        if len(self._begins) > 20_000:  # noqa: PLR2004  a bound on memory, nothing more
            self._begins.clear()
        self._begins[word] = entry or None
        return entry or None

    def _group(self, parts: list[str]) -> tuple[tuple[int, int], ...]:
        group: list[tuple[int, int]] = []
        skip = 0
        for part in parts:
            if part == "...":
                skip = LOOSE
            elif (atom := self._atom(part)) is not None:
                group.append((atom, skip))
                skip = 0
        return tuple(group)

    def _atom(self, part: str) -> int | None:
        """The number of a part; None for one that is filler words only."""
        if part in self._atoms:
            return self._atoms[part]
        entries = [entry for choice in part.split("|") for entry in self._choices(choice)]
        if not any(entries):
            return None
        if not all(entries):
            raise PatternError(f"{part!r} offers a filler word as a choice, which would match anything")
        number = self._atoms[part] = len(self._atoms)
        for entry in dict.fromkeys(entries):
            self._index(entry, number)
        return number

    def _choices(self, choice: str, depth: int = 0) -> Iterable[tuple[str, ...]]:
        if choice.startswith("{") and choice.endswith("}"):
            if choice[1:-1] not in self._sets or depth > 3:  # noqa: PLR2004  sets of sets of sets are a mistake
                raise PatternError(f"no set named {choice}")
            for inner in self._sets[choice[1:-1]].split(","):
                yield from self._choices("_".join(inner.split()), depth + 1)
        elif choice.startswith("#"):
            yield (choice,)
        elif choice:
            words = [form for word in choice.split("_") for form in self._forms(word)]
            kept = tuple(word for word in words if word not in self._reader.fillers)
            yield kept
            if kept and kept[0] == "not":
                yield from ((form, *kept[1:]) for form in _NOTS)

    def _forms(self, word: str) -> tuple[str, ...]:
        if word.endswith("*"):
            return (bare(word[:-1]) + "*",)
        plain = bare(word)
        self._reader.known.update(forms := self._reader.spellings.get(plain) or (plain,))
        return forms

    def _index(self, entry: tuple[str, ...], atom: int) -> None:
        if entry[0].startswith("#"):
            low, _, high = entry[0][1:].partition("-")
            self._numbers.append((float(low), float(high or low), atom))
            return
        first, rest = entry[0], entry[1:]
        target = self._prefixes[first[:-1]] if first.endswith("*") else self._words[first]
        if rest:
            target.phrases.append((rest, atom))
        else:
            target.atoms.append(atom)


def _same(words: list[str], rest: tuple[str, ...]) -> bool:
    return all(
        word.startswith(wanted[:-1]) if wanted[-1] == "*" else word == wanted
        for word, wanted in zip(words, rest, strict=True)
    )


def _without_options(parts: list[str]) -> list[list[str]]:
    """A wording with ``word?`` parts as all its plain forms."""
    plain: list[list[str]] = [[]]
    for part in parts:
        if part.endswith("?"):
            plain = [*plain, *([*before, part[:-1]] for before in plain)]
        else:
            for before in plain:
                before.append(part)
    return plain


def _split(parts: list[str], mark: str) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for part in parts:
        if part == mark:
            groups.append([])
        else:
            groups[-1].append(part)
    return groups


def _match(pattern: Pattern, at: Mapping[int, list[Span]]) -> list[Span]:
    spans = _row(pattern.groups[0], at)
    for group in pattern.groups[1:]:
        if not spans:
            break
        spans = _near(spans, _row(group, at))
    return spans


def _row(group: tuple[tuple[int, int], ...], at: Mapping[int, list[Span]]) -> list[Span]:
    spans = at[group[0][0]]
    for atom, skip in group[1:]:
        nexts = at[atom]
        joined: list[Span] = []
        for first, last in spans:
            number = bisect_left(nexts, last, key=_start)
            while number < len(nexts) and nexts[number][0] <= last + skip:
                joined.append((first, nexts[number][1]))
                number += 1
        spans = list(dict.fromkeys(joined))
        if not spans:
            break
    return spans


def _near(ones: list[Span], others: list[Span]) -> list[Span]:
    joined = []
    for first, last in ones:
        number = bisect_left(others, last, key=_start)
        if number < len(others) and others[number][0] - last <= NEAR:
            joined.append((first, others[number][1]))
        before = bisect_left(others, first, key=_start) - 1
        if before >= 0 and others[before][1] <= first and first - others[before][1] <= NEAR:
            joined.append((others[before][0], last))
    return joined
