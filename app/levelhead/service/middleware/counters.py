"""Counts requests against rates: in this process, or in Redis for all processes together.

Redis is a convenience, not a need: while it does not answer, or answers what cannot be right, each
process counts for itself.
"""

import asyncio
import logging
import time
from typing import NamedTuple

from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

from levelhead.service.middleware.rate import Rate
from levelhead.service.observe import metrics

# Redis in the same network answers in a millisecond; what takes this long is as good as gone.
REDIS_SECONDS = 0.2

# Its longest answer here is four numbers; more would only fill the memory.
MAX_REPLY_BYTES = 4096

# So long after a failure nobody asks Redis; then a try, which no request waits for.
PAUSE = 2.0

# How often counts that have run out are looked for.
SWEEP_EVERY = 10.0

log = logging.getLogger("levelhead")


Client = tuple[str, ...]


class Count(NamedTuple):
    """How a client stands with its rate after a request."""

    within: bool
    remaining: int
    reset: float
    """Seconds until more is allowed."""


class _Memory(MemoryStorage):
    """The library looks through all clients at each request; this looks every few seconds."""

    _swept = 0.0

    async def _MemoryStorage__schedule_expiry(self) -> None:
        now = time.monotonic()
        if now - self._swept >= SWEEP_EVERY:
            self._swept = now
            await super()._MemoryStorage__schedule_expiry()  # type: ignore[misc]


class Counters:
    """Counts for each client, in Redis where it answers."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._local = SlidingWindowCounterRateLimiter(_Memory())
        self._redis = _redis(redis_url) if redis_url else None
        self._shared = SlidingWindowCounterRateLimiter(self._redis) if self._redis else None
        self._up = True
        self._again = 0.0
        self._seeing: asyncio.Task[None] | None = None
        self._failed: tuple[Rate, Client] | None = None

    async def count(self, rate: Rate, *client: str, cost: int = 1) -> Count:
        """Count one request of a client, or as many as `cost` says."""
        if self._shared and self._reachable():
            try:
                return await _count_by(self._shared, rate, client, cost)
            except Exception as error:  # whatever a server may answer, the request goes on
                self._lost(error, rate, client)
        return await _count(self._local, rate, client, cost)

    def _reachable(self) -> bool:
        """Whether to ask Redis; after the pause, also sees in the background if it is back."""
        if not self._up and time.monotonic() >= self._again and not self._seeing:
            self._seeing = asyncio.create_task(self._see())
        return self._up

    async def _see(self) -> None:
        """Ask what failed last, at no cost to the client: an answer to another question may do."""
        assert self._shared
        assert self._failed
        try:
            await _count_by(self._shared, *self._failed, cost=0)
        except Exception:
            self._lost_again()
        else:
            self._up = True
            log.warning("Redis is back: rates are counted for all processes together")
        finally:
            self._seeing = None

    def _lost(self, error: Exception, rate: Rate, client: Client) -> None:
        self._lost_again()
        if self._up:
            self._up = False
            self._failed = rate, client
            cause = error.args[0] if isinstance(error, StorageError) else error
            log.warning(
                "Redis does not answer as it should (%s): each process counts rates for itself",
                type(cause).__name__,
            )

    def _lost_again(self) -> None:
        metrics.REDIS_FAILURES.inc()
        self._again = time.monotonic() + PAUSE

    async def close(self) -> None:
        """Hang up."""
        if self._redis:
            await self._redis.bridge.storage.aclose()  # type: ignore[attr-defined]


class NonsenseError(Exception):
    """An answer of Redis that cannot be right."""


def _redis(url: str) -> RedisStorage:
    from redis._parsers import _AsyncRESP2Parser
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    class Parser(_AsyncRESP2Parser):
        """The library would read as much as a server says it is going to send."""

        async def _read(self, length: int) -> bytes:
            if length > MAX_REPLY_BYTES:
                raise NonsenseError
            return await super()._read(length)

    return RedisStorage(
        f"async+{url}",
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix="levelhead",
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
        retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]
        parser_class=Parser,  # type: ignore[arg-type]
    )


async def _count_by(
    limiter: SlidingWindowCounterRateLimiter, rate: Rate, client: Client, cost: int
) -> Count:
    """The count of a server that may be anything; it raises whatever the libraries do."""
    async with asyncio.timeout(REDIS_SECONDS):
        count = await _count(limiter, rate, client, cost)
    refused_unused = not count.within and cost <= count.remaining == rate.quota
    if refused_unused or count.remaining > rate.quota or not count.reset <= rate.seconds:
        raise NonsenseError
    return count


async def _count(
    limiter: SlidingWindowCounterRateLimiter, rate: Rate, client: Client, cost: int
) -> Count:
    item = RateLimitItemPerSecond(rate.quota, rate.seconds)
    within = await limiter.hit(item, *client, cost=cost)
    stats = await limiter.get_window_stats(item, *client)
    # In the first instant of a window the library takes its end for now.
    reset = stats.reset_time - time.time()
    return Count(within, stats.remaining, reset if reset > 0 else float(rate.seconds))
