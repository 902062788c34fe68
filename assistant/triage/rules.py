"""The reviewed data files in; red-flag categories and the vocabulary they share, as plain nouns, out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from assistant.domain import Tier
from corpus.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
TOPICS = frozenset(["ice", "heat", "massage", "compression", "medicine", "exercise"])
_RULE = re.compile(r"(emergency|urgent|routine) when ([\w ]+?)(?: unless ([\w ]+?))?(?: (in one message))?")
_LEAD = re.compile(r"(\w+) before ([\w ]+?) when ([\w ]+?)(?: unless ([\w ]+))?")
_EXAMPLE = re.compile(r"(emergency|urgent|routine)(, other)?: (.+)")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a category's signs come from; ``evidence`` says whether the text was read, and how."""

    name: str
    year: str
    url: str
    evidence: str

    @property
    def checked(self) -> bool:
        """Whether somebody has read the text, itself or through a copy; only then is it shown as a source."""
        return self.evidence.startswith(("read", "secondary"))


@dataclass(frozen=True, slots=True)
class Review:
    """Whether a clinician has looked at a category, and who."""

    status: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One sign a person may name.

    ``lingers``: it stays serious after it has gone away. ``asked``: it also counts when it is only asked about.
    ``not_when``: look-alikes of this finding alone; inside them the category's other findings are still heard.
    """

    id: str
    means: str
    wordings: str
    lingers: bool = False
    asked: bool = False
    not_when: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """One fact that is no sign by itself.

    ``heard`` says when it counts: ``now``, ``ever`` (also when it is past) or ``mention`` (also when only asked about).
    """

    id: str
    means: str
    wordings: str
    heard: str = "now"
    concern: str | None = None
    not_when: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A tier, the findings and contexts that must all be heard, and those of which none may be."""

    tier: Tier
    all_of: tuple[str, ...]
    none_of: tuple[str, ...] = ()
    one_message: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """A category whose advice fits better than that of those it stands ``before``, under the same conditions."""

    category: str
    before: tuple[str, ...]
    all_of: tuple[str, ...]
    none_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do now, said to the person and said to somebody who helps them."""

    you: str
    other: str


@dataclass(frozen=True, slots=True)
class Example:
    """A message, the tier its category must raise, and whether it speaks of somebody else."""

    text: str
    tier: Tier
    other: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    """One red-flag category as its data file states it; ``advice_for`` a finding fits better than ``advice``."""

    id: str
    label: str
    tier: Tier
    review: Review
    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    not_when: str
    clarify: str | None
    advice: Mapping[Tier, Advice]
    advice_for: Mapping[str, Mapping[Tier, Advice]]
    withheld: frozenset[str]
    sources: tuple[Source, ...]
    to_check: tuple[Source, ...]
    fires_on: tuple[Example, ...]
    stays_quiet_on: tuple[str, ...]

    @property
    def signs(self) -> tuple[str, ...]:
        """Each sign in plain words, for a listing or a checklist."""
        return tuple(finding.means for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words every category shares; ``look_alikes`` only look like a slip of another word."""

    sets: Mapping[str, str]
    spellings: Mapping[str, tuple[str, ...]]
    fillers: frozenset[str]
    look_alikes: frozenset[str]
    idioms: str


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All the data of the safety line; categories come in order of precedence."""

    categories: tuple[Category, ...]
    contexts: tuple[Context, ...]
    events: Mapping[str, str]
    cues: Mapping[str, str]
    vocabulary: Vocabulary
    leads: tuple[Lead, ...] = ()


def load_rules(folder: Path = HERE) -> RuleBook:
    """Read every data file; raises ``ArticleError`` naming file, entry and reason."""
    order = read_data(folder / "precedence.yaml")
    sources = {key: _source(folder, key, entry) for key, entry in read_data(folder / "sources.yaml").items()}
    contexts = read_data(folder / "contexts.yaml")
    book = RuleBook(
        categories=tuple(_category(folder / "red_flags" / f"{name}.yaml", sources) for name in order["precedence"]),
        contexts=tuple(_context(folder / "contexts.yaml", *item) for item in contexts["contexts"].items()),
        events=contexts["events"],
        cues=read_data(folder / "cues.yaml"),
        vocabulary=_vocabulary(folder / "vocabulary.yaml"),
        leads=tuple(_lead(line) for line in order.get("leads", "").splitlines()),
    )
    _check_names(folder, book)
    return book


def read_data(file: Path) -> dict[str, Any]:
    """One data file; raises ``ArticleError`` where it is missing or no mapping."""
    try:
        with file.open("rb") as stream:
            data = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe loaders
    except (OSError, yaml.YAMLError) as error:
        raise ArticleError(f"{file.name}: cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise ArticleError(f"{file.name}: expected named entries, found {type(data).__name__}")
    return data


def _source(folder: Path, key: str, entry: dict[str, Any]) -> Source:
    try:
        return Source(entry["name"], str(entry["year"]), entry["url"], entry["evidence"])
    except (KeyError, TypeError) as error:
        raise ArticleError(f"{(folder / 'sources.yaml').name}: {key}: lacks {error}") from error


def _context(file: Path, name: str, entry: dict[str, Any]) -> Context:
    try:
        more = {key: entry[key] for key in ("heard", "concern", "not_when") if key in entry}
        return Context(name, entry["means"], entry["wordings"], **more)
    except (KeyError, TypeError, AttributeError) as error:
        raise ArticleError(f"{file.name}: {name}: lacks {error}") from error


def _vocabulary(file: Path) -> Vocabulary:
    data = read_data(file)
    try:
        spellings = dict(line.split(":", 1) for line in data["spellings"].splitlines() if line.strip())
        return Vocabulary(
            sets=data["sets"],
            spellings={key.strip(): tuple(words.split()) for key, words in spellings.items()},
            fillers=frozenset(data["fillers"].split()),
            look_alikes=frozenset(file.with_name("look_alikes.txt").read_text(encoding="utf-8").split()),
            idioms=data["idioms"],
        )
    except (OSError, KeyError, ValueError, AttributeError) as error:
        raise ArticleError(f"{file.name}: {error}: an entry is missing or a spelling lacks its colon") from error


def _category(file: Path, sources: Mapping[str, Source]) -> Category:
    data = read_data(file)
    try:
        named = [sources[key] for key in data["sources"]]
        _check_entries(file, data)
        return Category(
            id=data["id"],
            label=data["label"],
            tier=Tier.of(data["tier"]),
            review=Review(data["review"]["status"], data["review"]["by"]),
            findings=tuple(Finding(name, **entry) for name, entry in data["findings"].items()),
            rules=tuple(_rule(line) for line in data["rules"].splitlines()),
            not_when=data.get("not_when") or "",
            clarify=data["clarify"],
            advice=_advice(data["advice"]),
            advice_for={name: _advice(texts) for name, texts in data.get("advice_for", {}).items()},
            withheld=frozenset(data["withheld"]),
            sources=tuple(source for source in named if source.checked),
            to_check=tuple(source for source in named if not source.checked),
            fires_on=tuple(_example(line) for line in data["fires_on"].splitlines()),
            stays_quiet_on=tuple(data["stays_quiet_on"].splitlines()),
        )
    except KeyError as error:
        raise ArticleError(f"red_flags/{file.name}: lacks or does not know {error}") from error
    except (TypeError, AttributeError, ValueError) as error:
        raise ArticleError(f"red_flags/{file.name}: {error}") from error


def _check_entries(file: Path, data: dict[str, Any]) -> None:
    unknown = set(data["withheld"]) - TOPICS
    if unknown:
        raise ValueError(f"withheld: unknown topics {sorted(unknown)}")
    if data["id"] != file.stem:
        raise ValueError(f"id: {data['id']!r} is not the file's name")


def _advice(data: dict[str, Any]) -> dict[Tier, Advice]:
    return {Tier.of(word): Advice(texts["you"], texts["other"]) for word, texts in data.items()}


def _lead(line: str) -> Lead:
    read = _LEAD.fullmatch(line.strip())
    if read is None:
        raise ArticleError(f"precedence.yaml: {line!r} is not 'category before a or b when c and d [unless e or f]'")
    unless = tuple(read[4].split(" or ")) if read[4] else ()
    return Lead(read[1], tuple(read[2].split(" or ")), tuple(read[3].split(" and ")), unless)


def _rule(line: str) -> Rule:
    read = _RULE.fullmatch(line.strip())
    if read is None:
        raise ValueError(f"rule {line!r} is not 'tier when a and b [unless c] [in one message]'")
    unless = tuple(read[3].split(" or ")) if read[3] else ()
    return Rule(Tier.of(read[1]), tuple(read[2].split(" and ")), unless, bool(read[4]))


def _example(line: str) -> Example:
    read = _EXAMPLE.fullmatch(line)
    if read is None:
        raise ValueError(f"example {line!r} does not begin with a tier and a colon")
    return Example(read[3], Tier.of(read[1]), bool(read[2]))


def _check_names(folder: Path, book: RuleBook) -> None:
    names = [f.id for c in book.categories for f in c.findings] + [c.id for c in book.contexts]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ArticleError(f"{folder.name}: {', '.join(twice)}: a finding or context is named twice")
    for category in book.categories:
        used = {name for rule in category.rules for name in (*rule.all_of, *rule.none_of)}
        if used - set(names):
            raise ArticleError(f"red_flags/{category.id}.yaml: rules: unknown name {sorted(used - set(names))}")
        missing = {rule.tier for rule in category.rules} - set(category.advice)
        if missing:
            raise ArticleError(f"red_flags/{category.id}.yaml: advice: lacks {', '.join(t.word for t in missing)}")
