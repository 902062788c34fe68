"""Events of an answer in, server-sent events out: triage first, the whole record last."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any

from starlette.responses import StreamingResponse

from assistant.events import CitationsReady, Done, SentenceReady, TriageReady
from assistant.record import answer_record, citation_record, note_record, sentence_record, triage_record
from assistant.web.faults import INTERNAL, body
from assistant.web.gate import RefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from assistant.events import Event

log = logging.getLogger(__name__)
PING_S = 15.0  # seconds of silence after which a comment keeps proxies from cutting the line
PING = ": still here\n\n"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # no proxy may hold the advice back


async def event_stream(events: AsyncGenerator[Event, None], ping_s: float = PING_S) -> StreamingResponse:
    """A response that sends each event as it comes. Raises ``RefusedError`` while nothing is out yet."""
    first = await anext(events)
    return StreamingResponse(_frames(first, events, ping_s), headers=HEADERS, media_type="text/event-stream")


async def _frames(first: Event, events: AsyncGenerator[Event, None], ping_s: float) -> AsyncIterator[str]:
    """Each event as text; what breaks the answer off is the last of them, and the triage sent before it stands."""
    yield frame(*named(first))
    try:
        async for event in _paced(events, ping_s):
            yield frame(*named(event)) if event else PING
    except RefusedError as refused:
        yield frame("error", body(refused.code, refused.message))
    except Exception as fault:  # noqa: BLE001 - the response has begun, so nobody else can tell the person
        # The message may quote what the person typed, so only the kind of fault is logged.
        log.error("A streamed answer broke off with %s", type(fault).__name__)  # noqa: TRY400
        yield frame("error", body(*INTERNAL))


async def _paced(events: AsyncGenerator[Event, None], ping_s: float) -> AsyncIterator[Event | None]:
    """The events, and None for each silence that lasts too long."""
    upcoming = None
    try:
        while True:
            upcoming = asyncio.ensure_future(anext(events, None))
            while not (await asyncio.wait({upcoming}, timeout=ping_s))[0]:
                yield None
            if (event := upcoming.result()) is None:
                return
            yield event
    finally:  # the client may have left: then the answer is not worked on any longer
        if upcoming and not upcoming.done():
            upcoming.cancel()
        else:
            await events.aclose()


def named(event: Event) -> tuple[str, dict[str, Any]]:
    """The name and the data that an event has outside."""
    match event:
        case TriageReady(triage):
            return "triage", triage_record(triage)
        case CitationsReady(citations):
            return "citations", {"citations": [citation_record(c) for c in citations]}
        case SentenceReady(sentence, notes):
            return "sentence", sentence_record(sentence) | {"notes": [note_record(n) for n in notes]}
        case Done(answer):
            return "done", answer_record(answer)


def frame(name: str, data: dict[str, Any]) -> str:
    """One server-sent event; its JSON is one line of ASCII, so no text can end it early whatever a client splits at."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
