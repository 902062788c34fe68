"""Ten thousand bodies that nobody should send: each is answered or refused in the one shape, and nothing is kept."""

from __future__ import annotations

import json
import sys
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.processes import served

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUTES = ("/api/ask", "/api/ask/stream", "/v1/chat/completions")
AT_A_TIME, TIMES = 34, 100  # bodies
ALL = AT_A_TIME * TIMES * len(ROUTES)
GROWTH = 15_000_000  # bytes; far below what ten thousand kept bodies would come to

text = st.text(max_size=40) | st.sampled_from(
    ["\ud800", "\x00", "\u202e", "ice", "can't pee", "a" * 20_000, "\r\n\r\n"]
)
scalar = st.none() | st.booleans() | st.integers() | st.floats() | text
anything = st.recursive(
    scalar, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3), max_leaves=6
)
role = st.sampled_from(["user", "assistant", "system", "tool"]) | scalar
parts = st.lists(
    st.fixed_dictionaries({"type": st.sampled_from(["text", "image_url"]) | scalar, "text": scalar}), max_size=3
)
message = st.fixed_dictionaries({}, optional={"role": role, "content": text | parts | anything})
asked = st.fixed_dictionaries(
    {"messages": st.lists(message | anything, max_size=4) | anything},
    optional={"stream": scalar, "model": anything, "n": scalar},
)
written = (asked | anything).map(lambda data: json.dumps(data).encode())
cut = st.builds(lambda body, at: body[:at], written, st.integers(0, 200))
RAW = (
    b"[" * 50_000,
    b'{"messages":' * 5_000,
    b"\xff\xfe",
    b"9" * 10_000,
    b'{"messages":[{"role":"user","content":"\\ud800"}]}',
    b"",
)
body = written | cut | st.binary(max_size=200) | st.sampled_from(RAW)


class Server:
    """A process of its own, and one connection to it."""

    def __init__(self, address: str) -> None:
        place = urlsplit(address)
        self._connection = HTTPConnection(place.hostname or "", place.port, timeout=20)
        self._pid = next(c.pid for c in psutil.net_connections("tcp") if c.laddr and c.laddr[1] == place.port and c.pid)
        self.address = address
        self.sent = 0

    @property
    def memory(self) -> int:
        return int(psutil.Process(self._pid).memory_info().rss)

    def close(self) -> None:
        self._connection.close()

    def post(self, route: str, sent: bytes) -> tuple[int, bytes]:
        self.sent += 1
        self._connection.request("POST", route, sent, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        return response.status, response.read()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served([sys.executable, "-m", "tests.serve_web"], "healthz") as address:
        running = Server(address)
        yield running
        running.close()


def check(route: str, status: int, got: bytes) -> None:
    assert status in {200, 400, 413}, (route, status)
    if status != 200:
        fault: Any = json.loads(got)["error"]
        assert {"code", "message"} <= fault.keys()


@pytest.mark.slow
def test_whatever_is_sent_is_answered_and_nothing_is_kept(server: Server) -> None:
    early = 0

    @settings(
        max_examples=TIMES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(body, min_size=AT_A_TIME, max_size=AT_A_TIME))
    def send(bodies: list[bytes]) -> None:
        nonlocal early
        for sent in bodies:
            for route in ROUTES:
                check(route, *server.post(route, sent))
        if server.sent <= ALL // 4:
            early = server.memory

    send()
    assert server.sent == ALL
    assert server.memory - early < GROWTH
    assert "spotter_in_flight 0.0" in httpx.get(f"{server.address}/metrics").text
