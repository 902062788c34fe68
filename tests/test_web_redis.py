"""Several processes that count together in a real Redis."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from assistant.web.limits import Limits
from tests.browser.fake_assistant import FakeAssistant
from tests.web import said, web_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def redis_port(tmp_path: Path) -> Iterator[int]:
    if shutil.which("redis-server") is None:
        reason = "no redis-server is installed, so shared counting is not tested"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        wait_for_port(port)
        yield port
        process.terminate()


def wait_for_port(port: int, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)
        else:
            return


def test_two_processes_count_together(redis_port: int) -> None:
    limits = Limits(rate="2/minute", storage=f"async+redis://127.0.0.1:{redis_port}/0")
    with TestClient(web_app(FakeAssistant(), limits)) as one, TestClient(web_app(FakeAssistant(), limits)) as other:
        asked = [web.post("/api/ask", json=said("ice")) for web in (one, other, one, other)]
    assert [response.status_code for response in asked] == [200, 200, 429, 429]
    assert 0 < int(asked[-1].headers["retry-after"]) <= 60
