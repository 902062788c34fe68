"""Writes ``docs/safety-report.md``: what the safety line catches, misses and cries over, on sets it never learned from.

Run it with ``make safety``. Every figure is of triage alone, on whole conversations.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.build import build_encoder, build_recogniser
from assistant.domain import Role, Tier, Turn
from assistant.settings import Settings
from assistant.triage import build_triage, catalogue
from eval.fires import silent_names
from eval.rates import Rate, rate
from eval.sets import QUESTIONS, Row, read_folder
from eval.training import read_messages
from eval.variants import VARIANTS, vary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from assistant.domain import Triage

    Line = Callable[[Sequence[Turn]], Triage]

REPORT = Path(__file__).parents[1] / "docs" / "safety-report.md"
QUOTED = 10  # misses and false alarms shown in full
SHOWN = 220  # code points of each


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row and what was made of it."""

    row: Row
    triage: Triage

    @property
    def tier(self) -> Tier:
        """What was given."""
        return self.triage.tier

    @property
    def missed(self) -> bool:
        """Whether less care was advised than any acceptable tier."""
        return self.tier < self.row.tiers[0]

    @property
    def false_alarm(self) -> bool:
        """Whether a person who needs no care today was sent for it."""
        return self.row.tiers[-1] <= Tier.ROUTINE and self.tier >= Tier.URGENT


def main() -> None:
    """Run both lines over every set and write the report."""
    recogniser = build_recogniser(build_encoder(Settings()))
    lines: dict[str, Line] = {
        "rules alone": build_triage(),
        "rules and recogniser": build_triage(recogniser=recogniser),
    }
    groups = dict(groups_of_sets())
    parts = [HEAD]
    for group, rows in groups.items():
        outcomes = {name: [Outcome(row, line(row.turns)) for row in rows] for name, line in lines.items()}
        parts += [f"## The {group}: {len(rows)} conversations\n", figures(outcomes)]
        both = outcomes["rules and recogniser"]
        parts += [confusion(both), by("category", both, lambda row: row.red_flags), by("wording", both, tags)]
        parts += [listing("Misses", [o for o in both if o.missed]), listing("False alarms", alarms(both))]
    everything = [row for rows in groups.values() for row in rows]
    parts += [flips(lines["rules and recogniser"], everything), never(everything)]
    REPORT.write_text("\n".join(parts), encoding="utf-8")
    print(f"wrote {REPORT.relative_to(Path.cwd())}")


HEAD = """# The safety report

Written by `make safety`. The recogniser learned from none of these messages. Labels are careful annotators', not a
clinician's. Rates carry Wilson's 95 % intervals. How the recogniser was trained and what was tried:
[its model card](../assistant/recogniser/MODEL_CARD.md).

How blind the sets are: some language of the development sets became known while the rules were written, so they
flatter. The blind sets are by writers who saw neither rules nor training messages. On the first of them (`a`) the
recogniser's thresholds were chosen, and its false alarms were read when the rules were mended; nothing was read or
chosen on `b`.
"""


def groups_of_sets() -> Iterator[tuple[str, list[Row]]]:
    """The sets that measure: those of the development together, each blind one by itself."""
    yield "development sets", [row for _, rows in read_folder(QUESTIONS / "development") for row in rows]
    for name, rows in read_folder(QUESTIONS / "blind"):
        yield f"blind set {name}", rows


def tags(row: Row) -> tuple[str, ...]:
    """How a message is worded."""
    return tuple(tag for tag in row.tags if not tag.startswith("lang:"))


