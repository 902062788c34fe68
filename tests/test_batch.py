from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from assistant.batch import answer_rows, converse, dump, read_lines, written_whole
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
    return list(answer_rows([line.encode() for line in lines], Echo()))


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


def test_one_line_that_is_no_text_is_a_bad_row() -> None:
    bad, good = answer_rows([b"\xff\xfe", b'{"question": "x"}'], Echo())
    assert "UTF-8" in bad["error"]
    assert good["question"] == "x"


def test_lines_are_counted_as_an_editor_does() -> None:
    assert [row["id"] for row in rows("", '{"question": "x"}', "  ", "{")] == ["line-2", "line-4"]


def test_null_is_as_good_as_missing() -> None:
    (row,) = rows('{"id": null, "turns": null, "question": "x"}')
    assert (row["id"], row["question"]) == ("line-1", "x")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "bom.jsonl"
    path.write_text('{"question": "x"}\n', encoding="utf-8-sig")
    assert next(iter(answer_rows(read_lines(path), Echo())))["question"] == "x"


def test_a_file_is_replaced_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old", encoding="utf-8")

    def half() -> None:
        with written_whole(path) as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert path.read_text(encoding="utf-8") == "old"
    with written_whole(path) as file:
        file.write("new")
    assert path.read_text(encoding="utf-8") == "new"


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"), written_whole(tmp_path / "nowhere" / "out.jsonl"):
        pass
