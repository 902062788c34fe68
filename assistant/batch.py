"""A JSON Lines file of conversations in, a file of answer records out, one line each and in order."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from assistant.domain import Role, Turn
from assistant.record import answer_record
from corpus.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from assistant.domain import Answer


def read_lines(path: Path) -> list[bytes]:
    """The lines of a file, blank ones too; raises ``InputError`` when it cannot be read."""
    try:
        return path.read_bytes().removeprefix(BOM_UTF8).splitlines()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Name a JSON Lines file.") from None


def answer_rows(lines: Sequence[bytes], reply: Callable[[Sequence[Turn]], Answer]) -> Iterator[dict[str, Any]]:
    """One record a line, with the row's ``id``; a row that cannot be read becomes ``{"id", "error"}``."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row_id: Any = f"line-{number}"
        try:
            row = _parsed(line)
            row_id = row_id if row.get("id") is None else row["id"]
            answer = converse(_messages(row), reply)
        except InputError as error:
            yield {"id": row_id, "error": str(error)}
        else:
            yield {"id": row_id, **answer_record(answer)}


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """A file to write that takes the place of ``path`` only when all of it is there; a device is written as it is.

    Raises ``InputError`` when it cannot be written, before anything was done.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8") as device:
                yield device
            return
        part = path.with_name(f".{path.name}.part")
        with part.open("w", encoding="utf-8") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}. Name a file that can.") from None


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


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 text (byte {error.start})") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from None
    if not isinstance(row, dict):
        raise InputError('not an object: a row is {"id": …, "turns": [...]} or {"id": …, "question": …}')
    return row


def _messages(row: dict[str, Any]) -> list[str]:
    messages = [row["question"]] if row.get("turns") is None and "question" in row else row.get("turns")
    if not isinstance(messages, list) or not messages or not all(isinstance(m, str) for m in messages):
        raise InputError('"turns" must be a list of one or more texts, or "question" one text')
    return messages
