"""A served Spotter in; what 64 people who ask it at once see, alone and beside rude clients, out as a Markdown table.

Run it with ``make load``. Each person has a question of their own whose right triage a question set names, and each
record has to be the very one that the question got when nobody else was asking.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from eval.rude import again_and_again, dribble, hang, vanish
from eval.sets import QUESTIONS, Row, read_set

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

PEOPLE = 64
SECONDS = 60
RUDE = 16  # of each kind
SPOTTER = Path(sys.executable).with_name("spotter")
# All ask from one address, and nobody is to be turned away: what is measured is how long they wait.
SETTINGS = {"SPOTTER_RATE": "off", "SPOTTER_WAITING": "200", "SPOTTER_TIMEOUT_S": "60"}
SETS = ("red_flags", "in_scope")


@dataclass(frozen=True, slots=True)
class Person:
    """A question and the record it gets when nobody else is asking."""

    question: str
    record: dict[str, Any]


@dataclass(slots=True)
class Seen:
    """What all people together saw in one run: seconds, and what went wrong by name."""

    seconds: float = 0.0
    whole: list[float] = field(default_factory=list)
    streamed: list[float] = field(default_factory=list)
    advised: list[float] = field(default_factory=list)  # until the first event, which is the triage
    health: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)


@asynccontextmanager
async def spotter() -> AsyncIterator[str]:
    """The address of a process that is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(SPOTTER), "serve", "--port", str(port)]
    served = await asyncio.create_subprocess_exec(
        *command, env=os.environ | SETTINGS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient() as web:
            while not await is_ready(web, address):  # noqa: ASYNC110 - another process becomes ready
                await asyncio.sleep(0.2)
        yield address
    finally:
        with suppress(ProcessLookupError):
            served.terminate()
        await served.wait()


async def is_ready(web: httpx.AsyncClient, address: str) -> bool:
    """Whether questions are answered from the article yet."""
    try:
        return (await web.get(f"{address}/readyz")).is_success
    except httpx.TransportError:
        return False


def body(question: str) -> dict[str, Any]:
    """A conversation of one question."""
    return {"messages": [{"role": "user", "content": question}]}


def told(record: dict[str, Any]) -> dict[str, Any]:
    """A record without what differs from time to time."""
    return {name: value for name, value in record.items() if name != "timings_ms"}


def candidates() -> Iterator[Row]:
    """Questions of one turn, a red flag and a plain one in turns."""
    sets = [
        [row for row in read_set(QUESTIONS / "development" / f"{name}.jsonl") if len(row.turns) == 1] for name in SETS
    ]
    return (row for row in chain.from_iterable(zip_longest(*sets)) if row)


async def gather_people(web: httpx.AsyncClient, number: int) -> list[Person]:
    """People whose questions are heard rightly one at a time; others are the safety report's matter."""
    people: dict[str, Person] = {}
    for row in candidates():
        record = (await web.post("/api/ask", json=body(row.said))).json()
        if record["triage"]["tier"] in {tier.word for tier in row.tiers}:
            people[row.said] = Person(row.said, told(record))
        if len(people) == number:
            break
    return list(people.values())


async def ask(web: httpx.AsyncClient, person: Person, seen: Seen) -> None:
    """One question, answered whole."""
    started = time.perf_counter()
    response = await web.post("/api/ask", json=body(person.question))
    seen.whole.append(time.perf_counter() - started)
    check(person, response.status_code, response.json(), seen)


async def ask_streamed(web: httpx.AsyncClient, person: Person, seen: Seen) -> None:
    """One question, answered as a stream; its first event has to be the right triage."""
    started = time.perf_counter()
    name = ""
    data: dict[str, Any] = {}
    async with web.stream("POST", "/api/ask/stream", json=body(person.question)) as response:
        async for line in response.aiter_lines():
            kind, _, value = line.partition(": ")
            name = value if kind == "event" else name
            data = json.loads(value) if kind == "data" else data
            if (kind, name) == ("data", "triage"):
                seen.advised.append(time.perf_counter() - started)
                seen.wrong["another triage"] += data != person.record["triage"]
    seen.streamed.append(time.perf_counter() - started)
    check(person, response.status_code, data, seen)


def check(person: Person, status: int, record: dict[str, Any], seen: Seen) -> None:
    """Count a refusal, a broken answer, and an answer that is not this person's own."""
    if status != httpx.codes.OK or "error" in record:
        seen.wrong[f"status {status}: {record.get('error', {}).get('code', 'no fault named')}"] += 1
    elif record["question"] != person.question:
        seen.wrong["somebody else's answer"] += 1
    elif told(record) != person.record:
        seen.wrong["another answer"] += 1


async def persist(web: httpx.AsyncClient, person: Person, seen: Seen, end: float) -> None:
    """Ask again and again, whole and streamed in turns."""
    while time.perf_counter() < end:
        for asking in (ask, ask_streamed):
            try:
                await asking(web, person, seen)
            except (httpx.TransportError, ValueError) as fault:
                seen.wrong[type(fault).__name__] += 1


async def watch(web: httpx.AsyncClient, seen: Seen, end: float) -> None:
    """Ask for the process's health beside them, as whoever runs it does."""
    while time.perf_counter() < end:
        started = time.perf_counter()
        (await web.get("/healthz")).raise_for_status()
        seen.health.append(time.perf_counter() - started)
        await asyncio.sleep(0.25)


async def crowd(address: str, people: list[Person], seconds: float) -> Seen:
    """Everyone at once for so many seconds; each has a connection of their own."""
    seen = Seen()
    limits = httpx.Limits(max_connections=len(people) + 1, max_keepalive_connections=len(people) + 1)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=120) as web:
        started = time.perf_counter()
        end = started + seconds
        await asyncio.gather(watch(web, seen, end), *(persist(web, person, seen, end) for person in people))
        seen.seconds = time.perf_counter() - started
    return seen


