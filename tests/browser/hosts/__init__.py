"""The widget server's address in; host pages on another origin, which carry the widget, out."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
PLAIN = {"lang": "en", "dir": "ltr", "attributes": "", "server": ""}
STRICT = "default-src 'none'; script-src {server}; connect-src {server}; require-trusted-types-for 'script'"


class _Host(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        at = urlsplit(self.path)
        page = HERE / f"{at.path.strip('/')}.html"
        if not page.is_file():
            self.send_error(404)
            return
        values = PLAIN | dict(parse_qsl(at.query))
        body = Template(page.read_text(encoding="utf-8")).substitute(values).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if page.stem == "strict":
            self.send_header("Content-Security-Policy", STRICT.format(server=values["server"]))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
        """Nothing: a test's output is the test's."""


@contextmanager
def hosts() -> Iterator[str]:
    """The origin of the host pages while it is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def address_of(origin: str, page: str, **values: str) -> str:
    """The address of a host page: ``server`` and, as needed, ``attributes`` of the widget, ``lang``, ``dir``."""
    return f"{origin}/{page}?{urlencode(values)}"
