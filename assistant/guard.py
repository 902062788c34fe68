"""Triage and verified claims, or nothing, in; the Answer a person may see out. The only maker of Answers."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from assistant.domain import (
    ITEM,
    Answer,
    AnswerKind,
    AnswerSentence,
    Citation,
    Grounded,
    GroundedClaim,
    Note,
    Scope,
    Tier,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Triage, Version
    from assistant.wording import Wording
    from corpus.notes import Against, EditorNote

# In this order the first concern that was heard decides the guidance line.
CONCERNS = ("medicine", "pregnant", "child", "older", "condition")


OF_A_LIST = 3  # items from which on a list stands as one
QUOTED_CHARS = 80
NO_MARKS = str.maketrans("[]{}", "()()")
CHAT = (Scope.OFF_TOPIC, Scope.GREETING, Scope.THANKS, Scope.ABOUT)


class Guard:
    """Lets out what is safe with what was heard, with every note that belongs to it, and guidance always."""

    def __init__(self, wording: Wording, notes: Sequence[EditorNote], version: Version) -> None:
        self._wording = wording
        self._notes = notes
        self._version = version

    def __call__(self, question: str, triage: Triage, grounded: Grounded | None) -> Answer:
        """The answer; ``grounded`` is None when the chain could not run.

        In an emergency nothing of the article is let out. Otherwise claims that are not safe with what
        was heard are withheld; an answer that loses all of them puts help first.
        """
        if triage.tier is Tier.EMERGENCY:
            line = self._answers(triage)["crisis" if triage.is_crisis else "emergency"]
            return self._abstain(question, triage, AnswerKind.HELP_FIRST, line)
        if grounded is None:
            return self._abstain(question, triage, AnswerKind.UNAVAILABLE, self._answers(triage)["unavailable"])
        if not grounded.claims:
            return self._nothing_found(question, triage, grounded)
        claims = [c for c in grounded.claims if not self._withheld(c, triage)]
        if not claims:
            return self._abstain(question, triage, AnswerKind.HELP_FIRST, self._answers(triage)["withheld"])
        return self._answered(question, triage, claims, grounded)

    def _answered(self, question: str, triage: Triage, claims: Sequence[GroundedClaim], grounded: Grounded) -> Answer:
        citations, sentences = number(claims)
        answers, calm = self._answers(triage), triage.tier <= Tier.ROUTINE
        lacking = [answers["lacking"].format(part=_quoted(part)) for part in grounded.lacking if calm]
        is_list = len(claims) >= OF_A_LIST and all(claim.listed for claim in claims)
        items = {claim.text for claim in claims} if is_list else set()
        lead = [answers["list"]] if is_list else []
        return Answer(
            question=question,
            answer="\n\n".join((*lead, _text(sentences, citations, items), *lacking)),
            kind=AnswerKind.ANSWERED,
            sentences=sentences,
            citations=citations,
            triage=triage,
            guidance=self._guidance(triage, " ".join(s.text for s in sentences)),
            notes=self._notes_on(citations),
            follow_ups=grounded.follow_ups if calm else (),
            version=self._version,
        )

    def _nothing_found(self, question: str, triage: Triage, grounded: Grounded) -> Answer:
        answers = self._answers(triage)
        if grounded.scope is Scope.NO_MORE:
            return self._abstain(question, triage, AnswerKind.NOT_IN_ARTICLE, answers["no_more"], grounded.follow_ups)
        if grounded.scope is Scope.EMPTY or (grounded.scope in CHAT and triage.tier is Tier.SELF_CARE):
            line = answers[grounded.scope.value]
            return self._abstain(question, triage, AnswerKind.OFF_TOPIC, line, grounded.follow_ups)
        line = answers["not_in_article"]
        if grounded.near and triage.tier is Tier.SELF_CARE:
            line = answers["near"].format(sections="; ".join(f"“{title}”" for title in grounded.near))
        return self._abstain(question, triage, AnswerKind.NOT_IN_ARTICLE, line, grounded.follow_ups)

    def _abstain(
        self, question: str, triage: Triage, kind: AnswerKind, line: str, follow_ups: tuple[str, ...] = ()
    ) -> Answer:
        return Answer(
            question=question,
            answer=line,
            kind=kind,
            sentences=(),
            citations=(),
            triage=triage,
            guidance=self._guidance(triage, "", off_topic=kind is AnswerKind.OFF_TOPIC),
            notes=(),
            follow_ups=follow_ups if triage.tier <= Tier.ROUTINE else (),
            version=self._version,
        )

    def _answers(self, triage: Triage) -> dict[str, str]:
        return self._wording.spoken(triage.language).answers

    def _withheld(self, claim: GroundedClaim, triage: Triage) -> bool:
        """True where the claim is not safe to show beside what was heard.

        Beside urgent advice only the article's own warnings stand: a cause, a tip or a word of comfort
        would talk a person out of going. Below it, only a contraindicated medicine is withheld. What sends
        a person to a professional is never withheld, except for how to take a medicine nobody asked about.
        """
        about_medicine = bool(self._wording.medicine.search(claim.text))
        if triage.tier is Tier.URGENT and about_medicine and "medicine" not in triage.concerns:
            return True
        if self._wording.to_a_professional.search(claim.text):
            return False
        if triage.tier is Tier.URGENT:
            return not self._wording.warnings.search(claim.text)
        return "medicine" in triage.withheld and about_medicine

    def _guidance(self, triage: Triage, answer: str, *, off_topic: bool = False) -> str:
        guidance = self._wording.spoken(triage.language).guidance
        if triage.tier >= Tier.URGENT:
            return guidance["crisis" if triage.is_crisis else triage.tier.word]
        concerns = set(triage.concerns)
        if self._wording.medicine.search(answer):
            concerns.add("medicine")
        concern = next((c for c in CONCERNS if c in concerns), None)
        if concern is not None:
            return guidance[concern]
        return guidance["off_topic" if off_topic and triage.tier is Tier.SELF_CARE else triage.tier.word]

    def _notes_on(self, citations: Sequence[Citation]) -> tuple[Note, ...]:
        found = []
        for note in self._notes:
            shown = [_under(place, note.article, citations) for place in (note, note.against) if place]
            under = tuple(sorted(set().union(*shown)))
            if all(shown):
                found.append(Note(note.id, under, note.severity, note.text, note.sources, note.reviewed))
        return tuple(found)


def _quoted(part: str) -> str:
    """A piece of the person's message, short and without what reads as a mark of a citation."""
    return textwrap.shorten(part.strip(" ?").translate(NO_MARKS), QUOTED_CHARS, placeholder="…")


