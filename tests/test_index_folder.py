"""Sealed folders cannot change unseen, private ones vanish, and one process builds at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from typing import TYPE_CHECKING

import pytest

from corpus.errors import IndexFault
from index.folder import (
    MARKER,
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
    from pathlib import Path

FACTS = {"fingerprint": "abc"}


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    folder = tmp_path / "index-abc"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.bin").write_bytes(b"aaa")
    (folder / "sub" / "b.bin").write_bytes(b"bbb")
    seal(folder, FACTS)
    return folder


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("private")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_sealed_folder_is_copied_whole(sealed: Path, tmp_path: Path) -> None:
    copy_sealed(sealed, tmp_path, FACTS)
    assert (tmp_path / "a.bin").read_bytes() == b"aaa"
    assert (tmp_path / "sub" / "b.bin").read_bytes() == b"bbb"


@pytest.mark.parametrize(
    ("file", "data"),
    [("a.bin", b"aa"), ("sub/b.bin", b"bbx"), ("new.bin", b""), (MARKER, b"{"), (MARKER, b"{}"), (MARKER, b"\xff")],
)
def test_any_other_byte_is_noticed(sealed: Path, tmp_path: Path, file: str, data: bytes) -> None:
    (sealed / file).write_bytes(data)
    with pytest.raises(UnusableError):
        copy_sealed(sealed, tmp_path, FACTS)


@pytest.mark.parametrize("file", ["a.bin", MARKER])
def test_a_file_that_went_is_noticed(sealed: Path, tmp_path: Path, file: str) -> None:
    (sealed / file).unlink()
    with pytest.raises(UnusableError):
        copy_sealed(sealed, tmp_path, FACTS)


def test_a_folder_sealed_with_other_facts_is_not_taken(sealed: Path, tmp_path: Path) -> None:
    with pytest.raises(UnusableError):
        copy_sealed(sealed, tmp_path, {"fingerprint": "xyz"})


def test_a_workspace_goes_when_it_is_closed() -> None:
    workspace = Workspace()
    assert workspace.path.is_dir()
    workspace.close()
    workspace.close()
    assert not workspace.path.exists()


def test_a_workspace_of_a_living_process_is_not_swept() -> None:
    workspace = Workspace()
    sweep()
    assert workspace.path.is_dir()
    workspace.close()


def test_a_workspace_of_a_killed_process_is_swept(own_temporary_folder: Path) -> None:
    code = (
        "import os, signal; from index.folder import Workspace; w = Workspace(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = {**os.environ, "TMPDIR": str(own_temporary_folder)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    [left] = own_temporary_folder.iterdir()
    os.utime(left, (time.time() - 3600,) * 2)
    sweep()
    assert not list(own_temporary_folder.iterdir())


def test_a_workspace_that_is_just_being_made_is_not_swept(own_temporary_folder: Path) -> None:
    (own_temporary_folder / "spotter-index-new").mkdir()
    old = own_temporary_folder / "spotter-index-old"
    old.mkdir()
    os.utime(old, (time.time() - 3600,) * 2)
    sweep()
    assert [path.name for path in own_temporary_folder.iterdir()] == ["spotter-index-new"]


def test_no_temporary_folder_is_a_fault_that_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    with pytest.raises(IndexFault, match="TMPDIR"):
        Workspace()


def test_a_folder_under_a_file_is_not_writable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not writable(tmp_path / "file" / "data")
    assert writable(tmp_path / "new" / "data")
    assert not list((tmp_path / "new" / "data").iterdir())


def test_only_one_builds_at_a_time(tmp_path: Path) -> None:
    seen: list[str] = []

    def second() -> None:
        with only_builder(tmp_path):
            seen.append("second")

    with only_builder(tmp_path):
        other = threading.Thread(target=second)
        other.start()
        time.sleep(0.05)
        seen.append("first")
    other.join(5)
    assert seen == ["first", "second"]


def test_a_published_folder_takes_the_place_of_the_old_one(sealed: Path, tmp_path: Path) -> None:
    folder = unfinished(tmp_path)
    (folder / "new.bin").touch()
    publish(folder, sealed, keep=2)
    assert [path.name for path in sealed.iterdir()] == ["new.bin"]
    assert [path.name for path in tmp_path.iterdir()] == ["index-abc"]


def test_only_the_newest_folders_are_kept(tmp_path: Path) -> None:
    for age, name in enumerate(("index-1", "index-2", "index-3")):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (1000 + age,) * 2)
    publish(unfinished(tmp_path), tmp_path / "index-4", keep=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index-3", "index-4"]


def test_what_a_builder_is_working_on_is_not_tidied(tmp_path: Path) -> None:
    folder = unfinished(tmp_path)
    with only_builder(tmp_path):
        tidy(tmp_path)
    assert folder.is_dir()
    tidy(tmp_path)
    assert not folder.exists()


def test_unfinished_folders_are_cleared(tmp_path: Path) -> None:
    unfinished(tmp_path)
    clear_unfinished(tmp_path)
    assert not list(tmp_path.iterdir())
