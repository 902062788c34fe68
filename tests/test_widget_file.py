"""The widget's one file: how large it is, what it may not do, and that its words and numbers are those of the data."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.domain import Tier
from assistant.triage import catalogue
from assistant.triage.rules import HERE
from assistant.web.demo import WIDGET, demo_html, widget_routes
from assistant.wording import read_wording
from corpus.parse import parse
from corpus.questions import read_questions
from tests.browser.fake_assistant import CORPUS

DOCS = Path(__file__).parents[1] / "docs" / "widget.md"
MOST_BYTES = 15 * 1024  # compressed, as it travels
LANGUAGES = ("en", "es")
FORBIDDEN = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "localStorage")
DIGITS = re.compile(r"\d[\d -]+\d")


@cache
def source() -> str:
    return WIDGET.read_text(encoding="utf-8")


@cache
def table(name: str) -> Any:
    """One of the file's tables, which it writes as JSON."""
    found = re.search(rf"^const {name} = ([\[{{].*?[\]}}]);$", source(), re.MULTILINE | re.DOTALL)
    assert found, name
    return json.loads(found[1])


def shape(value: Any) -> Any:
    """Which texts there are, without the texts."""
    return {key: shape(one) for key, one in value.items()} if isinstance(value, dict) else type(value)


def numbers_of_the_data() -> set[str]:
    """Every number a region's advice may show that cannot be mistaken for something else: three digits or more."""
    data = yaml.safe_load((HERE / "numbers.yaml").read_text(encoding="utf-8"))
    lines = [*data["default"]["emergency"], *data["default"]["crisis"]]
    for region in data["regions"].values():
        lines += [line for name, line in region.items() if name in {"emergency", "crisis", "advice", "poison"}]
    return {found for line in lines for found in DIGITS.findall(line) if len(re.sub(r"\D", "", found)) > 2}


def client() -> TestClient:
    app = FastAPI()
    app.include_router(widget_routes(CORPUS))
    return TestClient(app)


def test_it_is_small() -> None:
    assert len(gzip.compress(WIDGET.read_bytes())) <= MOST_BYTES


@pytest.mark.parametrize("name", FORBIDDEN)
def test_it_reads_nothing_as_markup_or_code_and_keeps_nothing_for_long(name: str) -> None:
    assert name not in source()


def test_it_names_no_host_and_imports_nothing() -> None:
    assert re.findall(r"https?://[^\s\"'`]+", source()) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"^\s*import\b(?!\.meta)|\bimport\(", source(), re.MULTILINE)


def test_every_language_has_every_text() -> None:
    assert set(table("TEXTS")) == set(LANGUAGES)
    assert shape(table("TEXTS")["es"]) == shape(table("TEXTS")["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_levels_are_named_as_everywhere_else(language: str) -> None:
    assert table("TEXTS")[language]["levels"] == read_wording().spoken(language).levels


def test_numbers_that_become_links_are_those_of_the_data() -> None:
    assert set(table("PHONES")) == numbers_of_the_data()


def test_of_two_numbers_that_begin_alike_the_longer_is_looked_for_first() -> None:
    phones = table("PHONES")
    shadowed = [(a, b) for i, a in enumerate(phones) for b in phones[i + 1 :] if b.startswith(a)]
    assert shadowed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_server_the_numbers_are_those_where_no_region_is_set(language: str) -> None:
    data = yaml.safe_load((HERE / "numbers.yaml").read_text(encoding="utf-8"))["default"]
    texts = table("TEXTS")[language]
    for name, lines in (("call", data["emergency"]), ("crisis", data["crisis"])):
        assert DIGITS.findall(texts[name]) == [n for line in lines for n in DIGITS.findall(line)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_server_every_emergency_of_the_catalogue_is_listed(language: str) -> None:
    listed = set(table("TEXTS")[language]["flags"])
    emergencies = {c.id for c in catalogue() if c.tier is Tier.EMERGENCY}
    may_become_one = {c.id for c in catalogue() if any(rule.tier is Tier.EMERGENCY for rule in c.rules)}
    assert emergencies <= listed <= may_become_one


def test_its_first_questions_are_ones_the_article_answers() -> None:
    assert set(table("TEXTS")["en"]["examples"]) <= set(read_questions().examples)


def test_it_is_served_compressed_and_not_sent_twice() -> None:
    first = client().get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.text == source()
    again = client().get("/widget.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_client_that_cannot_unpack_gets_it_plain() -> None:
    plain = client().get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == source()


def test_the_demo_has_no_script_or_style_of_its_own() -> None:
    page = client().get("/demo").text
    assert re.findall(r"<script[^>]*>(.*?)</script>", page) == [""]
    assert "<style" not in page
    assert " style=" not in page
    assert " onload=" not in page


def test_the_demo_shows_an_article_s_markup_literally() -> None:
    page = demo_html(parse("bad.txt", "A <i>title</i>\n\nHeading <b>\n\nText <script>alert(1)</script> & more.\n"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more." in page
    assert "<i>" not in page
    assert "<b>" not in page


def test_the_demo_says_when_there_is_no_article() -> None:
    assert "spotter doctor" in demo_html(None)


def test_the_docs_name_every_property_attribute_and_event_and_only_parts_there_are() -> None:
    docs = DOCS.read_text(encoding="utf-8")
    assert set(re.findall(r"--spotter-[\w-]+", docs)) == set(re.findall(r"--spotter-[\w-]+", source()))
    attributes = re.search(r"observedAttributes = \[(.*?)\]", source())
    assert attributes
    assert [name for name in json.loads(f"[{attributes[1]}]") if f"| `{name}` |" not in docs] == []
    assert [name for name in re.findall(r'#tell\("(\w+)"', source()) if f"spotter:{name}" not in docs] == []
    listed = re.findall(r"`(\w+)`", docs.partition("`::part()`:")[2].partition("The level")[0])
    assert listed
    assert [part for part in listed if not re.search(rf'"\w+\.{part}"', source())] == []