async def beside_rude_ones(address: str, people: list[Person], seconds: float) -> Seen:
    """The same while others hang, dribble and vanish."""
    rude = [
        asyncio.create_task(again_and_again(kind, address)) for kind in (hang, dribble, vanish) for _ in range(RUDE)
    ]
    try:
        return await crowd(address, people, seconds)
    finally:
        for client in rude:
            client.cancel()
        await asyncio.wait(rude)


def share(values: list[float], part: float) -> str:
    """The value below which that part of them lies, in seconds."""
    return f"{sorted(values)[min(len(values) - 1, int(len(values) * part))]:.2f} s" if values else "none"


def row(name: str, seen: Seen) -> str:
    """One line of the table."""
    done = len(seen.whole) + len(seen.streamed)
    figures = [share(values, part) for values in (seen.whole, seen.streamed, seen.advised) for part in (0.5, 0.95)]
    wrong = "; ".join(f"{count} {what}" for what, count in seen.wrong.items() if count) or "none"
    cells = [name, str(done), f"{done / seen.seconds:.1f}", *figures, share(seen.health, 0.95), wrong]
    return f"| {' | '.join(cells)} |"


async def measure(number: int, seconds: float) -> int:
    """Print the table; 1 where anything went wrong."""
    async with spotter() as address:
        async with httpx.AsyncClient(base_url=address, timeout=60) as web:
            people = await gather_people(web, number)
        tiers = Counter(person.record["triage"]["tier"] for person in people)
        print(f"{len(people)} people: {', '.join(f'{count} {tier}' for tier, count in tiers.items())}\n")
        print("| beside them | answers | a second | whole p50 | p95 | streamed p50 | p95 | triage out p50 | p95 "
              "| /healthz p95 | wrong |")  # fmt: skip
        print(f"|{' --- |' * 11}")
        quiet = await crowd(address, people, seconds)
        print(row("nobody", quiet), flush=True)
        loud = await beside_rude_ones(address, people, seconds / 2)
        print(row(f"{3 * RUDE} rude clients", loud))
    return int(any(seen.wrong.total() for seen in (quiet, loud)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    given = parser.parse_args()
    sys.exit(asyncio.run(measure(given.people, given.seconds)))