def _under(place: EditorNote | Against, article: str, citations: Sequence[Citation]) -> set[int]:
    """The numbers of the citations that show a place of an article, or a piece of it."""
    return {c.n for c in citations if c.article == article and c.start < place.end and place.start < c.end}


def number(claims: Sequence[GroundedClaim]) -> tuple[tuple[Citation, ...], tuple[AnswerSentence, ...]]:
    """Number the citations of claims from 1 in order of first use; one place has one number."""
    numbered: dict[tuple[str, int, int], Citation] = {}
    sentences = []
    for claim in claims:
        used = []
        for c in claim.citations:
            place = (c.article, c.start, c.end)
            if place not in numbered:
                numbered[place] = Citation(len(numbered) + 1, c.article, c.section, c.quote, c.start, c.end)
            used.append(numbered[place].n)
        sentences.append(AnswerSentence(claim.text, tuple(used), claim.verbatim))
    return tuple(numbered.values()), tuple(sentences)


def _text(sentences: Sequence[AnswerSentence], citations: Sequence[Citation], items: set[str]) -> str:
    """The sentences with their marks; a new line where the section changes and for each item of a list."""
    sections = {c.n: c.section for c in citations}
    lines: list[str] = []
    before = None
    for sentence in sentences:
        marked = sentence.text + " " + "".join(f"[{n}]" for n in sentence.citations)
        section = sections[sentence.citations[0]]
        if sentence.text in items:
            lines.append(f"{ITEM}{marked}")
        elif section == before:
            lines[-1] += " " + marked
        else:
            lines.append(marked)
        before = section
    return "\n\n".join(lines)
