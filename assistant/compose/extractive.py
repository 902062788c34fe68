"""Retrieved in, a Draft out, a claim at a time: the few sentences of the articles that answer, word for word."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.domain import Claim, Draft, Scope, Support

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from assistant.domain import Retrieved
    from corpus.article import Corpus, Sentence
    from index.search import Hit

MOST_SENTENCES = 5
MOST_CHARS = 650  # an answer that is longer is skimmed, not read
# How far below the best score a sentence may lie: further in the best one's own section, where it carries the
# thought on. Of eight pairs tried on the project's own questions this one finds the evidence as often as
# any (84 %) in the shortest answers.
WITHIN_SECTION = 0.20
WITHIN = 0.10
FOLLOW_UPS = 3
# A sentence that opens so is about the one before it and never stands alone.
LEANING = re.compile(r"^(?:This|These|They|It|Its|The resulting|That|Additionally|Moreover|However)\b")


class ExtractiveComposer:
    """Picks sentences and never writes one; so every claim is the article's by construction."""

    def __init__(self, corpus: Corpus, questions: Mapping[str, str]) -> None:
        """``questions`` holds for a section's title a question that the section answers."""
        self._questions = questions
        self._before: dict[str, Sentence] = {}
        self._after: dict[str, Sentence] = {}
        for first, second in _neighbours(corpus):
            self._before[second.id] = first
            self._after[first.id] = second

    def __call__(self, retrieved: Retrieved) -> Iterator[Draft]:
        """Parts of a draft, a claim each, in the articles' order; the follow-ups come with the last part."""
        chosen = self._choose(retrieved.hits) if retrieved.scope is Scope.ANSWERED else []
        for sentence in chosen:
            support = Support(sentence.article, sentence.start, sentence.end)
            yield Draft(retrieved.scope, (Claim(sentence.text, (support,)),))
        yield Draft(retrieved.scope, (), self._follow_ups(retrieved, chosen), retrieved.near)

    def _choose(self, hits: tuple[Hit, ...]) -> list[Sentence]:
        """The best sentences within reach of the best score, each with the one it leans on."""
        chosen: list[Sentence] = []
        for hit in hits:
            reach = WITHIN_SECTION if hit.sentence.section == hits[0].sentence.section else WITHIN
            if len(chosen) >= MOST_SENTENCES or hit.score < hits[0].score - reach:
                continue
            new = [s for s in self._whole(hit.sentence) if s not in chosen]
            length = sum(len(s.text) for s in (*chosen, *new))
            repeated = any(hit.sentence.text == s.text for s in chosen)
            if new and not repeated and (not chosen or length <= MOST_CHARS):
                chosen += new
        rank = {s.id: i for i, s in enumerate(chosen)}
        return sorted(chosen, key=lambda s: (min(rank[t.id] for t in chosen if t.section == s.section), s.start))

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


def _neighbours(corpus: Corpus) -> Iterator[tuple[Sentence, Sentence]]:
    """Each pair of sentences that follow each other inside one section."""
    for first, second in pairwise(corpus.sentences):
        if first.article == second.article and first.section == second.section:
            yield first, second
