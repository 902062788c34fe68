"""Requests and answers in, counts and timings as Prometheus text out: never a word or an address."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # seconds


class Metrics:
    """What one process has done since it started."""

    def __init__(self) -> None:
        own = self._registry = CollectorRegistry()
        self.requests = Counter(
            "spotter_requests", "Requests by route and status.", ("route", "method", "status"), registry=own
        )
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
