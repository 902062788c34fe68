"""An app in, the address of a real server that runs it in a thread out."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from assistant.web.app import listen

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from starlette.types import ASGIApp


class _Server(uvicorn.Server):
    """Says when it is up."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(uvicorn.Config(app, access_log=False, log_level="warning", timeout_graceful_shutdown=1))
        self.up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve until the block ends; startup and shutdown run as they do in the product."""
    server = _Server(app)
    with listen("127.0.0.1", 0) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            assert server.up.wait(30)
            yield address
        finally:
            server.should_exit = True
            thread.join(30)
