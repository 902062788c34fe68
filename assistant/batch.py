"""A JSON Lines file of conversations in, a file of answer records out, one line each and in order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from assistant.domain import Role, Turn
from assistant.record import answer_record
from corpus.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from assistant.domain import Answer


def read_lines(path: Path) -> list[str]:
    """The non-blank lines of a file; raises ``InputError`` when it cannot be read as UTF-8 text."""
    try:
        with path.open(encoding="utf-8") as file:
            return [line for line in file if line.strip()]
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Name a JSON Lines file.") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8.") from None


def answer_rows(lines: Sequence[str], reply: Callable[[Sequence[Turn]], Answer]) -> Iterator[dict[str, Any]]:
    """One record a line, with the row's ``id``; a row that cannot be read becomes ``{"id", "error"}``."""
    for number, line in enumerate(lines, start=1):
        row_id: Any = f"line-{number}"
        try:
            row = _parsed(line)
            row_id = row.get("id", row_id)
            answer = converse(_messages(row), reply)
        except InputError as error:
            yield {"id": row_id, "error": str(error)}
        else:
            yield {"id": row_id, **answer_record(answer)}


def converse(messages: Sequence[str], reply: Callable[[Sequence[Turn]], Answer]) -> Answer:
    """Answer every message in order, each seeing the real answers before it; the last answer is returned."""
    turns: list[Turn] = []
    for message in messages:
        turns.append(Turn(Role.USER, message))
        answer = reply(turns)
        turns.append(Turn(Role.ASSISTANT, answer.answer))
    return answer


def dump(record: dict[str, Any]) -> str:
    """One line of JSON; a lone surrogate, which UTF-8 cannot hold, stays as its JSON escape."""
    text = json.dumps(record, ensure_ascii=False)
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _parsed(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from None
    if not isinstance(row, dict):
        raise InputError('not an object: a row is {"id": …, "turns": [...]} or {"id": …, "question": …}')
    return row


def _messages(row: dict[str, Any]) -> list[str]:
    messages = row.get("turns", [row["question"]] if "question" in row else None)
    if not isinstance(messages, list) or not messages or not all(isinstance(m, str) for m in messages):
        raise InputError('"turns" must be a list of one or more texts, or "question" one text')
    return messages
