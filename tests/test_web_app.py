"""The routes for programs, their faults in one shape, and the rules around every response."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from starlette.responses import HTMLResponse
from starlette.testclient import TestClient

from assistant.domain import Triage
from assistant.guard import Guard
from assistant.record import answer_record
from assistant.reply import Assistant
from assistant.web.api import api
from assistant.web.app import guard_doors, listen
from assistant.web.gate import Gate
from assistant.web.limits import Limits
from assistant.web.loading import LOADING, Loading
from assistant.web.openapi import openapi_api, refusals
from assistant.web.shell import LARGEST_BODY, Shell, front_page
from assistant.wording import read_wording
from corpus.errors import DataError, InputError
from corpus.notes import read_notes
from tests.browser.fake_assistant import ARTICLE, CORPUS, FakeAssistant, answer_to
from tests.fakes import EMERGENCY, VERSION
from tests.web import web_app

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from assistant.web.talk import Answers

SAFETY = Assistant(
    (lambda turns: EMERGENCY if "groin" in turns[-1].text else Triage(),),
    None,
    Guard(read_wording(), (), VERSION),
    unheard=Triage(),
    fault=LOADING,
    lack="Heard by rules.",
)
GRADIO = (
    '<head><meta property="og:image" content="https://example.com/a.png" /></head>'
    "<script>window.x = 1</script><script type='module' src='./a.js'></script>"
)


def client(answers: Answers | None = None) -> TestClient:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    heard = answers or FakeAssistant()
    app.include_router(api(heard, Gate(heard, Limits()), CORPUS, read_notes(CORPUS)))
    app.include_router(openapi_api())
    app.router.routes.extend(refusals())
    app.add_api_route("/", lambda: HTMLResponse(GRADIO))
    app.add_api_route("/fault", lambda: 1 // 0)
    app.add_middleware(Shell)
    return TestClient(app, raise_server_exceptions=False)


def said(*texts: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text} for text in texts]}


def test_an_answer_is_the_record() -> None:
    assert client().post("/api/ask", json=said("ice")).json() == answer_record(answer_to("ice"))


@pytest.mark.parametrize("text", ["", "a" * 100_000, "\x00", "<b>", "ש" * 1000])
def test_any_message_is_answered(text: str) -> None:
    assert client().post("/api/ask", json=said(text)).status_code == 200


def test_a_lone_surrogate_is_answered() -> None:
    response = client().post("/api/ask", content=b'{"messages": [{"role": "user", "content": "\\ud800"}]}')
    assert response.json()["question"] == "\ufffd"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[" * 100_000,
        b"\xff",
        b"[]",
        b"{}",
        b'{"messages": []}',
        b'{"messages": "x"}',
        b'{"messages": [1]}',
        b'{"messages": [{"role": "system", "content": "x"}]}',
        b'{"messages": [{"role": [], "content": "x"}]}',
        b'{"messages": [{"role": "user"}]}',
        b'{"messages": [{"role": "user", "content": null}]}',
        b'{"messages": [{"role": "assistant", "content": "x"}]}',
    ],
)
def test_wrong_input_is_a_fault_in_the_one_shape(body: bytes) -> None:
    response = client().post("/api/ask", content=body)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "invalid_input"
    assert "messages" in response.json()["error"]["message"]


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_too_large_is_refused_in_the_same_shape(declared: bool) -> None:
    body = b"x" * (LARGEST_BODY + 1)
    response = client().post("/api/ask", content=body if declared else iter([body]))
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"


def test_a_body_that_dribbles_in_is_refused_in_the_same_shape() -> None:
    sent: list[Message] = []

    async def dribble() -> Message:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/ask",
        "headers": [],
        "query_string": b"",
        "client": None,
    }
    asyncio.run(Shell(web_app(FakeAssistant()), slowest_body=0.1)(scope, dribble, send))
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["error"]["code"] == "too_slow"


def test_a_fault_nobody_foresaw_shows_no_trace() -> None:
    response = client().get("/fault")
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal"
    assert "ZeroDivision" not in response.text


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/run/predict", "/gradio_api/runs", "/gradio_api/file=/etc/passwd", "/docs"],
)
def test_doors_that_nobody_needs_are_closed(path: str) -> None:
    response = client().post(path)
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


def test_every_response_carries_the_headers() -> None:
    headers = client().get("/healthz").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert "set-cookie" not in headers


def test_the_front_page_names_no_other_host_and_its_scripts_carry_the_nonce() -> None:
    response = client().get("/")
    nonce = response.headers["content-security-policy"].partition("'nonce-")[2].partition("'")[0]
    assert response.text.count(f'<script nonce="{nonce}"') == 2
    assert "https://" not in response.text


def test_our_own_files_are_in_the_head() -> None:
    head = front_page(GRADIO, "n").partition("</head>")[0]
    assert 'href="/spotter/page.css"' in head
    assert 'src="/spotter/page.js"' in head


def test_the_article_can_be_shown_by_offsets() -> None:
    shown = client().get("/api/article").json()
    assert shown["text"] == ARTICLE.text
    assert [s["title"] for s in shown["sections"]] == [s.title for s in ARTICLE.sections]
    for note, known in zip(shown["notes"], read_notes(CORPUS), strict=True):
        assert shown["text"][note["start"] : note["end"]] == known.quote


def test_an_unknown_article_is_named_as_such() -> None:
    response = client().get("/api/article", params={"name": "other.txt"})
    assert response.status_code == 404
    assert "article.txt" in response.json()["error"]["message"]


def test_readiness_waits_for_the_assistant_and_health_does_not() -> None:
    gate = threading.Event()

    def build() -> Answers:
        gate.wait()
        return FakeAssistant()

    answers = Loading(SAFETY, build)
    web = client(answers)
    assert web.get("/healthz").status_code == 200
    assert web.get("/readyz").json() == {"ready": False, "reason": LOADING, "lack": "Heard by rules."}
    gate.set()
    assert web.post("/api/ask", json=said("ice")).status_code == 200
    assert web.get("/readyz").json() == {"ready": True, "reason": None, "lack": None}


def test_an_emergency_does_not_wait_for_the_model() -> None:
    gate = threading.Event()

    def build() -> Answers:
        gate.wait()
        return FakeAssistant()

    answer = client(Loading(SAFETY, build)).post("/api/ask", json=said("numb groin")).json()
    gate.set()
    assert answer["triage"]["tier"] == "emergency"


def test_a_build_that_failed_leaves_the_advice_answering() -> None:
    def build() -> Answers:
        raise DataError("The wording is gone.")

    web = client(Loading(SAFETY, build))
    assert web.post("/api/ask", json=said("ice")).json()["kind"] == "unavailable"
    response = web.get("/readyz")
    assert response.status_code == 503
    assert response.json()["reason"] == "The wording is gone."


def test_a_named_site_may_ask() -> None:
    app = FastAPI()
    app.include_router(api(FakeAssistant(), Gate(FakeAssistant(), Limits()), CORPUS, ()))
    guard_doors(app, ("https://a.example",))
    headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    asked = {**headers, "Access-Control-Request-Headers": "content-type"}
    assert (
        TestClient(app).options("/api/ask", headers=asked).headers["access-control-allow-origin"] == headers["Origin"]
    )
    strange = {**asked, "Origin": "https://b.example"}
    assert "access-control-allow-origin" not in TestClient(app).options("/api/ask", headers=strange).headers


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"Port {port} on 127.0.0.1 is already in use; choose another"):
            listen("127.0.0.1", port)


def test_no_site_may_frame_the_page_unless_it_is_named() -> None:
    async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
        await HTMLResponse("x")(scope, receive, send)

    def policy(app: Shell) -> str:
        return TestClient(app).get("/x").headers["content-security-policy"]

    assert "frame-ancestors 'none'" in policy(Shell(nothing))
    assert "frame-ancestors https://a.example http://b.example" in policy(
        Shell(nothing, ("https://a.example", "http://b.example"))
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/ask", 405),
        ("DELETE", "/api/ask/stream", 405),
        ("POST", "/healthz", 405),
        ("MAKEUP", "/metrics", 405),
        ("GET", "/v1/nothing", 404),
        ("PUT", "/api/article", 405),
        ("GET", "/api/nothing", 404),
        ("OPTIONS", "/api/ask", 405),
    ],
)
def test_a_wrong_method_or_address_is_told_in_the_one_shape(method: str, path: str, status: int) -> None:
    response = client().request(method, path)
    assert response.status_code == status
    assert set(response.json()["error"]) == {"code", "message"}


def test_a_probe_may_ask_for_the_head_alone() -> None:
    assert client().head("/healthz").status_code == 200
