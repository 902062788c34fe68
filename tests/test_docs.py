"""The docs say what the code does: every verb, setting and link."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.flags import flag_page
from assistant.settings import Settings
from assistant.triage import catalogue

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_verb_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [verb for verb in main.commands if f"spotter {verb}" not in readme] == []


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert f"| `{name}` |" in page
    assert f"`SPOTTER_{name.upper()}`" in page
    assert Settings.model_fields[name].description


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_make_target_in_the_docs_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`?make ([a-z]+)`", page.read_text(encoding="utf-8")):
        assert f"\n{target}:" in makefile, target


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_spotter_command_in_the_docs_is_understood(page: Path) -> None:
    lines = re.findall(r"^\$ (?:\w+=\S+ )*\.venv/bin/spotter (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    for line in lines:
        verb, *arguments = shlex.split(line, comments=True)
        main.commands[verb].make_context(verb, arguments)


def test_the_page_of_red_flags_is_the_one_the_data_gives() -> None:
    page = (ROOT / "docs" / "red-flags.md").read_text(encoding="utf-8")
    assert page == flag_page(catalogue()), "run `spotter flags --markdown > docs/red-flags.md`"


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "$ make run" in readme
    assert "$ make test" in readme
