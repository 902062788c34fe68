"""Settings in, a working Assistant out; the one place that picks real parts."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeVar

from assistant.domain import Tier, Triage, Version
from assistant.guard import Guard
from assistant.languages import language_of
from assistant.reply import Assistant
from assistant.triage import build_triage, catalogue, load_numbers
from assistant.wording import read_wording
from corpus.bank import read_bank
from corpus.errors import IndexFault, SpotterError
from corpus.notes import read_notes
from corpus.reader import read_corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.chain import Line
    from assistant.domain import Offer, Retrieved
    from assistant.recogniser import LearnedRecogniser
    from assistant.retrieve import Finder, Retriever
    from assistant.settings import Settings
    from corpus.article import Corpus
    from corpus.bank import Bank
    from corpus.notes import EditorNote
    from index.encoder import Encoder
    from index.store import Store

    Progress = Callable[[int, int], None]

GENERATOR = "extractive"
BY_RULES = "Warning signs are heard by the rules alone."
T = TypeVar("T")


def build_assistant(settings: Settings, *, on_progress: Progress | None = None) -> Assistant:
    """The assistant of these settings, its index built first if it is missing or stale.

    Whatever is wrong with the article, the weights, the index or a library, safety stands: the assistant
    then gives advice without answers, and its ``fault`` says in one sentence what to mend; its ``lack`` says
    why signs are heard by the rules alone. Raises ``SpotterError`` only for what safety itself needs: the
    region, the red-flag data, the wording.
    """
    load_numbers(settings.region)  # an unknown region is said at once, not after the index was built
    encoder, fault = _attempt("The encoder cannot be loaded", lambda: build_encoder(settings))
    if encoder is None:
        return build_safety(settings, fault=fault or "")
    recogniser, deaf = _attempt("The recogniser cannot be loaded", lambda: build_recogniser(encoder))
    triage = build_triage(settings.region, recogniser, language_of)
    made, fault = _attempt(
        "The index cannot be opened", lambda: _made(open_index(settings, encoder, on_progress=on_progress))
    )
    chain, notes, made_of = made or (None, (), "none")
    guard = Guard(read_wording(), notes, Version(version("spotter-chat"), made_of, GENERATOR))
    rules = build_triage(settings.region, language_of=language_of)
    return Assistant(
        (triage, rules), chain, guard, unheard=_unheard(settings), fault=fault, lack=deaf and f"{deaf} {BY_RULES}"
    )


def build_safety(settings: Settings, *, fault: str) -> Assistant:
    """The outer shell alone: advice without answers, for the reason ``fault`` gives. Quick, and needs nothing heavy."""
    guard = Guard(read_wording(), (), Version(version("spotter-chat"), "none", GENERATOR))
    rules = build_triage(settings.region, language_of=language_of)
    return Assistant((rules,), None, guard, unheard=_unheard(settings), fault=fault, lack=BY_RULES)


def _attempt(failing: str, make: Callable[[], T]) -> tuple[T | None, str | None]:
    """What ``make`` gives, or why it gives nothing."""
    try:
        return make(), None
    except SpotterError as error:
        return None, str(error)
    except Exception as error:  # noqa: BLE001 - a library that cannot even be imported must not silence the advice
        return None, f"{failing} ({type(error).__name__}): run `spotter doctor`."


def build_recogniser(encoder: Encoder) -> LearnedRecogniser:
    """What hears signs that no rule names, on this encoder; raises ``IndexFault`` where it cannot be had."""
    from assistant.recogniser import load_recogniser  # noqa: PLC0415 - the rules alone need no model
    from index.encoder import OnnxEncoder  # noqa: PLC0415

    if not isinstance(encoder, OnnxEncoder):
        raise IndexFault("The recogniser works on the onnx encoder only.")
    return load_recogniser(encoder, {category.id: frozenset(category.advice) for category in catalogue()})


def _made(index: Index) -> tuple[Line, Sequence[EditorNote], str]:
    return build_line(index), read_notes(index.corpus), index.store.fingerprint


def _unheard(settings: Settings) -> Triage:
    """What a message gets when triage itself breaks."""
    advice = read_wording().answers["unheard"]
    return Triage(Tier.ROUTINE, advice=load_numbers(settings.region).fill(advice))


@dataclass(frozen=True, slots=True)
class Index:
    """The articles, the questions beside them, what turns text into vectors, and the vectors."""

    corpus: Corpus
    encoder: Encoder
    bank: Bank
    store: Store


def open_index(
    settings: Settings, encoder: Encoder | None = None, *, on_progress: Progress | None = None, force: bool = False
) -> Index:
    """The index of these settings, built when it is missing, stale or damaged, or on ``force``."""
    from index.store import open_store  # noqa: PLC0415 - safety alone needs no vector store

    encoder = encoder or build_encoder(settings)
    corpus = read_corpus(settings.articles)
    # Unpacking the model is the peak of memory of the whole process, so it is over before Chroma is imported.
    encoder.encode(["warm up"])
    bank = read_bank(corpus, settings.articles)
    store = open_store(corpus, encoder, settings.data_dir, bank=bank, on_progress=on_progress, force=force)
    return Index(corpus, encoder, bank, store)


def build_encoder(settings: Settings) -> Encoder:
    """The encoder these settings name."""
    from index.encoder import OnnxEncoder, TorchEncoder  # noqa: PLC0415 - safety alone needs no model

    return OnnxEncoder() if settings.encoder == "onnx" else TorchEncoder()


def build_finder(index: Index) -> Finder:
    """What searches for one standalone question, over an opened index."""
    from assistant.retrieve import Finder  # noqa: PLC0415 - safety alone needs none of these
    from corpus.lexicon import read_lexicon  # noqa: PLC0415
    from corpus.questions import read_questions  # noqa: PLC0415
    from index.search import Search  # noqa: PLC0415

    watched = read_questions().by_section  # what an answer may suggest next
    search = Search(index.corpus, index.store, index.encoder, index.bank, watched)
    return Finder(search, index.corpus, read_lexicon())


def build_retriever(index: Index, offer: Callable[[Retrieved], Offer] | None = None) -> Retriever:
    """What turns a conversation into hits, over an opened index."""
    from assistant.answerability import read_answerability  # noqa: PLC0415 - safety alone needs none of these
    from assistant.retrieve import Retriever  # noqa: PLC0415

    return Retriever(build_finder(index), read_answerability(), offer)


def build_line(index: Index) -> Line:
    """The chain (retrieve, compose, verify) over an opened index."""
    from assistant.chain import build_chain  # noqa: PLC0415 - safety alone needs none of these
    from assistant.compose.extractive import ExtractiveComposer  # noqa: PLC0415
    from assistant.verify import Verifier  # noqa: PLC0415
    from corpus.questions import read_questions  # noqa: PLC0415

    composer = ExtractiveComposer(index.corpus, read_questions().by_section, read_notes(index.corpus))
    return build_chain(build_retriever(index, composer.offer), composer, Verifier(index.corpus))
