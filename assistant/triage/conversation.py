"""What was heard in each of the person's messages in; the red flags that stand now out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.domain import Tier
from assistant.triage.assertion import Status
from assistant.triage.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.triage.hearing import Evidence, Heard
    from assistant.triage.rules import Category, Lead, RuleBook

_CERTAIN = (Status.PRESENT, Status.OTHER)
_HEARD = {
    "now": (*_CERTAIN, Status.DOUBTFUL),
    "ever": (*_CERTAIN, Status.DOUBTFUL, Status.HISTORICAL, Status.RESOLVED),
    "mention": (*_CERTAIN, Status.HISTORICAL, Status.RESOLVED, Status.HYPOTHETICAL, Status.DOUBTFUL),
}


# A joke about these is still asked about, and a scan says nothing of them; each has an event of its own.
_ASKED_STILL = ("mental_health_crisis", "overdose")
_ENDS_ONLY = {"recounted": "overdose", "cared_for": "mental_health_crisis"}
_SAID = (*_CERTAIN, Status.DOUBTFUL)
_LASTING = (*_SAID, Status.RESOLVED)


def sensed_name(category: str, tier: Tier) -> str:
    """What the evidence of a recogniser is called; no finding's name holds a blank."""
    return f"sensed {category} {tier.word}"


@dataclass(frozen=True, slots=True)
class Raised:
    """A category that fires, at a tier, by the evidence the person is shown. ``doubted``: lowered for doubt."""

    category: Category
    tier: Tier
    evidence: Evidence
    doubted: bool = False


@dataclass(slots=True)
class Standing:
    """What stands after the whole conversation: evidence by name, and names the person has since denied."""

    active: dict[str, list[Evidence]] = field(default_factory=dict)
    ended: dict[str, list[Evidence]] = field(default_factory=dict)
    denied: set[str] = field(default_factory=set)
    taken_back: list[str] = field(default_factory=list)  # said to be no more than a joke or a slip


