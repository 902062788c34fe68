"""Broken data files in; errors that name file, entry and reason out."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from assistant.triage.hearing import Listener
from assistant.triage.numbers import load_numbers
from assistant.triage.rules import HERE, load_rules
from corpus.errors import ArticleError

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = [
    ("red_flags/sciatica.yaml", "tier: routine", "tier: soon", "sciatica.yaml.*does not know .SOON"),
    ("red_flags/sciatica.yaml", "routine when leg_tingle", "routine if leg_tingle", "sciatica.yaml.*rule"),
    ("red_flags/sciatica.yaml", "routine when leg_tingle", "routine when leg_tinkle", "sciatica.yaml.*leg_tinkle"),
    ("red_flags/sciatica.yaml", "routine when leg_tingle", "urgent when leg_tingle", "sciatica.yaml.*lacks urgent"),
    ("red_flags/sciatica.yaml", "withheld: []", "withheld: [tea]", "sciatica.yaml.*tea"),
    ("red_flags/sciatica.yaml", "id: sciatica", "id: other", "sciatica.yaml.*other"),
    ("red_flags/sciatica.yaml", "label:", "lable:", "sciatica.yaml.*label"),
    ("red_flags/sciatica.yaml", "  leg_tingle:\n", "  chest_pain:\n", "chest_pain"),
    ("red_flags/sciatica.yaml", "id: sciatica", "id: [", "sciatica.yaml: cannot be read"),
    ("red_flags/sciatica.yaml", "{tingling} ... {leg}", "{nosuch} ... {leg}", "sciatica.yaml.*nosuch"),
    ("red_flags/sciatica.yaml", "{tingling} ... {leg}", "my|sore back", "sciatica.yaml.*filler"),
    ("contexts.yaml", "means: Alcohol", "mens: Alcohol", "contexts.yaml: alcohol.*means"),
    ("vocabulary.yaml", "  cannot: cant", "  cannot cant", "vocabulary.yaml"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), BROKEN, ids=[row[2].strip() for row in BROKEN])
def test_an_error_names_its_place(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    folder = tmp_path / "triage"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ArticleError, match=message):
        Listener(load_rules(folder))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"numbers\.yaml: cannot be read"):
        load_numbers(folder=tmp_path)
