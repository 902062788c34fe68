"""Sentences with a sign in; how the sign is meant, as a person would read it, out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.triage.assertion import status
from assistant.triage.cues import Cues
from assistant.triage.rules import load_rules
from assistant.triage.words import Reader

BOOK = load_rules()
READER = Reader(BOOK.vocabulary.spellings, BOOK.vocabulary.fillers)
CUES = Cues(BOOK.cues)
ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "assertions.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_status(row: dict[str, str]) -> None:
    message = READER.read(row["text"])
    start = row["text"].index(row["sign"])
    end = start + len(row["sign"])
    words = [number for number, (first, last) in enumerate(message.spans) if first < end and last > start]
    assert status(message, CUES.find(message), words[0], words[-1] + 1).value == row["status"]


def test_there_are_enough_sentences() -> None:
    assert len(ROWS) >= 60
