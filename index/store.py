"""A corpus and an encoder in, a store of their vectors out that finds the nearest ones; the only home of chromadb."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal

from corpus.bank import Bank
from corpus.errors import IndexFault
from index.folder import (
    UnusableError,
    Workspace,
    clear_unfinished,
    copy_sealed,
    only_builder,
    publish,
    seal,
    sweep,
    tidy,
    unfinished,
    writable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

    from corpus.article import Corpus, Passage
    from index.encoder import Encoder

    Progress = Callable[[int, int], None]

QuestionKind = Literal["asked", "unanswered"]
Question = tuple[QuestionKind, int]  # a kind and its number in the bank

_SCHEMA = "5"  # raise it when what is stored, or how, changes
_KEPT = 2  # indexes kept: this one and the one before, for a process that still runs the old version
_BATCH = 32  # texts between two reports of progress
# Questions that a search looks at to find the nearest hundred. Chroma never makes the same graph twice, so two indexes
# agree only where none is missed: of 400 lookups among 3,400 questions 300 missed one for every tenth, 2,000 none.
_REACH = 2000
_ROWS = 1000  # rows handed to Chroma, or by it, at once; its own limit is some five thousand
_log = logging.getLogger(__name__)


def fingerprint(corpus: Corpus, encoder: Encoder, bank: Bank | None = None) -> str:
    """Name what an index is made of, in 16 hex digits: articles, splitting, bank, model, schema, Chroma's version."""
    parts = (_SCHEMA, version("chromadb"), corpus.fingerprint, (bank or Bank()).fingerprint, encoder.name)
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def passage_text(passage: Passage) -> str:
    """Write out what is embedded for a passage: its section titles and its text."""
    return ". ".join((*passage.section, passage.text))


class Store:
    """The vectors of one corpus. It may be asked from several threads.

    ``spans`` holds the unit vectors of all sentences, then of all passages, in the order of the corpus: ``(n, 384)``.
    ``kept`` is False for an index that could not be written and ends with this process.
    """

    def __init__(self, fingerprint: str, client: Client, workspace: Workspace, spans: NDArray[np.float32]) -> None:
        self.fingerprint = fingerprint
        self.spans = spans
        self.kept = True
        self._client = client
        self._workspace = workspace
        self._questions = client.get_collection(f"questions-{fingerprint}", embedding_function=None)

    def nearest_questions(self, vector: NDArray[np.float32], n: int) -> list[tuple[Question, float]]:
        """Find the ``n`` nearest questions of the bank with their cosines, nearest first; none without a bank.

        ``vector`` has the encoder's length. Raises ``IndexFault`` when Chroma fails.
        """
        return [(_question(name), cosine) for name, cosine in _query(self._questions, vector, n)]

    def count(self) -> int:
        """Count the vectors."""
        return len(self.spans) + self._questions.count()

    def close(self) -> None:
        """Let go of Chroma and remove the private copy; the store is of no use afterwards."""
        self._client.close()
        self._workspace.close()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What an index is to hold: the texts of the articles and of the bank that are embedded, by name."""

    fingerprint: str
    spans: dict[str, str]
    questions: dict[str, str]
    encoder: Encoder
    on_progress: Progress | None

    @property
    def count(self) -> int:
        return len(self.spans) + len(self.questions)

    @property
    def facts(self) -> dict[str, Any]:
        return {"fingerprint": self.fingerprint, "count": self.count}


def open_store(  # noqa: PLR0913 - what it is made of, where it lives, how it is built
    corpus: Corpus,
    encoder: Encoder,
    data_dir: Path,
    *,
    bank: Bank | None = None,
    on_progress: Progress | None = None,
    force: bool = False,
) -> Store:
    """Open the index of ``corpus`` under ``data_dir``, building it when it is missing, stale, damaged or on ``force``.

    ``bank`` are the questions that stand beside the articles.
    ``on_progress`` hears ``(done, total)`` texts while it is built. Several processes may call this at once.
    Where ``data_dir`` cannot be written and holds no index, one is built for this process alone.
    Raises ``IndexFault`` when it can neither be opened nor built.
    """
    bank = bank or Bank()
    plan = _Plan(fingerprint(corpus, encoder, bank), _spans(corpus), _questions(bank), encoder, on_progress)
    home = data_dir / f"index-{plan.fingerprint}"
    sweep()
    tidy(data_dir)
    if not force and (store := _opened(home, plan)):
        return store
    if not writable(data_dir):
        _log.warning("%s cannot be written: the index is built for this process alone.", data_dir)
        return _built_alone(plan)
    with only_builder(data_dir):
        clear_unfinished(data_dir)
        # Another process may have built it while this one waited.
        return (None if force else _opened(home, plan)) or _built(home, plan)


def _spans(corpus: Corpus) -> dict[str, str]:
    # A passage of one sentence has that sentence's id, so the kind stands before it.
    texts = {f"sentence:{s.id}": s.text for s in corpus.sentences}
    return texts | {f"passage:{p.id}": passage_text(p) for p in corpus.passages}


def _questions(bank: Bank) -> dict[str, str]:
    texts = {f"asked:{number}": asked.text for number, asked in enumerate(bank.asked)}
    return texts | {f"unanswered:{number}": asked.text for number, asked in enumerate(bank.unanswered)}


def _opened(home: Path, plan: _Plan) -> Store | None:
    if not home.is_dir():
        return None
    workspace = Workspace()
    try:
        copy_sealed(home, workspace.path, plan.facts)
        return _store(workspace.path, workspace, plan)
    except UnusableError as error:
        _log.warning("%s is unusable (%s): it is built anew.", home, error)
        workspace.close()
        return None


def _built(home: Path, plan: _Plan) -> Store:
    try:
        folder = unfinished(home.parent)
        _build(folder, plan)
        seal(folder, plan.facts)
        publish(folder, home, keep=_KEPT)
    except OSError as error:
        raise IndexFault(f"No index can be written to {home.parent} ({error}): free space or change it.") from error
    store = _opened(home, plan)
    if store is None:
        raise IndexFault(f"{home} was built and cannot be opened: delete {home.parent} and run `spotter index`.")
    return store


def _built_alone(plan: _Plan) -> Store:
    workspace = Workspace()
    _build(workspace.path, plan)
    store = _store(workspace.path, workspace, plan)
    store.kept = False
    return store


def _store(folder: Path, workspace: Workspace, plan: _Plan) -> Store:
    """Open ``folder`` and make sure that all is there; raises ``UnusableError``."""
    from chromadb.errors import ChromaError  # noqa: PLC0415 - heavy

    try:
        client = _client(folder)
        store = Store(plan.fingerprint, client, workspace, _read(client, plan))
        if store.count() != plan.count:
            raise UnusableError(f"it does not hold {plan.count} vectors")
    except (ChromaError, ValueError, RuntimeError) as error:
        raise UnusableError(f"Chroma cannot open it: {error}") from error
    return store


def _read(client: Client, plan: _Plan) -> NDArray[np.float32]:
    """The vectors of all spans, in their order; some at a time, since Chroma hands out lists of Python's numbers."""
    import numpy as np  # noqa: PLC0415 - heavy

    collection = client.get_collection(f"spans-{plan.fingerprint}", embedding_function=None)
    names = list(plan.spans)
    rows = {name: row for row, name in enumerate(names)}
    vectors = np.empty((len(names), plan.encoder.dimensions), dtype=np.float32)
    for start in range(0, len(names), _ROWS):
        wanted = names[start : start + _ROWS]
        found = collection.get(ids=wanted, include=["embeddings"])  # in an order of its own
        if len(found["ids"]) != len(wanted):
            raise UnusableError(f"it lacks {len(wanted) - len(found['ids'])} vectors")
        vectors[[rows[name] for name in found["ids"]]] = found["embeddings"]
    return vectors


