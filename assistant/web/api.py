"""Bytes from outside in, turns for the assistant out; and the routes that answer programs in JSON."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from assistant.domain import Role, Turn
from assistant.record import answer_record
from assistant.web.faults import error
from assistant.web.gate import RefusedError
from assistant.web.markup import clean
from assistant.web.metrics import CONTENT_TYPE
from assistant.web.stream import event_stream
from corpus.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from assistant.web.gate import Gate
    from assistant.web.talk import Answers
    from corpus.article import Article, Corpus
    from corpus.notes import EditorNote

SHAPE = 'Send {"messages": [{"role": "user", "content": "your question"}]}.'
MESSAGES = 1000  # far beyond a conversation; a bound all the same


def read_turns(body: bytes) -> tuple[Turn, ...]:
    """The conversation in a request's body, text made showable. Raises ``InputError`` naming what is wrong."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise InputError(f"The body is not JSON. {SHAPE}") from None
    messages = data.get("messages") if isinstance(data, dict) else None
    if not isinstance(messages, list) or not 0 < len(messages) <= MESSAGES:
        raise InputError(f'"messages" must be a list of 1 to {MESSAGES} messages. {SHAPE}')
    turns = tuple(_turn(i, message) for i, message in enumerate(messages))
    if turns[-1].role is not Role.USER:
        raise InputError(f"The last message must have the role user: it is the one that is answered. {SHAPE}")
    return turns


def _turn(index: int, message: object) -> Turn:
    role = message.get("role") if isinstance(message, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    if role not in tuple(Role):
        raise InputError(f'messages[{index}].role must be "user" or "assistant". {SHAPE}')
    if not isinstance(content, str):
        raise InputError(f"messages[{index}].content must be a string. {SHAPE}")
    return Turn(Role(role), clean(content))


def article_record(article: Article, notes: Sequence[EditorNote]) -> dict[str, Any]:
    """One article with everything needed to show a citation in its place; offsets are code points."""
    sections = [
        {"title": s.title, "level": s.level, "start": s.start, "end": s.end, "path": list(s.path)}
        for s in article.sections
    ]
    own = [
        {"id": n.id, "start": n.start, "end": n.end, "severity": n.severity, "text": n.text}
        | {"sources": list(n.sources), "reviewed": n.reviewed}
        for n in notes
        if n.article == article.name
    ]
    return {"article": article.name, "title": article.title, "text": article.text, "sections": sections, "notes": own}


async def _whole(gate: Gate, request: Request) -> Response:
    turns = read_turns(await request.body())
    return JSONResponse(answer_record(await gate.answer(request, turns)))


async def _streamed(gate: Gate, request: Request) -> Response:
    turns = read_turns(await request.body())
    return await event_stream(gate.events(request, turns))


async def _told(answering: Awaitable[Response]) -> Response:
    """The response, or what is wrong with the request in the one shape of faults."""
    try:
        return await answering
    except InputError as fault:
        return error(HTTPStatus.BAD_REQUEST, "invalid_input", str(fault))
    except RefusedError as refused:
        return refused.response()


def api(answers: Answers, gate: Gate, corpus: Corpus, notes: Sequence[EditorNote]) -> APIRouter:
    """The routes: health, readiness, one answer whole or as it arrives, one article, metrics."""
    router = APIRouter()

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> dict[str, str]:
        return {"status": "up"}

    @router.api_route("/readyz", methods=["GET", "HEAD"])
    async def readyz() -> Response:
        fault = answers.fault
        status = HTTPStatus.SERVICE_UNAVAILABLE if fault else HTTPStatus.OK
        return JSONResponse({"ready": fault is None, "reason": fault, "lack": answers.lack}, status)

    @router.post("/api/ask")
    async def ask(request: Request) -> Response:
        return await _told(_whole(gate, request))

    @router.post("/api/ask/stream")
    async def ask_stream(request: Request) -> Response:
        return await _told(_streamed(gate, request))

    @router.get("/api/article")
    def article(name: str | None = None) -> Response:
        found = next((a for a in corpus.articles if name in (None, a.name)), None)
        if found is None:
            known = ", ".join(a.name for a in corpus.articles) or "none"
            return error(
                HTTPStatus.NOT_FOUND, "no_such_article", f"There is no article of that name; there is {known}."
            )
        return JSONResponse(article_record(found, notes))

    @router.get("/metrics")
    def metrics() -> Response:
        return Response(gate.metrics.text(), media_type=CONTENT_TYPE)

    return router
