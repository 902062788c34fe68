"""What other sites may ask and load: the named ones the answers, any the widget's file."""

from __future__ import annotations

import pytest
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.web.limits import Limits
from assistant.web.shell import LARGEST_BODY
from tests.browser.fake_assistant import FakeAssistant
from tests.web import said, web_app

NAMED, STRANGE = {"Origin": "https://a.example"}, {"Origin": "https://b.example"}
ALLOWED = "access-control-allow-origin"
ROUTES = ("/api/ask", "/api/ask/stream", "/v1/chat/completions")


def client(rate: str = "off") -> TestClient:
    app = web_app(FakeAssistant(), Limits(rate=rate), (NAMED["Origin"],))
    app.router.routes.insert(0, Route("/widget.js", lambda _: Response("export {}", media_type="text/javascript")))
    return TestClient(app)


@pytest.mark.parametrize("route", ROUTES)
def test_a_named_site_reads_the_answers(route: str) -> None:
    web = client()
    assert web.post(route, json=said("ice"), headers=NAMED).headers[ALLOWED] == NAMED["Origin"]
    assert ALLOWED not in web.post(route, json=said("ice"), headers=STRANGE).headers


@pytest.mark.parametrize("route", ROUTES)
def test_a_browser_may_ask_on_behalf_of_a_named_site(route: str) -> None:
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert client().options(route, headers=NAMED | asks).headers[ALLOWED] == NAMED["Origin"]
    assert ALLOWED not in client().options(route, headers=STRANGE | asks).headers


def test_a_named_site_reads_when_to_ask_again() -> None:
    web = client("1/minute")
    refused = [web.post("/api/ask", json=said("ice"), headers=NAMED) for _ in range(2)][1]
    assert refused.status_code == 429
    assert refused.headers[ALLOWED] == NAMED["Origin"]
    assert "Retry-After" in refused.headers["access-control-expose-headers"]


def test_a_named_site_reads_the_refusal_of_a_body_too_large() -> None:
    refused = client().post("/api/ask", content=b"x" * (LARGEST_BODY + 1), headers=NAMED)
    assert (refused.status_code, refused.headers[ALLOWED]) == (413, NAMED["Origin"])


def test_the_widget_may_be_loaded_by_any_site() -> None:
    for origin, allowed in ((STRANGE, "*"), (NAMED, NAMED["Origin"])):
        headers = client().get("/widget.js", headers=origin).headers
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        assert headers[ALLOWED] == allowed
        assert "Origin" in headers.get("vary", "") or allowed == "*"


def test_nothing_else_is_for_any_site() -> None:
    for path in ("/api/article", "/healthz", "/metrics", "/openapi.json"):
        headers = client().get(path, headers=STRANGE).headers
        assert ALLOWED not in headers
        assert "cross-origin-resource-policy" not in headers


def test_no_site_is_ever_offered_a_persons_credentials() -> None:
    assert "access-control-allow-credentials" not in client().post("/api/ask", json=said("ice"), headers=NAMED).headers
