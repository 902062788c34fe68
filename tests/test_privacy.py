"""What a person types is in no stream, log or file of the process that serves them."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from assistant.domain import Role, Tier, Turn
from assistant.triage import Sensed, build_triage

if TYPE_CHECKING:
    from collections.abc import Sequence

SENTINEL = "qzxvplonk"  # no word of any language, so it can come from nowhere else
SAID = [
    f"my {SENTINEL} hurts, should I ice it?",
    f"I can't feel my groin since {SENTINEL}",
    f"me duele la {SENTINEL} desde ayer por la tarde y no sé qué hacer",
    f"{SENTINEL} " * 3000,
    f"\x00{SENTINEL}\ud83d",
    "",
]


@pytest.mark.model
def test_nothing_typed_is_left_behind_by_the_server(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    spotter = Path(sys.executable).with_name("spotter")
    left = tmp_path / "left"
    left.mkdir()
    log = tmp_path / "log"
    places = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME", "GRADIO_TEMP_DIR"), str(left))
    environment = os.environ | places | {"LOG_LEVEL": "DEBUG"}
    command = [str(spotter), "serve", "--port", str(port), "--data-dir", str(left / "index")]
    with log.open("wb") as stream, subprocess.Popen(command, env=environment, stdout=stream, stderr=stream) as process:
        try:
            talk(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
    assert SENTINEL.encode() not in log.read_bytes()
    files = [path for path in left.rglob("*") if path.is_file()]
    assert files, "the index at least was written there"
    assert [path for path in files if SENTINEL.encode() in path.read_bytes()] == []


def talk(address: str) -> None:
    """Everything that carries words: sound questions, broken bodies, paths, queries, headers."""
    with httpx.Client(base_url=address, timeout=60) as client:
        ready(client)
        for said in SAID:
            body = {"messages": [{"role": "user", "content": said.encode("utf-8", "replace").decode()}]}
            assert client.post("/api/ask", json=body).status_code == httpx.codes.OK
        assert client.post("/api/ask", content=f'{{"messages": "{SENTINEL}"').is_client_error
        assert client.post("/api/ask", json={"messages": [{"role": SENTINEL, "content": SENTINEL}]}).is_client_error
        assert client.get(f"/api/{SENTINEL}").is_client_error
        client.get(f"/api/article?name={SENTINEL}", headers={"x-said": SENTINEL, "referer": f"http://a/{SENTINEL}"})
        client.post("/gradio_api/queue/join", json={"data": [SENTINEL], "fn_index": 0, "session_hash": "a"})


def ready(client: httpx.Client) -> None:
    end = time.monotonic() + 240  # a machine that has no index yet builds one first
    while time.monotonic() < end:
        try:
            client.get("/readyz").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError


def test_no_step_logs_words(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    class Loud:
        def recognise(self, text: str) -> Sequence[Sensed]:
            return [Sensed("cauda_equina", Tier.URGENT, 0, len(text))] if text else []

    with caplog.at_level(logging.DEBUG):
        for said in SAID:
            build_triage(recogniser=Loud())([Turn(Role.USER, said)])
    printed = capsys.readouterr()
    assert SENTINEL not in caplog.text + printed.out + printed.err
