"""Writes ``docs/retrieval-report.md``: what each way of finding sentences brings, and what answering risks.

Run it with ``make retrieval``. Three sources of questions: the bank's own, each looked up as if its writer's were
unknown (the bank's weight was chosen on them); those of writers who saw neither bank nor code; the development sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answerability import read_answerability
from assistant.build import build_finder, open_index
from assistant.follow_up import standalone
from assistant.settings import Settings
from eval.rates import rate
from eval.safety import table
from eval.sets import QUESTIONS, read_set
from eval.voices import look_up, read_voiced
from index.search import LEXICAL_WEIGHT, PASSAGE_WEIGHT, SENTENCE_WEIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.build import Index
    from assistant.retrieve import Finder
    from corpus.article import Corpus
    from index.search import Found, Hit

REPORT = Path(__file__).parents[1] / "docs" / "retrieval-report.md"
SOURCES = {
    "two writers who saw neither bank nor code": [
        QUESTIONS / "unseen" / f"{name}.jsonl" for name in ("questions", "curious")
    ],
    "the development sets": [
        QUESTIONS / "development" / f"{name}.jsonl" for name in ("in_scope", "not_in_article", "off_topic")
    ],
}
ARMS: dict[str, Callable[[Hit], float]] = {
    "words alone (BM25)": lambda hit: hit.lexical,
    "sentence vectors": lambda hit: hit.dense,
    "passage vectors under their titles": lambda hit: hit.passage,
    "nearest question of the bank": lambda hit: hit.asked,
    "sentence and passage": lambda hit: SENTENCE_WEIGHT * hit.dense + PASSAGE_WEIGHT * hit.passage,
    "sentence, passage and words": lambda hit: (
        SENTENCE_WEIGHT * hit.dense + PASSAGE_WEIGHT * hit.passage + LEXICAL_WEIGHT * hit.lexical
    ),
    "all of these and the bank (in use)": lambda hit: hit.score,
}
FIRST = 3  # sentences that a person takes in at a glance
HALF = 0.5  # share of a quote that a sentence must hold to be its evidence
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """A question looked up: sentences by the group of evidence they belong to, and how likely it is answered."""

    kind: str
    groups: tuple[frozenset[str], ...]
    found: Found
    probability: float


def main() -> None:
    """Look every question up once and write the report."""
    index = open_index(Settings())
    finder, model = build_finder(index), read_answerability()
    parts = [HEAD, "## The bank's questions, each writer's unknown in turn\n"]
    parts.append(arms(list(voiced(index)), len(index.corpus.sentences)))
    for source, paths in SOURCES.items():
        looked = [one for path in paths for one in look_up_set(path, finder, index.corpus)]
        answerable = [one for one in looked if one.groups]
        parts += [
            f"## Questions of {source}\n",
            arms(answerable, len(index.corpus.sentences)),
            curve(looked, model.threshold),
        ]
    REPORT.write_text("\n".join(parts), encoding="utf-8")
    print(f"wrote {REPORT.name}")


HEAD = """# The retrieval report

Written by `make retrieval`. The first table of each source: how often a sentence of the evidence comes first, among the
first three, the mean reciprocal rank of the first one, and how often the first five hold all of it. "The whole article"
finds everything and shows 115 sentences for it. The second: at each threshold, the share of answerable questions that
are answered and the share of others that are answered all the same. Model and threshold were fitted on the bank's
questions (`make calibrate`), none of these.
"""


def voiced(index: Index) -> Iterator[Looked]:
    """Each question of the bank that the article answers, looked up without its writer's."""
    asked = [one for one in read_voiced(index.bank) if one.sentences]
    for one, (found, _, _) in zip(asked, look_up(index, asked), strict=True):
        yield Looked(one.kind, tuple(frozenset([sentence]) for sentence in one.sentences), found, 1.0)


def look_up_set(path: Path, finder: Finder, corpus: Corpus) -> Iterator[Looked]:
    """Each question of a set that may be looked up."""
    model = read_answerability()
    for row in read_set(path):
        question = standalone(row.turns)
        if not question or row.kind == "safety":
            continue
        found = finder.find(question)
        probability = model.probability(finder.features(question, found), found.vector)
        yield Looked(row.kind, tuple(evidence(group, corpus) for group in row.evidence), found, probability)


def evidence(quotes: Sequence[str], corpus: Corpus) -> frozenset[str]:
    """The sentences that hold at least half of one of the quotes."""
    return frozenset(
        sentence.id
        for quote in quotes
        for sentence in corpus.sentences
        if shared(sentence.text, quote) >= HALF * len(quote)
    )


def shared(sentence: str, quote: str) -> int:
    """How much of a quote a sentence holds, in code points."""
    if quote in sentence:
        return len(quote)
    return len(sentence) if sentence in quote else 0


def arms(looked: Sequence[Looked], all_sentences: int) -> str:
    """The table of arms."""
    rows = []
    for name, score in ARMS.items():
        ranks, whole = [], []
        for one in looked:
            order = [hit.sentence.id for hit in sorted(one.found.hits, key=score, reverse=True)]
            wanted = frozenset[str]().union(*one.groups)
            ranks.append(next((i + 1 for i, name_ in enumerate(order) if name_ in wanted), all_sentences))
            whole.append(all(group & set(order[:5]) for group in one.groups))
        mrr = sum(1 / rank for rank in ranks) / len(ranks)
        first, three = rate(rank == 1 for rank in ranks), rate(rank <= FIRST for rank in ranks)
        rows.append([name, str(first), str(three), f"{mrr:.2f}", str(rate(whole))])
    rows.append(["the whole article in view", "–", "–", "–", f"100 %, at {all_sentences} sentences"])
    return table(["found by", "first", "among three", "MRR", "all of it among five"], rows)


def curve(looked: Sequence[Looked], chosen: float) -> str:
    """Coverage and risk at each threshold, the chosen one among them."""
    rows = []
    for threshold in sorted((*THRESHOLDS, chosen)):
        shares = [
            rate(one.probability >= threshold for one in looked if one.kind == kind and bool(one.groups) is answerable)
            for kind, answerable in (("in_scope", True), ("not_in_article", False), ("off_topic", False))
        ]
        mark = " (in use)" if threshold == chosen else ""
        rows.append([f"{threshold:.2f}{mark}", *(str(share) for share in shares)])
    return table(["threshold", "answerable: answered", "near misses: answered", "off topic: answered"], rows)


if __name__ == "__main__":
    main()
