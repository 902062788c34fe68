from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from assistant.batch import answer_rows, converse, dump, read_lines
from assistant.domain import Role, Triage
from assistant.guard import Guard
from assistant.wording import read_wording
from corpus.errors import InputError
from tests.fakes import VERSION, claim, grounded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from assistant.domain import Answer, Turn


class Echo:
    """Answers with the number of turns it saw and remembers them."""

    def __init__(self) -> None:
        self.seen: list[list[Turn]] = []

    def __call__(self, turns: Sequence[Turn]) -> Answer:
        self.seen.append(list(turns))
        guard = Guard(read_wording(), (), VERSION)
        return guard(turns[-1].text, Triage(), grounded(claim(f"{len(turns)} turns.", 1)))


def rows(*lines: str) -> list[dict[str, object]]:
    return list(answer_rows(lines, Echo()))


def test_every_turn_is_answered_so_that_history_is_real() -> None:
    echo = Echo()
    converse(["one", "two"], echo)
    assert [t.role for t in echo.seen[-1]] == [Role.USER, Role.ASSISTANT, Role.USER]
    assert echo.seen[-1][1].text == "1 turns. [1]"


def test_the_last_turns_record_is_written_with_the_id() -> None:
    (row,) = rows('{"id": "a", "turns": ["one", "two"], "unknown": 1}')
    assert row["id"] == "a"
    assert row["question"] == "two"


def test_a_single_question_is_a_row() -> None:
    assert rows('{"id": 1, "question": ""}')[0]["question"] == ""


@pytest.mark.parametrize("line", ["{", "[]", '{"turns": []}', '{"turns": [1]}', '{"turns": "x"}', "{}", "[" * 100_000])
def test_a_bad_row_is_named_and_the_run_goes_on(line: str) -> None:
    bad, good = rows(line, '{"id": "b", "question": "x"}')
    assert bad["id"] == "line-1"
    assert bad["error"]
    assert good["id"] == "b"


def test_a_bad_row_keeps_its_id() -> None:
    assert rows('{"id": "x7", "turns": []}')[0]["id"] == "x7"


def test_a_lone_surrogate_stays_readable_json() -> None:
    line = dump({"question": "\ud800 é"})
    assert json.loads(line.encode("utf-8")) == {"question": "\ud800 é"}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl"):
        read_lines(tmp_path / "none.jsonl")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bytes.jsonl"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        read_lines(path)
