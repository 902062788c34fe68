"""A request of another program in, the same request out once it is clear who calls and how; a refusal else."""

from __future__ import annotations

import ipaddress
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import Request

from assistant.web.faults import error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import JSONResponse
    from starlette.types import ASGIApp, Receive, Scope, Send


class Door:
    """Lets POSTed JSON pass to ``inner`` that no stranger's page can have sent.

    A page elsewhere can make a browser call this machine under a name of its own (DNS rebinding). So the host has to
    be an address, ``localhost`` or that of an allowed origin, and a page's origin the same host or an allowed one.
    """

    def __init__(self, inner: ASGIApp, allowed_origins: Sequence[str]) -> None:
        self._inner = inner
        self._origins = frozenset(origin.lower() for origin in allowed_origins)
        self._hosts = frozenset(urlsplit(origin).netloc for origin in self._origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await (self._refusal(Request(scope)) or self._inner)(scope, receive, send)

    def _refusal(self, request: Request) -> JSONResponse | None:
        if self._is_strange(request.headers.get("host", "").lower(), request.headers.get("origin", "").lower()):
            return error(
                HTTPStatus.FORBIDDEN,
                "origin_refused",
                "Call this by localhost or an address, or from a site that the setting allowed_origins names.",
            )
        if request.method != "POST":
            refusal = error(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", "Use POST here.")
            refusal.headers["Allow"] = "POST"
            return refusal
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return error(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "invalid_input", "Send application/json.")
        return None

    def _is_strange(self, host: str, origin: str) -> bool:
        if host not in self._hosts and not is_fixed(host):
            return True
        return bool(origin) and origin not in {*self._origins, f"http://{host}", f"https://{host}"}


def is_fixed(host: str) -> bool:
    """Whether no name server can make this host mean another machine."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or bool(ipaddress.ip_address(name))
    except ValueError:
        return False