def figures(outcomes: dict[str, list[Outcome]]) -> str:
    """The main rates, a column a line."""
    measures: dict[str, Callable[[list[Outcome]], Rate]] = {
        "emergencies caught as such": lambda all_: rate(
            o.tier is Tier.EMERGENCY for o in needing(all_, Tier.EMERGENCY)
        ),
        "emergencies sent for care today": lambda all_: rate(
            o.tier >= Tier.URGENT for o in needing(all_, Tier.EMERGENCY)
        ),
        "urgent or worse caught": lambda all_: rate(o.tier >= Tier.URGENT for o in needing(all_, Tier.URGENT)),
        "not under-triaged, of all that need care": lambda all_: rate(
            not o.missed for o in needing(all_, Tier.ROUTINE)
        ),
        "not over-triaged, of all that need care": lambda all_: rate(
            o.tier <= o.row.tiers[-1] for o in needing(all_, Tier.ROUTINE)
        ),
        "a fitting category named": lambda all_: rate(
            any(flag.id in o.row.red_flags for flag in o.triage.red_flags) for o in all_ if o.row.red_flags
        ),
        "no false alarm": lambda all_: rate(not o.false_alarm for o in all_ if o.row.tiers[-1] <= Tier.ROUTINE),
        "self-care left alone": lambda all_: rate(
            o.tier is Tier.SELF_CARE for o in all_ if o.row.tiers == (Tier.SELF_CARE,)
        ),
    }
    rows = [[name, *(str(measure(found)) for found in outcomes.values())] for name, measure in measures.items()]
    return table(["", *outcomes], rows)


def needing(outcomes: Iterable[Outcome], tier: Tier) -> list[Outcome]:
    """Those for whom nothing below ``tier`` is acceptable."""
    return [o for o in outcomes if o.row.tiers[0] >= tier]


def alarms(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """False alarms."""
    return [o for o in outcomes if o.false_alarm]


def confusion(outcomes: Sequence[Outcome]) -> str:
    """The lowest acceptable tier against the one given."""
    seen = Counter((o.row.tiers[0], o.tier) for o in outcomes)
    tiers = sorted(Tier, reverse=True)
    rows = [[f"needs {need.word}", *(str(seen[need, given] or "") for given in tiers)] for need in tiers]
    return "### Needed and given\n\n" + table(["", *(f"given {tier.word}" for tier in tiers)], rows)


def by(what: str, outcomes: Sequence[Outcome], names: Callable[[Row], Iterable[str]]) -> str:
    """Care today caught, for each name of those that need it; the least caught first."""
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    for outcome in needing(outcomes, Tier.URGENT):
        for name in names(outcome.row):
            groups[name].append(outcome.tier >= Tier.URGENT)
    rates = sorted(((name, rate(found)) for name, found in groups.items()), key=lambda item: item[1].value)
    rows = [[name, str(found)] for name, found in rates]
    return f"### Care today caught, by {what}\n\n" + table([what, "caught"], rows)


def listing(title: str, outcomes: Sequence[Outcome]) -> str:
    """The first ten in full, spread evenly."""
    step = max(1, len(outcomes) // QUOTED)
    shown = [f"- {given(o)}: “{quoted(o.row)}”" for o in outcomes[::step][:QUOTED]]
    return f"### {title}: {len(outcomes)}, {len(shown)} of them quoted\n\n" + "\n".join(shown) + "\n"


def given(outcome: Outcome) -> str:
    """What was needed and what was given."""
    return f"{' or '.join(tier.word for tier in outcome.row.tiers)} → {outcome.tier.word}"


def quoted(row: Row) -> str:
    """The conversation's end as it is shown."""
    said = " / ".join(turn.text for turn in row.turns).replace("\n", " ")
    return said if len(said) <= SHOWN else f"…{said[-SHOWN:]}"


def flips(line: Line, rows: Sequence[Row]) -> str:
    """How often a change that means nothing changes the tier."""
    found = []
    for name in VARIANTS:
        tiers = [
            (line(row.turns).tier, line((*row.turns[:-1], Turn(Role.USER, vary(row.said, name)))).tier) for row in rows
        ]
        found.append([name, str(rate(a is not b for a, b in tiers)), str(rate(b < a for a, b in tiers))])
    head = "## Changes that mean nothing\n\nHow often the tier changes, and how often to a lower one.\n\n"
    return head + table(["change", "another tier", "a lower tier"], found)


def never(rows: Sequence[Row]) -> str:
    """Signs that no message at hand ever raised."""
    examples = [example.text for category in catalogue() for example in category.fires_on]
    silent = silent_names([*examples, *(row.said for row in rows), *(m.text for m in read_messages())])
    head = "## Signs that nothing raises\n\nFindings that none of the examples, messages and sets above makes heard: "
    return head + (", ".join(f"`{name}`" for name in silent) or "none") + ".\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


if __name__ == "__main__":
    main()
