"""The commands of docs/api.md, run as they stand against a real server."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI

from assistant.web.api import api
from assistant.web.gate import Gate
from assistant.web.limits import Limits
from assistant.web.mcp import mount_mcp
from assistant.web.openai import openai_api
from tests.browser.fake_assistant import CORPUS, FakeAssistant, citations
from tests.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (Path(__file__).parents[1] / "docs" / "api.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (curl .+)$", PAGE, re.MULTILINE)
PROGRAMS = re.findall(r"^```python\n(.+?)^```$", PAGE, re.MULTILINE | re.DOTALL)
WRITTEN = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    app = FastAPI()
    gate = Gate(FakeAssistant(), Limits(rate="off"))
    app.include_router(api(FakeAssistant(), gate, CORPUS, ()))
    app.include_router(openai_api(gate))
    mount_mcp(app, gate, CORPUS)
    with serving(app) as running:
        yield running


def test_each_way_has_its_example() -> None:
    assert (len(COMMANDS), len(PROGRAMS)) == (5, 2)


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed, so its commands are not tried")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_answered(address: str, command: str) -> None:
    told = subprocess.check_output(shlex.split(command.replace(WRITTEN, address)), text=True)
    last = told.strip().splitlines()[-1].removeprefix("data: ")
    assert "error" not in json.loads(last)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_shows_the_answer(address: str, program: str) -> None:
    code = program.replace(WRITTEN, address)
    told = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert citations()[0].quote in told
