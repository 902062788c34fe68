"""Requests in OpenAI's chat format in, answers in the same format out, so that existing chat programs can ask.

The text holds everything a person has to see, advice first; the record rides along as ``spotter``.
"""

from __future__ import annotations

import json
import time
import uuid
from contextlib import aclosing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse, StreamingResponse

from assistant.domain import Role, Turn
from assistant.events import Done, TriageReady
from assistant.record import answer_record, triage_record
from assistant.web.api import MESSAGES
from assistant.web.gate import RefusedError
from assistant.web.markup import clean
from assistant.web.relay import BREAK, advice_part, further_parts, relay_text
from corpus.errors import InputError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from assistant.domain import Answer
    from assistant.events import Event
    from assistant.web.gate import Gate

MODEL = "spotter"
STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # a proxy must not hold advice back
SHAPE = 'Send {"model": "spotter", "messages": [{"role": "user", "content": "your question"}]}.'


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read of a request; everything else in it is ignored."""

    turns: tuple[Turn, ...]
    stream: bool
    usage: bool  # whether a stream ends with a count

    def count(self, text: str) -> dict[str, int]:
        """Words, not tokens: of the messages that were read, and of the text that answers them."""
        read, written = sum(len(turn.text.split()) for turn in self.turns), len(text.split())
        return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every part of one response repeats."""

    kind: str
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def around(self, choices: list[dict[str, Any]], **more: object) -> dict[str, Any]:
        """One response, or one chunk of it."""
        return {
            "id": self.id,
            "object": self.kind,
            "created": self.created,
            "model": MODEL,
            "choices": choices,
            **more,
        }

    def chunk(self, delta: dict[str, str], finish: str | None = None, **more: object) -> dict[str, Any]:
        """One chunk with a piece of text."""
        return self.around([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}], **more)


def fault(status: int, code: str, message: str, param: str | None = None) -> JSONResponse:
    """A fault that is in OpenAI's shape and in ours at once."""
    kind = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
    kind = "rate_limit_error" if status == HTTPStatus.TOO_MANY_REQUESTS else kind
    return JSONResponse({"error": {"code": code, "message": message, "type": kind, "param": param}}, status)


def refusal(refused: RefusedError) -> JSONResponse:
    """A refusal of the gate, with the time after which to try again."""
    response = fault(refused.status, refused.code, refused.message)
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


def read_asked(body: bytes) -> Asked:
    """The conversation of a request. Raises ``InputError`` that names what is wrong."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise InputError(f"The body is not JSON. {SHAPE}") from None
    messages = data.get("messages") if isinstance(data, dict) else None
    if not isinstance(messages, list) or not 0 < len(messages) <= MESSAGES:
        raise InputError(f'"messages" must be a list of 1 to {MESSAGES} messages. {SHAPE}')
    turns = tuple(turn for i, message in enumerate(messages) if (turn := _turn(i, message)))
    if not turns or turns[-1].role is not Role.USER:
        raise InputError(f"The last message of a person or an assistant must be the person's (role user). {SHAPE}")
    options = data.get("stream_options")
    usage = isinstance(options, dict) and options.get("include_usage") is True
    return Asked(turns, stream=data.get("stream") is True, usage=usage)


def _turn(index: int, message: object) -> Turn | None:
    """One message; None for those that steer or report (system, developer, tool): nothing here obeys them."""
    role = message.get("role") if isinstance(message, dict) else None
    if not isinstance(message, dict) or not isinstance(role, str):
        raise InputError(f"messages[{index}].role must be a string. {SHAPE}")
    if role not in tuple(Role):
        return None
    text = _text(message.get("content"))
    if text is None and role == Role.USER:
        raise InputError(f"messages[{index}].content must be a string or a list of parts. {SHAPE}")
    return Turn(Role(role), clean(text or ""))


def _text(content: object) -> str | None:
    """The words of a message; parts that are no text, such as images, are passed over."""
    if not isinstance(content, list):
        return content if isinstance(content, str) else None
    said = [part.get("text") for part in content if isinstance(part, dict) and part.get("type") == "text"]
    return "\n".join(text for text in said if isinstance(text, str))


def completion(asked: Asked, answer: Answer) -> dict[str, Any]:
    """A whole answer as one response."""
    text = relay_text(answer)
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return Envelope("chat.completion").around([choice], usage=asked.count(text), spotter=answer_record(answer))


async def chunks(asked: Asked, events: AsyncGenerator[Event, None], first: Event) -> AsyncGenerator[str, None]:
    """The same as server-sent events: advice and triage in the first, the record in the last."""
    envelope = Envelope("chat.completion.chunk")
    sent = ""
    async with aclosing(events):
        try:
            if isinstance(first, TriageReady):
                sent = advice_part(first.triage)
                opening = {"role": "assistant", "content": sent}
                yield _sse(envelope.chunk(opening, spotter={"triage": triage_record(first.triage)}))
            async for event in events:
                if isinstance(event, Done):
                    for chunk in _closing(asked, envelope, event.answer, sent):
                        yield _sse(chunk)
        except RefusedError as refused:  # the advice that has left still stands
            yield _sse(json.loads(bytes(refusal(refused).body)))
    yield "data: [DONE]\n\n"


def _closing(asked: Asked, envelope: Envelope, answer: Answer, sent: str) -> list[dict[str, Any]]:
    """All chunks after the advice. What the whole answer advises beyond what was sent comes first of them."""
    advice = advice_part(answer.triage)
    parts = [*([advice] if advice != sent else []), *further_parts(answer)]
    texts = [(BREAK if i or sent else "") + part for i, part in enumerate(parts)]
    record = answer_record(answer)
    told = [envelope.chunk({"content": text}) for text in texts]
    if not asked.usage:
        return [*told, envelope.chunk({}, "stop", spotter=record)]
    usage = asked.count(sent + "".join(texts))
    return [*told, envelope.chunk({}, "stop"), envelope.around([], usage=usage, spotter=record)]


def _sse(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def openai_api(gate: Gate) -> APIRouter:
    """The routes under ``/v1``: the one model, and chat completions, streamed and whole."""
    router = APIRouter(prefix="/v1")
    model = {"id": MODEL, "object": "model", "created": int(time.time()), "owned_by": MODEL}

    @router.get("/models")
    def models() -> dict[str, Any]:
        return {"object": "list", "data": [model]}

    @router.get(f"/models/{MODEL}")
    def one_model() -> dict[str, Any]:
        return model

    @router.post("/chat/completions")
    async def chat(request: Request) -> Response:
        try:
            asked = read_asked(await request.body())
            if not asked.stream:
                return JSONResponse(completion(asked, await gate.answer(request, asked.turns)))
            events = gate.events(request, asked.turns)
            streamed = chunks(asked, events, await anext(events))
        except InputError as wrong:
            return fault(HTTPStatus.BAD_REQUEST, "invalid_input", str(wrong), "messages")
        except RefusedError as refused:
            return refusal(refused)
        return StreamingResponse(streamed, media_type="text/event-stream", headers=STREAM)

    return router
