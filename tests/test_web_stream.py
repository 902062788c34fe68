"""The answer as server-sent events: their order, their content, and what comes when it breaks off."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.testclient import TestClient

from assistant.events import Done, TriageReady
from assistant.record import answer_record
from assistant.web.limits import Limits
from assistant.web.stream import event_stream
from tests.browser.fake_assistant import FakeAssistant, answer_to, triage
from tests.serving import serving
from tests.web import Broken, Held, said, web_app

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from assistant.events import Event
    from assistant.web.talk import Answers


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The frames of a stream, without its comments."""
    frames = [frame.split("\n") for frame in text.split("\n\n") if frame and not frame.startswith(":")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in frames]


def streamed(
    text: str, answers: Answers | None = None, limits: Limits | None = None
) -> list[tuple[str, dict[str, Any]]]:
    web = TestClient(web_app(answers or FakeAssistant(), limits or Limits(rate="off")))
    return events(web.post("/api/ask/stream", json=said(text)).text)


@pytest.mark.parametrize("text", ["ice", "can't pee", "weather", "fever \u2028\u2029\n\nevent: done"])
def test_triage_comes_first_and_the_whole_record_last(text: str) -> None:
    record = answer_record(answer_to(text))
    got = streamed(text)
    assert [name for name, _ in got] == ["triage", "citations", *["sentence"] * len(record["sentences"]), "done"]
    assert got[0][1] == record["triage"]
    assert got[1][1] == {"citations": record["citations"]}
    assert got[-1][1] == record


def test_a_sentence_brings_the_notes_that_belong_to_it() -> None:
    record = answer_record(answer_to("ice"))
    got = [data for name, data in streamed("ice") if name == "sentence"]
    assert [{k: v for k, v in sentence.items() if k != "notes"} for sentence in got] == record["sentences"]
    assert [sentence["notes"] for sentence in got] == [[], [], record["notes"]]


def test_the_advice_is_out_before_anything_is_looked_up() -> None:
    held = Held()
    with (
        serving(web_app(held)) as address,
        httpx.stream("POST", f"{address}/api/ask/stream", json=said("fever")) as got,
    ):
        lines = got.iter_lines()
        assert next(lines) == "event: triage"
        assert "See a doctor today." in next(lines)
        held.release.set()
        assert "event: done" in list(lines)


def test_nothing_on_the_way_may_hold_an_event_back() -> None:
    headers = TestClient(web_app(FakeAssistant())).post("/api/ask/stream", json=said("ice")).headers
    assert headers["content-type"].startswith("text/event-stream")
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")


def test_what_breaks_the_answer_off_is_told_without_the_persons_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        got = streamed("my fever", Broken())
    assert [name for name, _ in got] == ["triage", "error"]
    assert got[0][1]["advice"] == "See a doctor today."
    assert got[1][1]["error"]["code"] == "internal"
    assert "RuntimeError" in caplog.text
    assert "my fever" not in caplog.text


def test_a_stream_that_takes_too_long_ends_with_an_error() -> None:
    held = Held()
    threading.Timer(2, held.release.set).start()
    got = streamed("can't pee today, fever", held, Limits(rate="off", timeout_s=0.3))
    assert [name for name, _ in got] == ["triage", "error"]
    assert got[1][1]["error"]["code"] == "timeout"


def test_a_wrong_body_is_refused_before_the_stream_begins() -> None:
    refused = TestClient(web_app(FakeAssistant())).post("/api/ask/stream", content=b"{}")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "invalid_input")


def test_silence_is_broken_by_a_comment() -> None:
    async def slow() -> AsyncGenerator[Event, None]:
        yield TriageReady(triage(""))
        await asyncio.sleep(0.2)
        yield Done(answer_to("ice"))

    async def all_of_it() -> list[str]:
        return [str(part) async for part in (await event_stream(slow(), ping_s=0.05)).body_iterator]

    parts = asyncio.run(all_of_it())
    assert ": still here\n\n" in parts[1:-1]
    assert [name for name, _ in events("".join(parts))] == ["triage", "done"]
