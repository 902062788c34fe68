"""Wordings written by people in; a matcher that finds them in messages, in linear time, out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.triage.spans import Pattern, Places, match, shortest_and_longest
from assistant.triage.words import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from assistant.triage.spans import Span
    from assistant.triage.words import Message, Reader

LOOSE = 4  # words that ``...`` may skip
_NOTS = ("isnt", "arent", "wasnt", "werent", "aint", "havent", "hasnt", "dont", "doesnt", "didnt", "wont")


class PatternError(ValueError):
    """A wording cannot be read; the text says why."""


@dataclass(slots=True)
class _Entry:
    """What one word can begin: atoms that are this word alone, and phrases that go on."""

    atoms: list[int] = field(default_factory=list)
    phrases: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    present: frozenset[int] = frozenset()  # the atoms and every union one of them belongs to

    def __bool__(self) -> bool:
        return bool(self.atoms or self.phrases)


class Matcher:
    """Finds every wording it was given; wordings are added first, then ``find`` is called."""

    def __init__(self, reader: Reader, sets: Mapping[str, str]) -> None:
        self._reader = reader
        self._sets = sets
        self._read: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._atoms: dict[str, int | None] = {}
        self._next = 0
        self._inner: dict[int, list[int]] = {}
        self._outer: defaultdict[int, list[int]] = defaultdict(list)
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

    def find(self, message: Message, denied: Mapping[int, int] | None = None) -> dict[str, list[Span]]:
        """Owner → spans of word indexes, in order, for every wording that occurs.

        ``denied`` maps a word's index to that of the "no" right before it.
        """
        own, present = self._occurrences(message)
        place_of = dict(zip(message.content, message.places, strict=True))
        nos = {place_of[at]: place_of[no] for at, no in (denied or {}).items()}
        at = Places(self._inner, own, nos)
        found: defaultdict[str, set[Span]] = defaultdict(set)
        word_at = dict(zip(message.places, message.content, strict=True))
        for atom in present:
            for pattern in self._by_key.get(atom, ()):
                if pattern.atoms <= present:
                    for first, last in match(pattern, at):
                        found[pattern.owner].add((word_at[first], word_at[last - 1] + 1))
        return {owner: shortest_and_longest(spans) for owner, spans in found.items()}

    def _present(self, at: Iterable[int]) -> set[int]:
        """The atoms that occur, and every union one of them belongs to."""
        present: set[int] = set()
        waiting = list(at)
        while waiting:
            atom = waiting.pop()
            if atom not in present:
                present.add(atom)
                waiting += self._outer.get(atom, ())
        return present

    def _occurrences(self, message: Message) -> tuple[dict[int, list[Span]], set[int]]:
        """Where each word and phrase occurs, and all that is present with them."""
        at: defaultdict[int, list[Span]] = defaultdict(list)
        present: set[int] = set()
        words = [message.words[index] for index in message.content]
        places = message.places
        for number, word in enumerate(words):
            entry = self._begins[word] if word in self._begins else self._lookup(word)
            if entry is None:
                continue
            place = places[number]
            present |= entry.present
            span = (place, place + 1)
            for atom in entry.atoms:
                at[atom].append(span)
            following = words[number + 1] if number + 1 < len(words) else ""
            for rest, atom in entry.phrases:
                if rest[0] != following and rest[0][-1] != "*" and rest[0][0] != "=":
                    continue
                end = number + 1 + len(rest)
                whole = end <= len(words) and places[end - 1] == place + len(rest)
                if whole and _same(words[number + 1 : end], rest) and _tight(message.content[number:end], rest):
                    at[atom].append((place, place + 1 + len(rest)))
                    present |= self._present((atom,))
        return at, present

    def _lookup(self, word: str) -> _Entry | None:
        entry = _Entry()
        for known in [self._words.get(word), *(self._prefixes.get(word[:n]) for n in range(2, len(word) + 1))]:
            if known:
                entry.atoms += known.atoms
                entry.phrases += known.phrases
        if word[0].isdigit() and word.replace(".", "", 1).isdecimal():
            entry.atoms += [atom for low, high, atom in self._numbers if low <= float(word) <= high]
        entry.atoms = list(dict.fromkeys(entry.atoms))
        entry.present = frozenset(self._present(entry.atoms))
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
        if part not in self._atoms:
            self._atoms[part] = self._union(part, part.split("|"))
        return self._atoms[part]

    def _union(self, part: str, choices: list[str]) -> int | None:
        """An atom that occurs where any choice does; sets are atoms of their own, so each is indexed once."""
        inner = [self._set(choice[1:-1]) for choice in choices if choice[:1] == "{"]
        entries = [entry for choice in choices if choice and choice[0] != "{" for entry in self._entries(choice)]
        if not any(entries) and not inner:
            return None
        if not all(entries):
            raise PatternError(f"{part!r} offers a filler word as a choice, which would match anything")
        if not entries and len(inner) == 1:
            return inner[0]
        number = self._next = self._next + 1
        for entry in entries if len(entries) == 1 else dict.fromkeys(entries):
            self._index(entry, number)
        self._inner[number] = inner
        for atom in inner:
            self._outer[atom].append(number)
        return number

    def _set(self, name: str) -> int:
        part = f"{{{name}}}"
        if name not in self._sets:
            raise PatternError(f"no set named {part}")
        if part not in self._atoms:
            self._atoms[part] = None  # a set inside itself would never end
            self._atoms[part] = self._union(part, ["_".join(inner.split()) for inner in self._sets[name].split(",")])
        atom = self._atoms[part]
        if atom is None:
            raise PatternError(f"the set {part} is empty or holds itself")
        return atom

    def _entries(self, choice: str) -> tuple[tuple[str, ...], ...]:
        """The words of a choice, without fillers; kept, since the same words stand in many wordings."""
        entries = self._read.get(choice)
        if entries is None:
            entries = self._read[choice] = ((choice,),) if choice[0] == "#" else self._phrases(choice)
        return entries

    def _phrases(self, choice: str) -> tuple[tuple[str, ...], ...]:
        if "=" in choice:
            first, *rest = choice.split("=")
            return ((first, *(f"={word}" for word in rest)),)
        if (
            "_" not in choice
            and choice != "not"
            and choice not in self._reader.fillers
            and len(forms := self._forms(choice)) == 1
        ):
            return (forms,) if forms[0] not in self._reader.fillers else ((),)
        words = [form for word in choice.split("_") if word for form in self._forms(word)]
        kept = tuple([word for word in words if word not in self._reader.fillers])
        if kept and kept[0] == "not":
            return (kept, *[(form, *kept[1:]) for form in _NOTS])
        return (kept,) if words else ()

    def _forms(self, word: str) -> tuple[str, ...]:
        if word[-1] == "*":
            return (bare(word[:-1]) + "*",)
        plain = bare(word)
        forms = self._reader.spellings.get(plain)
        if forms is None:
            self._reader.known.add(plain)
            return (plain,)
        self._reader.known.update(forms)
        return forms

    def _index(self, entry: tuple[str, ...], atom: int) -> None:
        if entry[0][0] == "#":
            low, _, high = entry[0][1:].partition("-")
            self._numbers.append((float(low), float(high or low), atom))
            return
        first, rest = entry[0], entry[1:]
        target = self._prefixes[first[:-1]] if first[-1] == "*" else self._words[first]
        if rest:
            target.phrases.append((rest, atom))
        else:
            target.atoms.append(atom)


def _same(words: list[str], rest: tuple[str, ...]) -> bool:
    return all(
        word.startswith(wanted[:-1]) if wanted[-1] == "*" else word == wanted.lstrip("=")
        for word, wanted in zip(words, rest, strict=True)
    )


def _tight(at: tuple[int, ...], rest: tuple[str, ...]) -> bool:
    """Whether no filler stands before the words joined by ``=``."""
    return all(at[number] + 1 == at[number + 1] for number, wanted in enumerate(rest) if wanted[0] == "=")


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
