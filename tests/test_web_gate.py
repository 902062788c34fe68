"""Who is let in to an answer, who waits, who is refused, and what a refusal says."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.testclient import TestClient

from assistant.web.limits import Limits, counted_as
from tests.browser.fake_assistant import FakeAssistant
from tests.serving import serving
from tests.web import Held, said, web_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.domain import Turn
    from assistant.events import Event
    from assistant.web.talk import Answers

ROUTES = ("/api/ask", "/api/ask/stream", "/v1/chat/completions")
NOBODY_COUNTS = "async+redis://127.0.0.1:1/0"


def client(limits: Limits, answers: Answers | None = None, host: str = "198.51.100.1") -> TestClient:
    return TestClient(web_app(answers or FakeAssistant(), limits), client=(host, 1))


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def in_flight(address: str) -> float:
    metrics = httpx.get(f"{address}/metrics").text
    return float(metrics.partition("\nspotter_in_flight ")[2].partition("\n")[0])


@pytest.mark.parametrize("route", ROUTES)
def test_an_address_that_asks_too_often_is_told_when_to_come_back(route: str) -> None:
    web = client(Limits(rate="2/minute"))
    assert [web.post(route, json=said("ice")).status_code for _ in range(3)] == [200, 200, 429]
    refused = web.post(route, json=said("ice"))
    assert refused.json()["error"]["code"] == "rate_limited"
    assert 0 < int(refused.headers["retry-after"]) <= 60


def test_a_refusal_says_what_to_do_in_an_emergency() -> None:
    web = client(Limits(rate="1/minute", emergency="112"))
    web.post("/api/ask", json=said("ice"))
    assert "In an emergency, call 112." in web.post("/api/ask", json=said("ice")).json()["error"]["message"]


def test_the_rate_is_one_over_all_routes() -> None:
    web = client(Limits(rate="2/minute"))
    assert [web.post(route, json=said("ice")).status_code for route in ROUTES] == [200, 200, 429]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/api/article", "/openapi.json"])
def test_what_computes_no_answer_is_never_limited(path: str) -> None:
    web = client(Limits(rate="1/day"))
    assert {web.get(path).status_code for _ in range(5)} == {200}


def test_each_address_has_its_own_count() -> None:
    app = web_app(FakeAssistant(), Limits(rate="1/minute"))
    asked = [
        TestClient(app, client=(host, 1)).post("/api/ask", json=said("ice")) for host in ("192.0.2.1", "192.0.2.2")
    ]
    assert [response.status_code for response in asked] == [200, 200]


def test_what_anyone_claims_of_their_address_is_not_believed() -> None:
    web = client(Limits(rate="1/minute"))
    asked = [
        web.post("/api/ask", json=said("ice"), headers={"X-Forwarded-For": host}) for host in ("1.1.1.1", "2.2.2.2")
    ]
    assert [response.status_code for response in asked] == [200, 429]


@pytest.mark.parametrize(
    ("forwarded", "statuses"),
    [
        (("1.1.1.1", "2.2.2.2"), [200, 200]),
        (("1.1.1.1", "1.1.1.1"), [200, 429]),
        (("9.9.9.9, 1.1.1.1", "8.8.8.8, 1.1.1.1"), [200, 429]),  # the left part is the caller's own claim
        (("1.1.1.1, 10.0.0.7", "1.1.1.1, 10.0.0.8"), [200, 429]),  # two trusted proxies in a row
    ],
)
def test_a_trusted_proxy_is_believed(forwarded: tuple[str, str], statuses: list[int]) -> None:
    web = client(Limits(rate="1/minute", trusted_proxies=("10.0.0.0/8",)), host="10.0.0.9")
    asked = [web.post("/api/ask", json=said("ice"), headers={"X-Forwarded-For": told}) for told in forwarded]
    assert [response.status_code for response in asked] == statuses


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_is_counted_as_one_person(address: str, counted: str) -> None:
    assert counted_as(address) == counted


def test_a_counter_out_of_reach_withholds_no_advice(caplog: pytest.LogCaptureFixture) -> None:
    web = client(Limits(rate="1/minute", storage=NOBODY_COUNTS))
    with caplog.at_level(logging.ERROR):
        assert {web.post("/api/ask", json=said("can't pee")).status_code for _ in range(3)} == {200}
    assert "spotter_uncounted_total 3.0" in web.get("/metrics").text
    assert "the rate storage failed" in caplog.text


def test_a_full_house_refuses_at_once_and_works_on() -> None:
    held = Held()
    with serving(web_app(held, Limits(rate="off", at_once=1, waiting=1))) as address, ThreadPoolExecutor() as people:
        asked = [people.submit(httpx.post, f"{address}/api/ask", json=said("ice")) for _ in range(2)]
        until(lambda: in_flight(address) == 2)
        refused = httpx.post(f"{address}/api/ask", json=said("ice"))
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "busy")
        assert int(refused.headers["retry-after"]) > 0
        assert httpx.get(f"{address}/healthz").status_code == 200
        held.release.set()
        assert [future.result().status_code for future in asked] == [200, 200]


def test_an_emergency_does_not_wait_behind_a_search() -> None:
    held = Held()

    class Both(FakeAssistant):
        def events(self, turns: Sequence[Turn]) -> Iterator[Event]:
            return super().events(turns) if "can't pee" in turns[-1].text else held.events(turns)

    with serving(web_app(Both(), Limits(rate="off", at_once=1, waiting=1))) as address, ThreadPoolExecutor() as people:
        other = people.submit(httpx.post, f"{address}/api/ask", json=said("ice"))
        assert held.looking.acquire(timeout=10)
        answer = httpx.post(f"{address}/api/ask", json=said("can't pee")).json()
        held.release.set()
        assert answer["triage"]["tier"] == "emergency"
        assert other.result().status_code == 200


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    held = Held()
    with serving(web_app(held, Limits(rate="off", timeout_s=0.2))) as address:
        late = httpx.post(f"{address}/api/ask", json=said("ice"))
        held.release.set()
    assert (late.status_code, late.json()["error"]["code"]) == (504, "timeout")


@pytest.mark.parametrize("route", ROUTES[:2])
def test_who_leaves_frees_the_place_and_ends_the_work(route: str) -> None:
    held = Held()
    with serving(web_app(held, Limits(rate="off", at_once=1, waiting=1))) as address:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{address}{route}", json=said("ice"), timeout=httpx.Timeout(10, read=0.3))
        until(lambda: f'route="{route}",status' in httpx.get(f"{address}/metrics").text)  # it has been noticed
        held.release.set()
        until(lambda: in_flight(address) == 0)
    assert held.steps <= 1  # the step at hand, and none after it
