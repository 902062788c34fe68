"""The API's description says what is true: every route is in it, and what they answer fits it."""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from assistant.web.openapi import description
from tests.browser.fake_assistant import FakeAssistant
from tests.test_web_stream import events
from tests.web import said, web_app

APP = web_app(FakeAssistant())
WEB = TestClient(APP)
ELSEWHERE = {"/", "/demo", "/widget.js", "/mcp"}  # described here, tested with the page, the widget and the agents
QUESTIONS = ("ice", "can't pee", "weather", "tape", "fever", "hurt myself", "")
STREAMED = {"triage": "Triage", "citations": "Citations", "sentence": "SentenceWithNotes", "done": "Record"}


def faults(shape: str, data: Any) -> list[str]:
    """What keeps the data from being of a shape of the description."""
    whole = {"$ref": f"#/components/schemas/{shape}", "components": description()["components"]}
    return [f"{fault.json_path}: {fault.message}" for fault in Draft202012Validator(whole).iter_errors(data)]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_record_is_what_its_schema_says(question: str) -> None:
    assert faults("Record", WEB.post("/api/ask", json=said(question)).json()) == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_event_is_what_its_schema_says(question: str) -> None:
    for name, data in events(WEB.post("/api/ask/stream", json=said(question)).text):
        assert faults(STREAMED[name], data) == []


def test_the_schema_is_strict() -> None:
    record = WEB.post("/api/ask", json=said("ice")).json()
    assert faults("Record", {k: v for k, v in record.items() if k != "triage"})
    assert faults("Record", record | {"new": 1})


@pytest.mark.parametrize(
    ("path", "shape"),
    [("/api/article", "Article"), ("/v1/models", "Models"), ("/healthz", "Health"), ("/readyz", "Readiness")],
)
def test_other_answers_are_what_their_schemas_say(path: str, shape: str) -> None:
    assert faults(shape, WEB.get(path).json()) == []


def test_a_chat_completion_is_what_its_schema_says() -> None:
    assert faults("ChatCompletion", WEB.post("/v1/chat/completions", json=said("ice")).json()) == []


@pytest.mark.parametrize("path", sorted(description()["paths"].keys() - ELSEWHERE))
def test_every_route_that_is_described_is_there_and_no_other_method(path: str) -> None:
    described = {method.upper() for method in description()["paths"][path]}
    there = {m for m in ("GET", "HEAD", "POST", "PUT", "DELETE") if WEB.request(m, path).status_code != 405}
    assert there == described


def test_every_route_there_is_is_described() -> None:
    included = [route.original_router.routes for route in APP.router.routes if hasattr(route, "original_router")]
    there = {getattr(route, "path", "") for routes in included for route in routes}
    assert "/api/ask" in there
    assert there <= description()["paths"].keys()


def test_each_answering_route_tells_of_every_refusal() -> None:
    for path in ("/api/ask", "/api/ask/stream", "/v1/chat/completions"):
        assert {"400", "408", "413", "429", "503", "504"} <= description()["paths"][path]["post"]["responses"].keys()


def test_nothing_of_the_description_is_empty() -> None:
    def empty(part: Any, where: str) -> list[str]:
        inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        return [where] * (part is None) + [place for key, value in inside for place in empty(value, f"{where}/{key}")]

    assert empty(description(), "") == []


def test_the_page_of_the_description_names_every_route_and_shape_and_no_other_host() -> None:
    response = WEB.get("/api/docs")
    for path, operations in description()["paths"].items():
        for method in operations:
            assert f"<code>{method.upper()} {path}</code>" in response.text.replace("&#95;", "_")
    assert set(re.findall(r'href="#(\w+)"', response.text)) <= set(re.findall(r'id="(\w+)"', response.text))
    assert "http" not in response.text.replace("&quot;", "")
    assert "<script" not in response.text


def one_shape(_: Any, response: Any, case: Any) -> None:
    """Each fault is told in the one shape."""
    if response.status_code >= 400 and case.path != "/readyz" and case.method != "HEAD":
        assert faults("Fault", response.json()) == []


described = schemathesis.openapi.from_asgi("/openapi.json", APP).exclude(path=sorted(ELSEWHERE))


@described.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_made_up_requests_are_answered_as_described(case: Any) -> None:
    kept = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
    case.call_and_validate(checks=[*kept, one_shape])
