"""A request and its turns in, the answer or its events out; or a refusal, where too much is asked for."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from http import HTTPStatus
from typing import TYPE_CHECKING, Never, TypeAlias

from anyio import CancelScope, CapacityLimiter, to_thread

from assistant.domain import Tier
from assistant.events import Done, TriageReady
from assistant.web.faults import error
from assistant.web.limits import Rate
from assistant.web.metrics import CLIENT_LEFT, Metrics
from assistant.web.words import IN_AN_EMERGENCY

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator, Sequence

    from starlette.requests import Request
    from starlette.responses import JSONResponse

    from assistant.domain import Answer, Turn
    from assistant.events import Event
    from assistant.web.limits import Limits
    from assistant.web.talk import Answers

Worker: TypeAlias = "asyncio.Task[None]"
SOON = 2  # seconds after which a full house is worth another try


class RefusedError(Exception):
    """A question that is not answered: what to say, and after how many seconds asking again may help."""

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after

    def response(self) -> JSONResponse:
        """The refusal in the one shape of faults."""
        response = error(self.status, self.code, self.message)
        if self.retry_after is not None:
            response.headers["Retry-After"] = str(self.retry_after)
        return response


class Gate:
    """The one way for a request to an answer.

    How often an address may ask, how many answers are worked on and wait, and how long one may take are bounded.
    Triage has places of its own, and an emergency keeps the one it was heard in: neither waits behind a search.
    Who leaves gives the place free as soon as the step at hand is over; a step cannot be broken off.
    """

    def __init__(self, answers: Answers, limits: Limits, metrics: Metrics | None = None) -> None:
        self._answers = answers
        self._limits = limits
        self._rate = Rate(limits.rate, limits.storage)
        self._heard_at_once = CapacityLimiter(limits.at_once)
        self._found_at_once = CapacityLimiter(limits.at_once)
        self._threads = CapacityLimiter(2 * limits.at_once)
        self._working: set[Worker] = set()
        self.metrics = metrics or Metrics()

    async def answer(self, request: Request, turns: Sequence[Turn]) -> Answer:
        """The whole answer. Raises ``RefusedError``, also once the client has left."""
        whole = asyncio.ensure_future(self._whole(request, turns))
        gone = asyncio.ensure_future(_gone(request))
        try:
            await asyncio.wait({whole, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not whole.done():
                self._refuse(CLIENT_LEFT, "client_left", "The client left.")
            return whole.result()
        finally:
            whole.cancel()
            gone.cancel()
            await asyncio.wait({whole, gone})

    async def events(self, request: Request, turns: Sequence[Turn]) -> AsyncGenerator[Event, None]:
        """The same as it arrives, triage first. Raises ``RefusedError``: before the first event, or for the timeout."""
        await self._admit(request)
        arrived: asyncio.Queue[Event | None] = asyncio.Queue()
        end = time.monotonic() + self._limits.timeout_s
        scope = CancelScope()
        worker = self._start(turns, arrived, scope)
        try:
            while event := await self._next(arrived, end):
                yield event
            worker.result()  # raises what broke it
        finally:
            scope.cancel()

    async def _whole(self, request: Request, turns: Sequence[Turn]) -> Answer:
        async with aclosing(self.events(request, turns)) as events:
            async for event in events:
                if isinstance(event, Done):
                    return event.answer
        raise AssertionError("events always end with Done")

    async def _admit(self, request: Request) -> None:
        """Raises ``RefusedError`` for an address that asks too often, and for anyone when all places are taken."""
        wait = await self._rate.wait(request.client.host if request.client else "")
        if wait is None:
            self.metrics.uncounted.inc()
        elif wait:
            message = f"That was more than {self._limits.rate} from one address; ask again in {wait} s."
            self._refuse(HTTPStatus.TOO_MANY_REQUESTS, "rate_limited", message, wait)
        if len(self._working) >= self._limits.at_once + self._limits.waiting:
            message = f"Too many are asking at this moment; ask again in {SOON} s."
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "busy", message, SOON)

    def _refuse(self, status: int, code: str, message: str, retry_after: int | None = None) -> Never:
        self.metrics.refusals.labels(code).inc()
        number = self._limits.emergency
        raise RefusedError(status, code, f"{message} {IN_AN_EMERGENCY.format(number=number)}", retry_after)

    def _start(self, turns: Sequence[Turn], arrived: asyncio.Queue[Event | None], scope: CancelScope) -> Worker:
        """A task that outlives its request while a step is at hand: the place is taken for as long as a thread is."""
        task = asyncio.ensure_future(self._work(turns, arrived, scope))
        self._working.add(task)
        self.metrics.inside.set(len(self._working))
        task.add_done_callback(self._finished)
        task.add_done_callback(lambda _: arrived.put_nowait(None))
        return task

    def _finished(self, task: Worker) -> None:
        self._working.discard(task)
        self.metrics.inside.set(len(self._working))
        if not task.cancelled():
            task.exception()  # looked at, or asyncio logs it, and it may quote what was typed

    async def _work(self, turns: Sequence[Turn], arrived: asyncio.Queue[Event | None], scope: CancelScope) -> None:
        with scope:
            events = iter(self._answers.events(turns))
            async with self._heard_at_once:
                event = await self._step(events)
                arrived.put_nowait(event)
                if isinstance(event, TriageReady) and event.triage.tier is Tier.EMERGENCY:
                    await self._rest(events, arrived)
                    return
            async with self._found_at_once:
                await self._rest(events, arrived)

    async def _rest(self, events: Iterator[Event], arrived: asyncio.Queue[Event | None]) -> None:
        while event := await self._step(events):
            arrived.put_nowait(event)
            if isinstance(event, Done):
                self.metrics.answers.labels(event.answer.kind.value, event.answer.triage.tier.word).inc()

    async def _step(self, events: Iterator[Event]) -> Event | None:
        return await to_thread.run_sync(next, events, None, limiter=self._threads)

    async def _next(self, arrived: asyncio.Queue[Event | None], end: float) -> Event | None:
        if arrived.qsize():
            return arrived.get_nowait()
        try:
            async with asyncio.timeout(end - time.monotonic()):
                return await arrived.get()
        except TimeoutError:
            message = f"The answer took longer than {self._limits.timeout_s:g} s."
            self._refuse(HTTPStatus.GATEWAY_TIMEOUT, "timeout", message)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