class Judge:
    """Applies the rules of a rule book to what was heard."""

    def __init__(self, book: RuleBook) -> None:
        self._categories = book.categories
        self._leads = book.leads
        self._lingers = {f.id for c in book.categories for f in c.findings if f.lingers}
        self._counts = {context.id: _HEARD[context.heard] for context in book.contexts}
        for finding in (finding for category in book.categories for finding in category.findings):
            self._counts[finding.id] = _HEARD["mention"] if finding.asked else _LASTING if finding.lingers else _SAID
        self._concerns = {context.id: context.concern for context in book.contexts if context.concern}
        self._owner = {f.id: c for c in book.categories for f in c.findings}
        self._rules = {c.id: [*c.rules, *(Rule(t, (sensed_name(c.id, t),)) for t in c.advice)] for c in book.categories}
        for category in book.categories:
            for tier in category.advice:
                self._owner[sensed_name(category.id, tier)] = category
                self._counts[sensed_name(category.id, tier)] = _SAID

    def standing(self, conversation: Iterable[Heard]) -> Standing:
        """Follow the talk: signs are raised, ended, brought back."""
        now = Standing()
        for heard in conversation:
            for item in sorted((*heard.signs, *heard.events), key=lambda evidence: (evidence.first, evidence.last)):
                if item in heard.events:
                    self._turn(now, item, heard)
                else:
                    self._add(now, item)
        return now

    def _turn(self, now: Standing, event: Evidence, heard: Heard) -> None:
        if event.name == "returned":
            for name, evidence in now.ended.items():
                now.active.setdefault(name, []).extend(evidence)
            now.ended.clear()
            now.denied.clear()
            return
        for name in self._meant(now, event, heard):
            if event.name in ("retracted", "cared_for") and self._owner[name].id in _ASKED_STILL:
                now.denied.add(name)
                continue
            now.ended.setdefault(name, []).extend(now.active.pop(name))
            if event.name != "cleared":
                now.taken_back.append(name)

    def _meant(self, now: Standing, event: Evidence, heard: Heard) -> list[str]:
        """The signs an event speaks of: a joke or slip of what was said last, or with what it names itself."""
        names = [name for name in now.active if name in self._owner]
        if event.name in _ENDS_ONLY:
            return [name for name in names if self._owner[name].id == _ENDS_ONLY[event.name]]
        if event.name == "cleared":
            return [name for name in names if self._owner[name].id not in _ASKED_STILL]
        said = {name: {e.turn for e in now.active[name] if e.status in _LASTING} for name in names}
        denied = {sign.name for sign in heard.signs if sign.first >= event.first and sign.status is Status.NEGATED}
        then = {turn for name in names if name in denied for turn in said[name]}
        then = then or {max((turn for turns in said.values() for turn in turns), default=0)}
        return [name for name, turns in said.items() if turns & then]

    def _add(self, now: Standing, item: Evidence) -> None:
        earlier = [evidence for evidence in now.active.get(item.name, ()) if evidence.status in _CERTAIN]
        if item.status in _CERTAIN:
            now.denied.discard(item.name)
        elif item.status is Status.NEGATED and any(evidence.turn < item.turn for evidence in earlier):
            now.denied.add(item.name)
        now.active.setdefault(item.name, []).append(item)

    def raised(self, now: Standing) -> list[Raised]:
        """One entry for each category that fires, most urgent first, then by precedence."""
        raised = [best for category in self._categories if (best := self._best(now, category))]
        order = {flag.category.id: float(number) for number, flag in enumerate(raised)}
        for lead in self._leads:
            if lead.category in order and self._holds(now, lead):
                behind = [order[name] for name in lead.before if name in order]
                order[lead.category] = min([order[lead.category], *(place - 0.5 for place in behind)])
        return sorted(raised, key=lambda flag: (-flag.tier, order[flag.category.id]))

    def _holds(self, now: Standing, lead: Lead) -> bool:
        return all(self._counted(now, name) for name in lead.all_of) and not any(
            self._counted(now, name) for name in lead.none_of
        )

    def _best(self, now: Standing, category: Category) -> Raised | None:
        rules = (rule for rule in self._rules[category.id] if rule.all_of[0] in now.active)
        fired = [flag for rule in rules if (flag := self._apply(now, category, rule))]
        return max(fired, key=lambda flag: (flag.tier, -flag.evidence.turn), default=None)

    def _apply(self, now: Standing, category: Category, rule: Rule) -> Raised | None:
        if not all(name in now.active for name in rule.all_of):  # so it is for nearly all rules
            return None
        parts = [self._counted(now, name) for name in rule.all_of]
        if not all(parts):
            return None
        turns = {evidence.turn for part in parts for evidence in part}
        for turn in sorted(turns):
            chosen = [self._pick(part, turn, same=rule.one_message) for part in parts]
            picked = [evidence for evidence in chosen if evidence]
            if len(picked) < len(parts) or self._excused(now, rule, turn):
                continue
            flag = self._weigh(now, category, rule, picked)
            if flag:
                return flag
        return None

    def _counted(self, now: Standing, name: str) -> list[Evidence]:
        """Evidence that lets a name count in a rule."""
        return [evidence for evidence in now.active.get(name, ()) if evidence.status in self._counts[name]]

    def _pick(self, part: Sequence[Evidence], turn: int, *, same: bool) -> Evidence | None:
        """The most certain evidence heard by ``turn``, or in it."""
        heard = [evidence for evidence in part if evidence.turn == turn or (evidence.turn < turn and not same)]
        return max(heard, key=lambda evidence: evidence.status in _CERTAIN, default=None)

    def _excused(self, now: Standing, rule: Rule, turn: int) -> bool:
        return any(
            e.turn == turn and e.status is not Status.DOUBTFUL
            for name in rule.none_of
            for e in self._counted(now, name)
        )

    def _weigh(self, now: Standing, category: Category, rule: Rule, picked: Sequence[Evidence]) -> Raised | None:
        signs = [evidence for evidence in picked if evidence.name in self._owner]
        doubted = any(e.status not in _CERTAIN or e.name in now.denied for e in signs)
        if doubted and rule.tier is not Tier.EMERGENCY:
            unsure = any(e.status in (Status.DOUBTFUL, Status.RESOLVED) for e in signs)
            return None if unsure else self._flag(category, rule.tier, picked)
        lowered = doubted and Tier.URGENT in category.advice  # what has no words for less stays as it is
        return self._flag(category, Tier.URGENT if lowered else rule.tier, picked, doubted=doubted)

    def _flag(self, category: Category, tier: Tier, picked: Sequence[Evidence], *, doubted: bool = False) -> Raised:
        turn = max(evidence.turn for evidence in picked)
        latest = [evidence for evidence in picked if evidence.turn == turn]
        own = [e for e in latest if e.name in self._owner and self._owner[e.name].id == category.id]
        return Raised(category, tier, (own or latest)[0], doubted)

    def question(self, now: Standing, raised: Sequence[Raised]) -> Category | None:
        """What to ask back about: a sign in doubt, then a raised category, then one long past."""
        if raised and raised[0].tier is Tier.EMERGENCY and not raised[0].doubted:
            return None  # there is nothing to wait for an answer to
        for flag in (*(flag for flag in raised if flag.doubted), *raised):
            if flag.category.clarify and (flag.doubted or flag.tier is not Tier.EMERGENCY):
                return flag.category
        past = (Status.HISTORICAL, Status.RESOLVED, Status.HYPOTHETICAL, Status.DOUBTFUL)
        for name, heard in now.active.items():
            if name in self._lingers and any(evidence.status in past for evidence in heard):
                return self._owner[name]
        return next((self._owner[name] for name in now.taken_back if name in self._lingers), None)

    def concerns(self, now: Standing) -> frozenset[str]:
        """Facts that change the guidance without raising a flag."""
        return frozenset(concern for name, concern in self._concerns.items() if self._counted(now, name))