def _build(folder: Path, plan: _Plan) -> None:
    """Embed everything and write it to ``folder`` through Chroma."""
    from chromadb.errors import ChromaError  # noqa: PLC0415 - heavy

    spans, questions = plan.spans, plan.questions
    vectors = _embed([*spans.values(), *questions.values()], plan)
    try:
        client = _client(folder)
        _add(client, f"spans-{plan.fingerprint}", list(spans), vectors[: len(spans)])
        _add(client, f"questions-{plan.fingerprint}", list(questions), vectors[len(spans) :])
        client.close()
    except (ChromaError, OSError) as error:
        raise IndexFault(f"Chroma cannot write the index to {folder.parent} ({error}): free some space.") from error


def _embed(texts: Sequence[str], plan: _Plan) -> NDArray[np.float32]:
    """Embed ``texts`` in order of length, since a batch costs what its longest text does."""
    import numpy as np  # noqa: PLC0415 - heavy

    start = time.perf_counter()
    vectors = np.empty((len(texts), plan.encoder.dimensions), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for done in range(0, len(order), _BATCH):
        batch = order[done : done + _BATCH]
        vectors[batch] = plan.encoder.encode([texts[i] for i in batch])
        if plan.on_progress:
            plan.on_progress(done + len(batch), len(texts))
    seconds = time.perf_counter() - start
    _log.info("Embedded %d texts in %.1f s, %.0f a second.", len(texts), seconds, len(texts) / max(seconds, 1e-9))
    return vectors


def _add(client: Client, name: str, ids: list[str], vectors: NDArray[np.float32]) -> None:
    configuration: Any = {"hnsw": {"space": "cosine", "ef_search": _REACH}}
    collection = client.create_collection(name, embedding_function=None, configuration=configuration)
    for start in range(0, len(ids), _ROWS):
        collection.add(ids=ids[start : start + _ROWS], embeddings=vectors[start : start + _ROWS])


def _client(folder: Path) -> Client:
    """Open Chroma on ``folder`` as ``PersistentClient`` does, whose declared type lacks ``close``."""
    from chromadb.api.client import Client  # noqa: PLC0415 - heavy
    from chromadb.config import Settings  # noqa: PLC0415 - heavy

    class Own(Settings):
        """Chroma's settings without the environment and ``.env``, where another program may have named a server."""

        @classmethod
        def settings_customise_sources(cls, *_: object, **sources: Any) -> tuple[Any, ...]:  # noqa: ANN401 - its own
            return (sources["init_settings"],)

    return Client(settings=Own(is_persistent=True, persist_directory=str(folder), anonymized_telemetry=False))


def _question(name: str) -> Question:
    kind, _, number = name.partition(":")
    return ("asked" if kind == "asked" else "unanswered"), int(number)


def _query(collection: Collection, vector: NDArray[np.float32], n: int) -> list[tuple[str, float]]:
    """The names of the nearest vectors with their cosines; fewer than ``n`` where the collection holds fewer."""
    from chromadb.errors import ChromaError  # noqa: PLC0415 - heavy

    try:
        found = collection.query(query_embeddings=[vector.tolist()], n_results=n, include=["distances"])
    except ChromaError as error:
        raise IndexFault(f"The index cannot be searched ({error}): run `spotter index --force`.") from error
    distances = (found["distances"] or [[]])[0]
    return [(name, 1.0 - distance) for name, distance in zip(found["ids"][0], distances, strict=True)]
