"""Settings in, a working Assistant out; the one place that picks real parts."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from assistant.domain import Version
from assistant.guard import Guard
from assistant.reply import Assistant
from assistant.triage import build_triage
from assistant.wording import read_wording
from corpus.errors import SpotterError
from corpus.notes import read_notes
from corpus.reader import read_corpus

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.chain import Line
    from assistant.retrieve import Finder, Retriever
    from assistant.settings import Settings
    from corpus.article import Corpus
    from index.encoder import Encoder
    from index.store import Store

    Progress = Callable[[int, int], None]

GENERATOR = "extractive"


def build_assistant(settings: Settings, *, on_progress: Progress | None = None) -> Assistant:
    """The assistant of these settings, its index built first if it is missing or stale.

    A fault in the article, the weights or the index leaves safety standing: the assistant then gives
    advice without answers, and its ``fault`` says in one sentence what to mend. Raises ``SpotterError``
    only for what safety itself needs: the region, the red-flag data, the wording.
    """
    triage = build_triage(settings.region)
    wording = read_wording()
    try:
        index = open_index(settings, on_progress=on_progress)
        chain = build_line(index)
        made_by = Version(version("spotter-chat"), index.store.fingerprint, GENERATOR)
        guard = Guard(wording, read_notes(index.corpus), made_by)
    except SpotterError as error:
        guard = Guard(wording, (), Version(version("spotter-chat"), "none", GENERATOR))
        return Assistant(triage, None, guard, fault=str(error))
    return Assistant(triage, chain, guard)


@dataclass(frozen=True, slots=True)
class Index:
    """The articles, what turns text into vectors, and the vectors."""

    corpus: Corpus
    encoder: Encoder
    store: Store


def open_index(settings: Settings, *, on_progress: Progress | None = None, force: bool = False) -> Index:
    """The index of these settings, built when it is missing, stale or damaged, or on ``force``."""
    from index.store import open_store  # noqa: PLC0415 - safety alone needs no vector store

    encoder = build_encoder(settings)  # first: its peak of memory then comes before the others'
    corpus = read_corpus(settings.articles)
    return Index(corpus, encoder, open_store(corpus, encoder, settings.data_dir, on_progress=on_progress, force=force))


def build_encoder(settings: Settings) -> Encoder:
    """The encoder these settings name."""
    from index.encoder import OnnxEncoder, TorchEncoder  # noqa: PLC0415 - safety alone needs no model

    return OnnxEncoder() if settings.encoder == "onnx" else TorchEncoder()


def build_finder(index: Index) -> Finder:
    """What searches for one standalone question, over an opened index."""
    from assistant.retrieve import Finder  # noqa: PLC0415 - safety alone needs none of these
    from corpus.lexicon import read_lexicon  # noqa: PLC0415
    from index.search import Search  # noqa: PLC0415

    return Finder(Search(index.corpus, index.store, index.encoder), index.corpus, read_lexicon())


def build_retriever(index: Index) -> Retriever:
    """What turns a conversation into hits, over an opened index."""
    from assistant.answerability import read_answerability  # noqa: PLC0415 - safety alone needs none of these
    from assistant.retrieve import Retriever  # noqa: PLC0415

    return Retriever(build_finder(index), read_answerability())


def build_line(index: Index) -> Line:
    """The chain (retrieve, compose, verify) over an opened index."""
    from assistant.chain import build_chain  # noqa: PLC0415 - safety alone needs none of these
    from assistant.compose.extractive import ExtractiveComposer  # noqa: PLC0415
    from assistant.verify import Verifier  # noqa: PLC0415
    from corpus.questions import read_questions  # noqa: PLC0415

    composer = ExtractiveComposer(index.corpus, read_questions().by_section)
    return build_chain(build_retriever(index), composer, Verifier(index.corpus))
