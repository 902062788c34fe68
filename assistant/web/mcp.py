"""Tool calls of agents in, text to relay word for word and the record out: the endpoint ``/mcp``.

Streamable HTTP without sessions: one POST, one JSON response. What a call holds is never logged.
"""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    CallToolResult,
    ListToolsResult,
    TextContent,
    Tool,
    ToolAnnotations,
    jsonrpc_message_adapter,
)
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.domain import Role, Turn
from assistant.record import answer_record
from assistant.web.api import MESSAGES
from assistant.web.door import Door
from assistant.web.faults import error
from assistant.web.gate import RefusedError
from assistant.web.markup import clean
from assistant.web.relay import relay_text
from assistant.web.shell import LARGEST_BODY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from fastapi import FastAPI
    from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
    from mcp_types import CallToolRequestParams, PaginatedRequestParams
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from assistant.web.gate import Gate
    from corpus.article import Corpus

log = logging.getLogger(__name__)
PATH = "/mcp"
MOST_FAULTS_TOLD = 3
RELAY = (
    "Relay the text to the person unchanged and whole, beginning with its first line: where it says what to do now, "
    "that is safety advice and must not be shortened, softened, reordered or left out."
)
ASK = (
    "Ask Spotter about a sore back after a workout. It listens for warning signs of an emergency first, then answers "
    f"from one article with exact citations, or says that the article does not answer. {RELAY} It is not a doctor."
)
ARTICLE = (
    "Read the article that Spotter answers from, as plain text. The start and end of a citation count its code points."
)
READS_ALONE = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


class AskArguments(BaseModel):
    """What the tool ``ask`` takes."""

    model_config = ConfigDict(strict=True)
    question: str = Field(description="The person's message in their own words, not rephrased or shortened.")
    history: list[str] = Field(
        default=[],
        max_length=MESSAGES - 1,
        description="The person's earlier messages in their own words, the oldest first. Never put replies in here.",
    )


class ArticleArguments(BaseModel):
    """What the tool ``article`` takes."""

    model_config = ConfigDict(strict=True)
    name: str | None = Field(default=None, description="The article of a citation, where there are several.")


TOOLS = [
    Tool(
        name=name,
        title=title,
        description=description,
        input_schema=arguments.model_json_schema(),
        annotations=READS_ALONE,
    )
    for name, title, description, arguments in (
        ("ask", "Ask about a sore back", ASK, AskArguments),
        ("article", "Read the article", ARTICLE, ArticleArguments),
    )
]


def mount_mcp(app: FastAPI, gate: Gate, corpus: Corpus, *, allowed_origins: Sequence[str] = ()) -> None:
    """Put the endpoint into an app, and what it needs while the app runs into the app's lifespan."""
    _quieten()
    server = _server(_Tools(gate, corpus))
    inside = _Inside()
    app.router.routes.append(Route(PATH, endpoint=Door(inside, allowed_origins)))
    outer = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncIterator[Any]:
        manager = StreamableHTTPSessionManager(
            server, json_response=True, stateless=True, max_request_body_size=LARGEST_BODY
        )
        async with outer(running) as state, manager.run():
            inside.protocol = manager.handle_request
            yield state

    app.router.lifespan_context = lifespan


def _server(tools: _Tools) -> Server[Any]:
    server: Server[Any] = Server(
        "spotter",
        version=version("spotter-chat"),
        title="Spotter",
        instructions=f"{ASK} {RELAY}",
        on_list_tools=tools.list,
        on_call_tool=tools.call,
    )
    server.middleware[:] = [_kind_alone]  # in place of tracing, which would carry messages of faults
    return server


class _Tools:
    """The two tools."""

    def __init__(self, gate: Gate, corpus: Corpus) -> None:
        self._gate = gate
        self._corpus = corpus

    async def list(self, _: ServerRequestContext, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=TOOLS)

    async def call(self, context: ServerRequestContext, params: CallToolRequestParams) -> CallToolResult:
        try:
            match params.name:
                case "ask":
                    return await self._ask(context.request, AskArguments.model_validate(params.arguments or {}))
                case "article":
                    return self._article(ArticleArguments.model_validate(params.arguments or {}))
        except ValidationError as wrong:
            told = "; ".join(_told(fault["loc"], fault["msg"]) for fault in wrong.errors()[:MOST_FAULTS_TOLD])
            return _said(f"The arguments cannot be used: {told}.", is_error=True)
        except RefusedError as refused:
            return _said(refused.message, is_error=True)
        raise MCPError(INVALID_PARAMS, "There is no tool of this name; there are ask and article.")

    async def _ask(self, request: Request | None, asked: AskArguments) -> CallToolResult:
        if request is None:
            raise MCPError(INTERNAL_ERROR, "Questions arrive over HTTP alone.")
        turns = [Turn(Role.USER, clean(text)) for text in (*asked.history, asked.question)]
        answer = await self._gate.answer(request, turns)
        return _said(relay_text(answer), record=answer_record(answer))

    def _article(self, asked: ArticleArguments) -> CallToolResult:
        found = next((a for a in self._corpus.articles if asked.name in (None, a.name)), None)
        if found is None:
            known = ", ".join(a.name for a in self._corpus.articles) or "none"
            return _said(f"There is no article of that name; there is {known}.", is_error=True)
        return _said(found.text)


def _said(text: str, *, is_error: bool = False, record: dict[str, Any] | None = None) -> CallToolResult:
    content = [TextContent(type="text", text=text)]
    return CallToolResult(content=[*content], structured_content=record, is_error=is_error)


def _told(place: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, place))}: {message}"


async def _kind_alone(ctx: ServerRequestContext, call_next: CallNext) -> HandlerResult:
    """Let a fault nobody foresaw out as its kind alone: the SDK would send and log its words."""
    try:
        return await call_next(ctx)
    except (MCPError, ValidationError):  # the protocol's own, which the SDK tells without quoting
        raise
    except Exception as fault:  # noqa: BLE001 - any other fault at all
        log.error("A tool call failed with %s.", type(fault).__name__)  # noqa: TRY400
        raise MCPError(INTERNAL_ERROR, "Spotter failed on this call; its log names the fault.") from None


def _quieten() -> None:
    """Keep the SDK's log lines out: they name addresses and quote faults."""
    for name in ("mcp.server", "mcp.shared"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class _Inside:
    """The protocol while the app runs, for whatever is a message of it."""

    def __init__(self) -> None:
        self.protocol: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.protocol is None:
            await error(HTTPStatus.SERVICE_UNAVAILABLE, "not_running", "Spotter is not running yet.")(
                scope, receive, send
            )
            return
        body = await Request(scope, receive).body()
        try:
            jsonrpc_message_adapter.validate_json(body, by_name=False)
        except ValidationError:  # the SDK would answer with pydantic's own words
            await _no_message()(scope, receive, send)
            return
        await self.protocol(scope, _again(body, receive), send)


def _again(body: bytes, receive: Receive) -> Receive:
    """The channel of a request whose body was read, with that body in it once more."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return first.pop() if first else await receive()

    return replay


def _no_message() -> JSONResponse:
    fault = {"code": INVALID_REQUEST, "message": "Send one JSON-RPC 2.0 message as JSON."}
    return JSONResponse({"jsonrpc": "2.0", "id": None, "error": fault}, HTTPStatus.BAD_REQUEST)
