"""Any ASGI app in, the same app behind the house rules out.

The rules: headers on every response, no cookies, a limit on bodies, doors of Gradio's that nobody needs
closed, faults as JSON, and a front page that holds our own head and asks no other host for anything.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

from assistant.web.faults import INTERNAL, NOWHERE, error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

SLOWEST_BODY = 20.0  # seconds; a megabyte comes through in them at 50 kB/s
LARGEST_BODY = 1_000_000  # bytes; a message of 100,000 characters of any script fits
NEEDED = "queue/join|queue/data|cancel|reset|heartbeat/[^/]+|theme.css|startup-events"
CLOSED = re.compile(
    rf"/gradio_api/(?!(?:{NEEDED})/?$)|/(?:docs|redoc|monitoring|login|logout|svelte|custom_component)(?:/|$)"
)
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors {framers}"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# The widget is a file for any site, and holds what to do in an emergency for a site that may not ask.
FOR_ANY_SITE = "/widget.js"
ANY_SITE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
FOREIGN = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>|<link rel="manifest"[^>]*>')
HEAD = (
    '<meta name="description" content="Answers about a sore back after a workout from one article, cited.">'
    '<meta name="color-scheme" content="light dark">'
    '<link rel="icon" href="/spotter/icon.svg"><link rel="stylesheet" href="/spotter/page.css">'
    '<script src="/spotter/page.js" defer></script>'
)
SCRIPTLESS = "<noscript><p>This page needs JavaScript. Without it, ask in a terminal: spotter ask</p></noscript>"


class BodyTooLargeError(Exception):
    """More bytes than ``LARGEST_BODY`` arrived."""


class BodyTooSlowError(Exception):
    """The body was not whole after ``SLOWEST_BODY``."""


class Shell:
    """The outermost layer of the web process."""

    def __init__(
        self, app: ASGIApp, allowed_origins: Sequence[str] = (), *, slowest_body: float = SLOWEST_BODY
    ) -> None:
        self._app = app
        self._slowest_body = slowest_body
        self._policy = POLICY.replace("{framers}", " ".join(allowed_origins) or "'none'")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; anything but HTTP passes through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        out = _Out(send, self._policy, path=scope["path"] if scope["method"] == "GET" else "")
        try:
            await self._guarded(scope, receive, out)
        except BodyTooLargeError:
            refusal = error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "A body may hold at most 1 MB.")
            await refusal(scope, receive, out)
        except BodyTooSlowError:
            await error(HTTPStatus.REQUEST_TIMEOUT, "too_slow", "The body did not arrive in time.")(scope, receive, out)
        except Exception as fault:  # noqa: BLE001 - the outermost door
            # The message may quote what a person typed, so only the kind of fault is logged.
            log.error("%s %s failed with %s", scope["method"], scope["path"], type(fault).__name__)  # noqa: TRY400
            if out.started:  # half of it is out, so the connection can only break off
                raise RuntimeError("A response broke off.") from None
            await error(HTTPStatus.INTERNAL_SERVER_ERROR, *INTERNAL)(scope, receive, out)

    async def _guarded(self, scope: Scope, receive: Receive, out: _Out) -> None:
        if CLOSED.match(scope["path"]):
            await error(HTTPStatus.NOT_FOUND, *NOWHERE)(scope, receive, out)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdigit() and int(declared) > LARGEST_BODY:
            raise BodyTooLargeError
        plain = [(name, value) for name, value in scope["headers"] if not (out.front and name == b"accept-encoding")]
        await self._app({**scope, "headers": plain}, _counted(receive, self._slowest_body), out)


class _Out:
    """A ``send`` that adds the headers and rewrites the front page."""

    def __init__(self, send: Send, policy: str, path: str) -> None:
        self._send = send
        self._policy = policy
        self._start: Message | None = None
        self._body = b""
        self._nonce = secrets.token_urlsafe(16)
        self._more = ANY_SITE if path == FOR_ANY_SITE else {}
        self.front = path == "/"
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._dress(MutableHeaders(scope=message))
            self._start = message
            if self.front:
                return
            self.started = True
        elif self.front:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_front()
            return
        await self._send(message)

    def _dress(self, headers: MutableHeaders) -> None:
        headers.update(HEADERS | self._more)
        headers["Content-Security-Policy"] = self._policy.format(nonce=self._nonce)
        del headers["set-cookie"]

    async def _send_front(self) -> None:
        start = self._start or {}
        headers = MutableHeaders(scope=start)
        if headers.get("content-type", "").startswith("text/html"):
            self._body = front_page(self._body.decode(), self._nonce).encode()
        headers["content-length"] = str(len(self._body))
        headers["cache-control"] = "no-store"
        self.started = True
        await self._send(start)
        await self._send({"type": "http.response.body", "body": self._body})


def front_page(html: str, nonce: str) -> str:
    """Gradio's page without its addresses on other hosts, its inline scripts under the nonce, our head in it."""
    own = FOREIGN.sub("", html)
    own = re.sub(r"<script(?=[\s>])", f'<script nonce="{nonce}"', own)
    return own.replace("</head>", HEAD + "</head>", 1).replace("</body>", SCRIPTLESS + "</body>", 1)


def _counted(receive: Receive, seconds: float) -> Receive:
    """The same, but a body that is too large, or not whole after so many seconds, is broken off."""
    arrived = 0
    whole = False
    end = asyncio.get_running_loop().time() + seconds

    async def counting() -> Message:
        nonlocal arrived, whole
        if whole:  # what comes now is that the client leaves, and it may take its time
            return await receive()
        try:
            async with asyncio.timeout_at(end):
                message = await receive()
        except TimeoutError:
            raise BodyTooSlowError from None
        arrived += len(message.get("body", b""))
        whole = not message.get("more_body")
        if arrived > LARGEST_BODY:
            raise BodyTooLargeError
        return message

    return counting
