"""Folders in, guarantees out: sealed ones that cannot change unseen, private ones that vanish, one builder at a time.

A sealed folder is never worked in: opening Chroma writes to its files. A process works in a private copy, so a
read-only folder, two processes at once and a damaged file need no further care.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import tempfile
import time
import weakref
from contextlib import contextmanager, suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from corpus.errors import IndexFault

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKER = "complete.json"
_UNFINISHED = ".building-"
_PRIVATE = "spotter-index-"
_OWNER = "owner"
_BLOCK = 1 << 20  # bytes in memory at once of a file that may be large
_ABANDONED_S = 60  # a private folder younger than this may still be in the making
_log = logging.getLogger(__name__)


class UnusableError(Exception):
    """A sealed folder is missing, unfinished or damaged; building it again cures that."""


def seal(folder: Path, facts: dict[str, Any]) -> None:
    """Write the marker: ``facts`` and a hash of every file. It comes last, so its presence means all is there."""
    marker = {"complete": True, **facts, "files": {name: _hash(folder / name) for name in _names(folder)}}
    (folder / MARKER).write_text(json.dumps(marker, indent=1), encoding="utf-8")


def copy_sealed(folder: Path, target: Path, facts: dict[str, Any]) -> None:
    """Copy a folder sealed with these ``facts`` into ``target``; raises ``UnusableError`` if a byte of it differs."""
    try:
        marker = json.loads((folder / MARKER).read_bytes())
        hashes = {}
        for name in _names(folder):
            (target / name).parent.mkdir(exist_ok=True)
            hashes[name] = _copy(folder / name, target / name)
    except (OSError, ValueError) as error:
        raise UnusableError(str(error)) from error
    if marker != {"complete": True, **facts, "files": hashes}:
        raise UnusableError("its files are not those that were built")


def _names(folder: Path) -> list[str]:
    found = sorted(folder.rglob("*"))
    return [str(path.relative_to(folder)) for path in found if path.is_file() and path.name != MARKER]


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _copy(path: Path, target: Path) -> str:
    # Read once: what is hashed is what is copied, whatever happens to the file meanwhile.
    digest = sha256()
    with path.open("rb") as source, target.open("wb") as copy:
        while block := source.read(_BLOCK):
            digest.update(block)
            copy.write(block)
    return digest.hexdigest()


class Workspace:
    """A folder for this process alone, removed with ``close`` or at its exit.

    Its lock dies with the process, which is how ``sweep`` knows what a killed one left behind.
    """

    def __init__(self) -> None:
        try:
            self.path = Path(tempfile.mkdtemp(prefix=_PRIVATE))
            owner = os.open(self.path / _OWNER, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexFault(f"No temporary folder for the index ({error}): set TMPDIR to a writable one.") from error
        self._finalizer = weakref.finalize(self, _remove_own, self.path, owner, os.getpid())

    def close(self) -> None:
        """Remove the folder; closing twice is harmless."""
        self._finalizer()


def _remove_own(path: Path, owner: int, process: int) -> None:
    os.close(owner)
    if os.getpid() == process:  # a forked child also runs what its parent left for the exit
        shutil.rmtree(path, ignore_errors=True)


def sweep() -> None:
    """Remove the private folders of processes that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PRIVATE}*"):
        with suppress(OSError):
            if folder.stat().st_uid == os.getuid() and _is_abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    # Of a young folder nothing is touched: its process may be between making the owner file and locking it.
    if time.time() - folder.stat().st_mtime < _ABANDONED_S:
        return False
    try:
        with (folder / _OWNER).open("r+") as owner:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return True
    return True


def writable(folder: Path) -> bool:
    """Tell by trying whether ``folder`` can be made and written in; permissions alone do not say."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


@contextmanager
def only_builder(data_dir: Path) -> Iterator[None]:
    """Hold the right to build in ``data_dir``, waiting for a process that has it; a killed one gives it up."""
    with (data_dir / "index.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _log.info("Another process builds the index: waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def unfinished(data_dir: Path) -> Path:
    """Make a folder to build in, readable for whoever may read its parent."""
    folder = data_dir / f"{_UNFINISHED}{uuid4().hex}"
    folder.mkdir()
    return folder


def tidy(data_dir: Path) -> None:
    """Remove what a killed builder left, unless somebody builds now or ``data_dir`` cannot be written."""
    if not any(data_dir.glob(f"{_UNFINISHED}*")):
        return
    with suppress(OSError), (data_dir / "index.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        clear_unfinished(data_dir)


def clear_unfinished(data_dir: Path) -> None:
    """Remove what builders left that were killed; only for the one that may build now."""
    for folder in data_dir.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, home: Path, *, keep: int) -> None:
    """Put a sealed ``folder`` in place of ``home`` and keep only the newest ``keep`` of its siblings."""
    if home.exists():
        home.replace(unfinished(home.parent))  # one step, so nobody sees half of it
    folder.replace(home)
    prefix = home.name.split("-")[0]
    built = sorted(home.parent.glob(f"{prefix}-*"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for old in [path for path in built if path != home][keep - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
    clear_unfinished(home.parent)
