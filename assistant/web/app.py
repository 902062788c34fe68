"""Settings in, the running web process out: the page at ``/``, the API beside it."""

from __future__ import annotations

import errno
import logging
import socket
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from assistant.web.api import api
from assistant.web.checklist import Checklist
from assistant.web.demo import widget_routes
from assistant.web.gate import Gate
from assistant.web.limits import Limits
from assistant.web.loading import LOADING, Loading
from assistant.web.metrics import Counted
from assistant.web.openai import openai_api
from assistant.web.openapi import description, openapi_api, refusals
from assistant.web.shell import Shell
from corpus.errors import InputError, SpotterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp

    from assistant.settings import Settings
    from assistant.web.talk import Answers
    from corpus.article import Corpus
    from corpus.notes import EditorNote

log = logging.getLogger(__name__)
STATIC = Path(__file__).with_name("static")


def build_app(  # noqa: PLR0913 - four that are shown, two that say who may ask
    answers: Answers,
    corpus: Corpus,
    checklist: Checklist,
    notes: Sequence[EditorNote] = (),
    *,
    limits: Limits | None = None,
    allowed_origins: Sequence[str] = (),
) -> FastAPI:
    """The page and the API in one application; ``Shell`` is around all of it.

    One list, empty unless set, says which other sites may frame the page and read the API.
    """
    import gradio  # noqa: PLC0415 - seconds of import, for this process alone

    from assistant.web.mcp import mount_mcp  # noqa: PLC0415
    from ui import build_page, theme  # noqa: PLC0415

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    limits = limits or Limits()
    gate = Gate(answers, limits)
    app.include_router(api(answers, gate, corpus, notes))
    app.include_router(openai_api(gate))
    mount_mcp(app, gate, corpus, allowed_origins=allowed_origins)
    app.include_router(openapi_api())
    app.include_router(widget_routes(corpus))
    app.router.routes.extend(refusals())  # behind every route of ours, before the page that takes all the rest
    app.mount("/spotter", StaticFiles(directory=STATIC))
    gradio.mount_gradio_app(
        app,
        build_page(answers, corpus, checklist, notes),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        pwa=False,
        theme=theme(),
    )
    guard_doors(app, allowed_origins, limits.trusted_proxies)
    app.add_middleware(Counted, metrics=gate.metrics, routes=description()["paths"])
    return app


def guard_doors(app: FastAPI, allowed_origins: Sequence[str], trusted_proxies: Sequence[str] = ()) -> None:
    """Put the house rules around an app; only the named sites may frame its pages and read its answers.

    Only what the named proxies say of where a request came from is believed.
    """
    app.add_middleware(Shell, allowed_origins=allowed_origins)
    if allowed_origins:  # around the shell, so that a site can read its refusals too
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(allowed_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["*"],  # OpenAI's and MCP's clients send their own; there are no credentials to guard
            expose_headers=["Retry-After"],
        )
    if trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(trusted_proxies))


def serve(settings: Settings) -> None:
    """Serve until interrupted; prints the address once it answers. Raises ``InputError`` for a taken port."""
    listening = listen(settings.host, settings.port)
    from assistant.build import build_assistant, build_safety  # noqa: PLC0415
    from assistant.triage import catalogue, load_numbers  # noqa: PLC0415

    corpus, notes = _shown(settings)
    signs = tuple((c.label, c.tier, c.signs) for c in catalogue())
    checklist = Checklist(signs, load_numbers(settings.region).emergency)
    answers = Loading(build_safety(settings, fault=LOADING), lambda: build_assistant(settings))
    limits = Limits.of(settings)
    app = build_app(answers, corpus, checklist, notes, limits=limits, allowed_origins=settings.allowed_origins)
    run(app, listening)


def _shown(settings: Settings) -> tuple[Corpus, Sequence[EditorNote]]:
    """What the reading pane shows: nothing, where the articles are at fault. Safety advice needs none of them."""
    from corpus.article import Corpus  # noqa: PLC0415
    from corpus.notes import read_notes  # noqa: PLC0415
    from corpus.reader import read_corpus  # noqa: PLC0415

    try:
        corpus = read_corpus(settings.articles)
        return corpus, read_notes(corpus)
    except SpotterError:  # the assistant's ``fault`` says the same, and /readyz repeats it
        return Corpus(()), ()


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises ``InputError`` that says what to do when it cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except UnicodeError:
        raise InputError(f"{host!r} is no name of a host; try spotter serve --host 127.0.0.1") from None
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            other = port + 1 if port < 65535 else port - 1  # noqa: PLR2004 - the last port there is
            raise InputError(
                f"Port {port} on {host} is already in use; choose another: spotter serve --port {other}"
            ) from None
        raise InputError(f"Spotter cannot listen on {host}, port {port}: {fault.strerror or fault}.") from None


def _print_kind(*_: object, **__: object) -> None:
    """In place of a trace, which Gradio prints for any fault and which may quote what was typed: its kind alone."""
    kind = sys.exc_info()[0]
    if kind is not None:
        log.error("The page failed on a request with %s.", kind.__name__)


def run(app: ASGIApp, listening: socket.socket) -> None:
    """Serve an app on a bound socket. No access log: an address may hold what a person typed."""
    traceback.print_exc = _print_kind
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # uvicorn would believe any program on this machine; ``guard_doors`` believes the named
        timeout_graceful_shutdown=2,
    )
    _Server(config).run(sockets=[listening])


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets and self.started:
            host, port = sockets[0].getsockname()[:2]
            name = f"[{host}]" if ":" in host else host
            print(f"Spotter is at http://{name}:{port} (press Ctrl+C to stop)", flush=True)  # noqa: T201 - for the person
