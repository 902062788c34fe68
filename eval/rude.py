"""An address in; clients that hang, dribble or vanish until they are stopped out."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

DRIBBLE_S = 0.5  # seconds between two bytes
HEAD = (
    "POST /api/ask/stream HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Content-Length: {length}\r\n\r\n"
)
BODY = json.dumps({"messages": [{"role": "user", "content": "How long should I ice my back?"}]}).encode()


async def hang(address: str) -> None:
    """Connect and say nothing until the server hangs up."""
    reader, writer = await _connect(address)
    try:
        await reader.read()
    finally:
        writer.close()


async def dribble(address: str) -> None:
    """Send a question byte by byte."""
    _, writer = await _connect(address)
    try:
        for byte in HEAD.format(length=len(BODY)).encode() + BODY:
            writer.write(bytes((byte,)))
            await writer.drain()
            await asyncio.sleep(DRIBBLE_S)
    finally:
        writer.close()


async def vanish(address: str) -> None:
    """Ask, read the first of the stream, and cut the line."""
    reader, writer = await _connect(address)
    try:
        writer.write(HEAD.format(length=len(BODY)).encode() + BODY)
        await reader.readuntil(b"event: ")
        writer.transport.abort()
    finally:
        writer.close()


async def again_and_again(client: Callable[[str], Awaitable[None]], address: str) -> None:
    """The same client anew whenever it is through; ends when it is cancelled."""
    while True:
        with suppress(OSError, EOFError):
            await client(address)
        await asyncio.sleep(DRIBBLE_S)


async def _connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    place = urlsplit(address)
    return await asyncio.open_connection(place.hostname, place.port)
