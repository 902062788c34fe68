"""What whoever runs the process can count, and what is never in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from assistant.web.limits import Limits
from tests.browser.fake_assistant import FakeAssistant
from tests.web import said, web_app

if TYPE_CHECKING:
    from collections.abc import Mapping


def client(limits: Limits | None = None) -> TestClient:
    return TestClient(web_app(FakeAssistant(), limits or Limits(rate="off")), client=("198.51.100.7", 1))


def counted(web: TestClient, name: str) -> Mapping[tuple[str, ...], float]:
    families = text_string_to_metric_families(web.get("/metrics").text)
    return {tuple(s.labels.values()): s.value for family in families for s in family.samples if s.name == name}


def test_answers_are_counted_by_kind_and_tier() -> None:
    web = client()
    for text in ("ice", "ice", "can't pee"):
        web.post("/api/ask", json=said(text))
    assert counted(web, "spotter_answers_total") == {
        ("answered", "self_care"): 2,
        ("help_first", "emergency"): 1,
    }


def test_requests_are_counted_by_route_and_status() -> None:
    web = client()
    web.post("/api/ask/stream", json=said("ice"))
    web.post("/api/ask", content=b"")
    web.get("/healthz")
    web.get("/somebody's/words?q=mine")
    assert counted(web, "spotter_requests_total") == {
        ("/api/ask/stream", "200"): 1,
        ("/api/ask", "400"): 1,
        ("/healthz", "200"): 1,
        ("other", "404"): 1,
    }


def test_each_route_has_its_own_timings() -> None:
    web = client()
    web.post("/api/ask", json=said("ice"))
    assert counted(web, "spotter_request_seconds_count")["/api/ask",] == 1


def test_refusals_are_counted_by_reason() -> None:
    web = client(Limits(rate="1/minute"))
    for _ in range(3):
        web.post("/api/ask", json=said("ice"))
    assert counted(web, "spotter_refusals_total") == {("rate_limited",): 2}


def test_no_word_and_no_address_is_ever_in_them() -> None:
    web = client(Limits(rate="1/minute"))
    for path in ("/api/ask", "/api/ask/stream", "/v1/chat/completions", "/api/my-unusual-pain"):
        web.post(path, json=said("my unusual pain"))
    text = web.get("/metrics").text
    assert "unusual" not in text
    assert "198.51.100.7" not in text
