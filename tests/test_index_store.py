"""The store answers with cosines and rebuilds itself whatever happened to its files."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.article import Corpus
from corpus.bank import Asked, Bank
from corpus.errors import IndexFault
from corpus.parse import parse
from index.store import Store, fingerprint, open_store, passage_text
from tests.fakes import LetterEncoder, small_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

pytestmark = pytest.mark.model
ROOT = Path(__file__).parent.parent
CORPUS = small_corpus()


class CountingEncoder(LetterEncoder):
    """Counts the texts it embeds."""

    texts = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += len(texts)
        return super().encode(texts)


@pytest.fixture
def built(tmp_path: Path) -> Iterator[Store]:
    store = open_store(CORPUS, LetterEncoder(), tmp_path)
    yield store
    store.close()


def open_counting(data_dir: Path, corpus: Corpus = CORPUS, *, force: bool = False) -> int:
    """Open and close the store; how many texts had to be embedded."""
    encoder = CountingEncoder()
    store = open_store(corpus, encoder, data_dir, force=force)
    assert store.spans == pytest.approx(vectors_of(corpus), abs=1e-6)
    store.close()
    return encoder.texts


def vectors_of(corpus: Corpus) -> NDArray[np.float32]:
    """What the store is to hold of a corpus."""
    texts = [s.text for s in corpus.sentences] + [passage_text(p) for p in corpus.passages]
    return LetterEncoder().encode(texts)


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {str(p): (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.rglob("*") if p.is_file()}


def test_the_spans_are_the_sentences_and_then_the_passages_in_order(built: Store) -> None:
    assert built.spans == pytest.approx(vectors_of(CORPUS), abs=1e-6)


def test_a_passage_is_embedded_under_its_section_titles() -> None:
    assert passage_text(CORPUS.passages[0]).startswith("Warming up. A warm-up")


def test_a_large_corpus_is_read_whole_and_in_order(tmp_path: Path) -> None:
    corpus = Corpus((parse("big.txt", "\n\n".join(f"About {named(n)}." for n in range(1300))),))
    store = open_store(corpus, LetterEncoder(), tmp_path)
    assert store.spans == pytest.approx(vectors_of(corpus), abs=1e-6)
    store.close()


def test_of_a_large_bank_the_nearest_questions_are_found(tmp_path: Path) -> None:
    encoder, vector = LetterEncoder(), LetterEncoder().encode(["ice"])[0]
    bank = Bank(unanswered=tuple(Asked(f"{named(n)}?", "a") for n in range(1300)))
    store = open_store(CORPUS, encoder, tmp_path, bank=bank)
    cosines = encoder.encode([asked.text for asked in bank.unanswered]) @ vector
    found = store.nearest_questions(vector, 100)
    assert [cosine for _, cosine in found] == pytest.approx(np.sort(cosines)[:-101:-1], abs=1e-5)
    assert [cosine for _, cosine in found] == pytest.approx([cosines[n] for (_, n), _ in found], abs=1e-5)
    store.close()


def named(number: int) -> str:
    return sha256(bytes([number % 256, number // 256])).hexdigest()


def test_an_index_that_is_there_is_not_built_again(tmp_path: Path) -> None:
    assert open_counting(tmp_path) == len(CORPUS.sentences) + len(CORPUS.passages)
    assert open_counting(tmp_path) == 0
    assert open_counting(tmp_path, force=True) > 0


def test_opening_writes_nothing_to_the_data_directory(built: Store, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    assert open_counting(tmp_path) == 0
    assert snapshot(tmp_path) == before
    assert built.count() == len(CORPUS.sentences) + len(CORPUS.passages)


def test_progress_ends_at_all_texts(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    open_store(CORPUS, LetterEncoder(), tmp_path, on_progress=lambda done, total: seen.append((done, total))).close()
    total = len(CORPUS.sentences) + len(CORPUS.passages)
    assert seen[-1] == (total, total)


@pytest.mark.parametrize("file", ["chroma.sqlite3", "complete.json", "*/data_level0.bin", "*/header.bin"])
@pytest.mark.parametrize("damage", ["cut", "gone", "other"])
def test_a_damaged_index_is_built_again(tmp_path: Path, file: str, damage: str) -> None:
    open_counting(tmp_path)
    path = next(tmp_path.glob(f"index-*/{file}"))
    data = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes(data[: len(data) // 2] if damage == "cut" else bytes(len(data)))
    assert open_counting(tmp_path) > 0
    assert open_counting(tmp_path) == 0


def test_a_changed_corpus_gets_its_own_index_and_two_are_kept(tmp_path: Path) -> None:
    others = [Corpus((*CORPUS.articles, parse(f"{n}.txt", "Walk. Swim."))) for n in range(2)]
    assert all(open_counting(tmp_path, corpus) for corpus in (CORPUS, *others))
    kept = {path.name for path in tmp_path.glob("index-*")}
    assert kept == {f"index-{fingerprint(corpus, LetterEncoder())}" for corpus in others}


def test_the_fingerprint_names_the_encoder() -> None:
    other = LetterEncoder()
    other.name = "other"
    assert fingerprint(CORPUS, LetterEncoder()) != fingerprint(CORPUS, other)


def test_without_a_place_to_write_the_index_lives_with_the_process(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    with caplog.at_level(logging.WARNING, "index"):
        assert open_counting(tmp_path / "file" / "data") > 0
    assert "cannot be written" in caplog.text


def test_a_closed_store_is_a_fault_or_gone_never_a_wrong_answer(tmp_path: Path) -> None:
    store = open_store(CORPUS, LetterEncoder(), tmp_path)
    store.close()
    with pytest.raises((IndexFault, KeyError, AttributeError)):
        store.nearest_questions(LetterEncoder().encode(["ice"])[0], 1)


PROCESS = """
import sys, time
from pathlib import Path
from index.store import open_store
from tests.fakes import LetterEncoder, small_corpus

class SlowEncoder(LetterEncoder):
    texts = 0
    def encode(self, texts):
        self.texts += len(texts)
        print("building", flush=True)
        time.sleep(float(sys.argv[2]))
        return super().encode(texts)

encoder = SlowEncoder()
store = open_store(small_corpus(), encoder, Path(sys.argv[1]))
print(encoder.texts, store.count(), flush=True)
"""


def start(data_dir: Path, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROCESS, str(data_dir), str(seconds)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_processes_at_once_build_one_index(tmp_path: Path) -> None:
    processes = [start(tmp_path, 1.0) for _ in range(2)]
    lines = sorted(process.communicate(timeout=120)[0].splitlines()[-1] for process in processes)
    assert lines == ["0 7", "7 7"]
    assert len(list(tmp_path.glob("index-*"))) == 1


def test_a_build_killed_halfway_leaves_nothing_behind(tmp_path: Path) -> None:
    process = start(tmp_path, 60)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "building\n"
    assert len(list(tmp_path.glob(".building-*"))) == 1
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    assert open_counting(tmp_path) > 0
    assert sorted(path.name.split("-")[0] for path in tmp_path.iterdir()) == ["index", "index.lock"]


def test_chroma_reads_no_other_programs_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_API_IMPL", "chromadb.api.fastapi.FastAPI")
    monkeypatch.setenv("CHROMA_SERVER_HOST", "127.0.0.1")
    assert open_counting(tmp_path) > 0
