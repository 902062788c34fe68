"""Addresses in, seconds to wait out: how often one address may ask; and the bounds on all answers together."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from limits import parse
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

from assistant.triage import load_numbers

if TYPE_CHECKING:
    from limits.aio.storage import Storage

    from assistant.settings import Settings

log = logging.getLogger(__name__)
MEMORY = "async+memory://"
OFF = "off"
PATIENCE = 0.5  # seconds a question waits for a counter that is kept elsewhere
PAUSE = 5.0  # seconds in which a counter that failed is not asked again
ONE_HOME = 64  # bits of an IPv6 address that one subscriber is given; the rest they choose at will


@dataclass(frozen=True, slots=True)
class Limits:
    """What one address and all addresses together may use.

    ``at_once`` answers are worked on together, ``waiting`` more wait; each has ``timeout_s`` seconds in all.
    ``emergency`` is the number that whoever is turned away is told. ``trusted_proxies`` are the addresses and networks
    whose word is taken for where a request came from.
    """

    rate: str = "60/minute"
    storage: str = MEMORY
    at_once: int = 4
    waiting: int = 16
    timeout_s: float = 30.0
    emergency: str = field(default_factory=lambda: load_numbers().emergency)
    trusted_proxies: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """What the settings say."""
        return cls(
            rate=settings.rate,
            storage=settings.rate_storage.get_secret_value() if settings.rate_storage else MEMORY,
            at_once=settings.at_once,
            waiting=settings.waiting,
            timeout_s=settings.timeout_s,
            emergency=load_numbers(settings.region).emergency,
            trusted_proxies=settings.trusted_proxies,
        )


class Rate:
    """Counts questions an address in a moving window. Lets everyone pass while its counter is out of reach."""

    def __init__(self, rate: str, storage: str) -> None:
        self._item = None if rate == OFF else parse(rate)
        store = storage_from_string(storage, wrap_exceptions=True, implementation="redispy")
        self._window = MovingWindowRateLimiter(cast("Storage", store))  # each scheme that is let in is an async one
        self._away_until = 0.0

    async def wait(self, address: str) -> int | None:
        """Seconds until this address may ask again; 0 when it may now, None when nobody could count."""
        if self._item is None:
            return 0
        if time.monotonic() < self._away_until:
            return None
        key = counted_as(address)
        try:
            async with asyncio.timeout(PATIENCE):
                if await self._window.hit(self._item, key):
                    return 0
                window = await self._window.get_window_stats(self._item, key)
        except (StorageError, TimeoutError) as fault:
            # Advice must not be withheld because a counter is away.
            log.error("Questions are not counted: the rate storage failed with %s.", type(fault).__name__)  # noqa: TRY400
            self._away_until = time.monotonic() + PAUSE
            return None
        return max(1, math.ceil(window.reset_time - time.time()))


def counted_as(address: str) -> str:
    """The address itself, or the network of an IPv6 address, in which one person has as many as they like."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:  # noqa: PLR2004 - the protocol's own number
        return address
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known.packed, ONE_HOME), strict=False))
