"""The nginx recipe of docs/recipes.md, run as it stands but for its addresses."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from assistant.web.api import api
from assistant.web.app import guard_doors
from assistant.web.gate import Gate
from assistant.web.limits import Limits
from tests.browser.fake_assistant import CORPUS, FakeAssistant
from tests.processes import wait_for
from tests.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

RECIPES = Path(__file__).parents[1] / "docs" / "recipes.md"
AROUND = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{server}
}}
"""


@pytest.fixture(scope="module")
def nginx() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        reason = "nginx is not installed, so its recipe is not tried"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def front(nginx: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from fastapi import FastAPI  # noqa: PLC0415 - not needed where the tests are skipped

    app = FastAPI()
    app.include_router(api(FakeAssistant(), Gate(FakeAssistant(), Limits(rate="3/minute")), CORPUS, ()))
    guard_doors(app, (), ("127.0.0.1",))
    with serving(app) as back:
        folder = tmp_path_factory.mktemp("nginx")
        config = folder / "nginx.conf"
        port = free_port()
        config.write_text(AROUND.format(folder=folder, server=recipe(port, back)), encoding="utf-8")
        with subprocess.Popen(
            [nginx, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(config)]
        ) as running:
            try:
                wait_for(f"http://127.0.0.1:{port}/healthz")
                yield f"http://127.0.0.1:{port}"
            finally:
                running.terminate()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def recipe(port: int, back: str) -> str:
    """The server block of the page, without its certificate."""
    block = re.search(r"```nginx\n(.+?)```", RECIPES.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    plain = re.sub(r" *ssl_certificate.*\n", "", block[1]).replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    # Each visitor is somebody else to nginx; from here all have one address, so a header says who asks.
    return plain.replace("http://127.0.0.1:7860", back).replace("$remote_addr", "$http_visitor")


def test_what_to_do_now_arrives_while_the_answer_is_still_worked_on(front: str) -> None:
    asked = {"messages": [{"role": "user", "content": "ice, slowly"}]}
    arrived: dict[str, float] = {}
    with httpx.stream("POST", f"{front}/api/ask/stream", json=asked, headers={"Visitor": "192.0.2.1"}) as response:
        for line in response.iter_lines():
            if line.startswith("event: "):
                arrived.setdefault(line.removeprefix("event: "), time.monotonic())
    assert arrived["done"] - arrived["triage"] > 0.5


def test_each_visitor_has_a_rate_of_their_own(front: str) -> None:
    def ask(visitor: str) -> int:
        asked = {"messages": [{"role": "user", "content": "ice"}]}
        return httpx.post(f"{front}/api/ask", json=asked, headers={"Visitor": visitor}).status_code

    assert [ask("192.0.2.2") for _ in range(4)] == [200, 200, 200, 429]
    assert ask("192.0.2.3") == 200
