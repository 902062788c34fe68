"""Requests and answers in, counts and timings as Prometheus text out: never a word or an address."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest

if TYPE_CHECKING:
    from collections.abc import Container

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["CLIENT_LEFT", "CONTENT_TYPE", "ELSEWHERE", "Counted", "Metrics"]
ELSEWHERE = "other"  # every address that is not known: what people make up must not become a name
CLIENT_LEFT = 499  # reaches nobody; what servers write down for a client that is gone
disable_created_metrics()  # type: ignore[no-untyped-call]  # when each counter began says nothing
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # seconds


class Metrics:
    """What one process has done since it started."""

    def __init__(self) -> None:
        own = self._registry = CollectorRegistry()
        self.requests = Counter("spotter_requests", "Requests by route and status.", ("route", "status"), registry=own)
        self.seconds = Histogram(
            "spotter_request_seconds", "Time until a response was complete.", ("route",), registry=own, buckets=BUCKETS
        )
        self.answers = Counter("spotter_answers", "Answers by kind and tier.", ("kind", "tier"), registry=own)
        self.refusals = Counter("spotter_refusals", "Answers refused, by reason.", ("code",), registry=own)
        self.uncounted = Counter(
            "spotter_uncounted", "Questions let through while the rate storage was out of reach.", registry=own
        )
        self.inside = Gauge("spotter_in_flight", "Answers being worked on or waiting for their turn.", registry=own)

    def text(self) -> bytes:
        """All of them in Prometheus' text format."""
        return generate_latest(self._registry)


class Counted:
    """Any ASGI app, with its HTTP requests counted by route and status and timed until the last byte is out."""

    def __init__(self, app: ASGIApp, metrics: Metrics, routes: Container[str]) -> None:
        self._app = app
        self._metrics = metrics
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; anything but HTTP passes through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = CLIENT_LEFT

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        route = scope["path"] if scope["path"] in self._routes else ELSEWHERE
        try:
            await self._app(scope, receive, seen)
        finally:
            self._metrics.requests.labels(route, str(int(status))).inc()
            self._metrics.seconds.labels(route).observe(time.perf_counter() - started)
