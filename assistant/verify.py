"""A Draft in, Grounded out: only claims whose places exist in an article and say what the claim says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.domain import Citation, Grounded, GroundedClaim
from corpus.article import PassageKind

if TYPE_CHECKING:
    from assistant.domain import Claim, Draft, Support
    from corpus.article import Corpus


class Verifier:
    """Checks each claim against the articles and drops what does not hold.

    A claim holds when it has support, every place of its support lies inside one passage (so never in a
    heading, a caption or page furniture), and its text is one or more whole sentences of one of the quotes, word
    for word: half a sentence can say the opposite of the whole. A claim in other words is dropped: saying the
    same thing differently is not checked here, so it is not let out.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def __call__(self, draft: Draft) -> Grounded:
        """The claims of ``draft`` that hold, in its order."""
        claims = tuple(g for c in draft.claims if (g := self._ground(c)) is not None)
        return Grounded(draft.scope, claims, draft.follow_ups, draft.near, draft.lacking)

    def _ground(self, claim: Claim) -> GroundedClaim | None:
        citations = [self._cite(place) for place in claim.support]
        sound = tuple(c for c in citations if c is not None)
        if not sound or len(sound) < len(citations):
            return None
        said = _words(claim.text)
        if not said or not any(said in runs for runs in map(self._runs, sound)):
            return None
        return GroundedClaim(claim.text, sound, verbatim=True, listed=all(map(self._listed, sound)))

    def _runs(self, citation: Citation) -> set[str]:
        """Every run of whole sentences that stands inside a citation, as words."""
        article = self._corpus.article(citation.article)
        inside = [s for s in article.sentences if citation.start <= s.start and s.end <= citation.end]
        return {_words(article.text[first.start : last.end]) for i, first in enumerate(inside) for last in inside[i:]}

    def _listed(self, citation: Citation) -> bool:
        """True where a citation is an item of a list."""
        passages = self._corpus.article(citation.article).passages
        return any(p.kind is PassageKind.BULLET and p.start <= citation.start < p.end for p in passages)

    def _cite(self, place: Support) -> Citation | None:
        try:
            article = self._corpus.article(place.article)
        except KeyError:
            return None
        for passage in article.passages:
            if passage.start <= place.start < place.end <= passage.end:
                quote = article.text[place.start : place.end]
                return Citation(0, article.name, passage.section, quote, place.start, place.end)
        return None


def _words(text: str) -> str:
    return " ".join(text.split())
