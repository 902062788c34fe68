"""Retrieved in, a Draft out, a claim at a time: the few sentences of the articles that answer, word for word."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.domain import Claim, Draft, Offer, Scope, Support
from corpus.article import PassageKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from assistant.domain import Retrieved
    from corpus.article import Corpus, Sentence
    from corpus.notes import EditorNote
    from index.search import Hit

MOST_SENTENCES = 5
MOST_CHARS = 650  # an answer that is longer is skimmed, not read
# How far below the best score a sentence may lie: further in the best one's own section, where it carries the
# thought on. Of ten pairs tried on questions by two writers who saw neither bank nor code, wider ones find at most one
# answer in a hundred more and are a third longer.
WITHIN_SECTION = 0.30
WITHIN = 0.15
# How far below the best score the other side of a contradiction may lie, and still be shown.
WITHIN_OPPOSED = 0.45
MOST_OF_A_PART = 2  # sentences for each of several things that are asked for at once
OF_A_LIST = 3  # items of one list among the chosen, from which on the list is what was asked for
FOLLOW_UPS = 3
# A sentence that opens so, or points to "these exercises", is about the one before it and never stands alone.
LEANING = re.compile(
    r"^(?:This|These|They|It|Its|The resulting|That|Additionally|Moreover|However)\b"
    r"|\b(?:this|these) (?!(?:can|may|is|are|should)\b)\w+|\bsuch (?!as\b)\w+"
)


class ExtractiveComposer:
    """Picks sentences and never writes one; so every claim is the article's by construction."""

    def __init__(self, corpus: Corpus, questions: Mapping[str, str], notes: Sequence[EditorNote] = ()) -> None:
        """``questions`` holds for a section's title a question that the section answers.

        Of ``notes`` those count that name two places which say different things: where one is shown and the other is
        near, both are.
        """
        self._questions = questions
        self._before: dict[str, Sentence] = {}
        self._after: dict[str, Sentence] = {}
        for first, second in _neighbours(corpus):
            self._before[second.id] = first
            self._after[first.id] = second
        self._opposed = _opposites(corpus, notes)
        self._lists = _lists(corpus)

    def __call__(self, retrieved: Retrieved) -> Iterator[Draft]:
        """Parts of a draft, a claim each, in the articles' order; the follow-ups come with the last part."""
        offer = self.offer(retrieved)
        for sentence in offer.shown:
            support = Support(sentence.article, sentence.start, sentence.end)
            yield Draft(retrieved.scope, (Claim(sentence.text, (support,)),))
        yield Draft(retrieved.scope, (), offer.follow_ups, retrieved.near, retrieved.lacking)

    def offer(self, retrieved: Retrieved) -> Offer:
        """The sentences an answer shows, in their order, and the questions it suggests."""
        chosen = self._chosen(retrieved) if retrieved.scope is Scope.ANSWERED else []
        return Offer(tuple(chosen), self._follow_ups(retrieved, chosen))

    def _chosen(self, retrieved: Retrieved) -> list[Sentence]:
        """The best sentences for each part of the question, what contradicts them, and the rest of their list."""
        if not retrieved.parts:
            chosen = self._choose(retrieved.hits, MOST_SENTENCES)
        else:
            picked = [self._choose(hits, MOST_OF_A_PART) for hits in retrieved.parts]
            chosen = list(dict.fromkeys(sentence for part in picked for sentence in part))
        chosen += self._contradicting(chosen, retrieved)
        whole = next((items for items in self._lists if len(set(items) & set(chosen)) >= OF_A_LIST), None)
        return list(whole) if whole else chosen

    def _choose(self, hits: tuple[Hit, ...], most: int) -> list[Sentence]:
        """The best sentences within reach of the best score, each with the one it leans on, section by section."""
        chosen: list[Sentence] = []
        hits = _without_filler(hits)
        for hit in hits:
            reach = WITHIN_SECTION if hit.sentence.section == hits[0].sentence.section else WITHIN
            if len(chosen) >= most or hit.score < hits[0].score - reach:
                continue
            new = [s for s in self._whole(hit.sentence) if s not in chosen]
            length = sum(len(s.text) for s in (*chosen, *new))
            repeated = any(hit.sentence.text == s.text for s in chosen)
            if new and not repeated and (not chosen or length <= MOST_CHARS):
                chosen += new
        rank = {s.id: i for i, s in enumerate(chosen)}
        return sorted(chosen, key=lambda s: (min(rank[t.id] for t in chosen if t.section == s.section), s.start))

    def _contradicting(self, chosen: list[Sentence], retrieved: Retrieved) -> list[Sentence]:
        """The other side of what is chosen, where the question comes near to it too."""
        sought = {hit.sentence.id: hit.score for hit in retrieved.hits}
        others = [other for s in chosen for other in self._opposed.get(s.id, ()) if other not in chosen]
        best = retrieved.hits[0].score
        return list(dict.fromkeys(s for s in others if sought.get(s.id, 0.0) >= best - WITHIN_OPPOSED))

    def _whole(self, sentence: Sentence) -> list[Sentence]:
        """The sentence, after the one it points back to, or before the one that answers what it asks."""
        before, after = self._before.get(sentence.id), self._after.get(sentence.id)
        if before is not None and LEANING.match(sentence.text):
            return [before, sentence]
        if after is not None and sentence.text.endswith("?"):
            return [sentence, after]
        return [sentence]

    def _follow_ups(self, retrieved: Retrieved, chosen: list[Sentence]) -> tuple[str, ...]:
        """Questions of the sections nearest to this one that the answer has not used."""
        used = {s.section for s in chosen}
        unused = [h.sentence.section for h in retrieved.hits if h.sentence.section not in used]
        titles = [section[-1] for section in unused if section]
        asked = dict.fromkeys(self._questions[t] for t in (*titles, *retrieved.near) if t in self._questions)
        return tuple(q for q in asked if q.casefold() != retrieved.question.casefold())[:FOLLOW_UPS]


def _opposites(corpus: Corpus, notes: Sequence[EditorNote]) -> dict[str, tuple[Sentence, ...]]:
    """By a sentence's id, the sentences that say something else than it does."""
    found: dict[str, tuple[Sentence, ...]] = {}
    for note in notes:
        places = (note, note.against) if note.against else ()
        sides = [
            [s for s in corpus.sentences if s.article == note.article and s.start < place.end and place.start < s.end]
            for place in places
        ]
        for side, other in zip(sides, sides[::-1], strict=True):
            found |= {s.id: (*found.get(s.id, ()), *other) for s in side}
    return found


def _lists(corpus: Corpus) -> tuple[tuple[Sentence, ...], ...]:
    """The sentences of each list of bullets."""
    items: dict[tuple[str, tuple[str, ...]], list[Sentence]] = {}
    for passage in corpus.passages:
        if passage.kind is PassageKind.BULLET:
            items.setdefault((passage.sentences[0].article, passage.section), []).extend(passage.sentences)
    return tuple(map(tuple, items.values()))


def _without_filler(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits without those that only lead on, unless one of these fits best by far."""
    telling = tuple(hit for hit in hits if not hit.sentence.filler)
    return telling if telling and telling[0].score > hits[0].score - WITHIN else hits[:1] + telling


def _neighbours(corpus: Corpus) -> Iterator[tuple[Sentence, Sentence]]:
    """Each pair of sentences that follow each other inside one section."""
    for first, second in pairwise(corpus.sentences):
        if first.article == second.article and first.section == second.section:
            yield first, second
