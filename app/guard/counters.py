"""Counts requests against rates: in this process, or in Redis for all processes together.

Redis is a convenience, not a need: while it does not answer, each process counts for itself.
"""

import asyncio
import logging
import time
from typing import NamedTuple

from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

from app.guard.rate import Rate
from app.observe import metrics

# Redis in the same network answers in a millisecond; what takes this long is as good as gone.
REDIS_SECONDS = 0.2

# So long after a failure nobody asks Redis; then a try, which no request waits for.
PAUSE = 2.0

# How often counts that have run out are looked for.
SWEEP_EVERY = 10.0

log = logging.getLogger("levelhead")


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

    async def count(self, rate: Rate, *client: str) -> Count:
        """Count one request of a client."""
        if self._shared and self._reachable():
            try:
                async with asyncio.timeout(REDIS_SECONDS):
                    return await _count(self._shared, rate, client)
            except (StorageError, OSError, TimeoutError) as error:
                self._lost(error)
        return await _count(self._local, rate, client)

    def _reachable(self) -> bool:
        """Whether to ask Redis; after the pause, also sees in the background if it is back."""
        if not self._up and time.monotonic() >= self._again and not self._seeing:
            self._seeing = asyncio.create_task(self._see())
        return self._up

    async def _see(self) -> None:
        assert self._redis
        try:
            # Not check(), which swallows a cancellation too.
            await self._redis.get("is-redis-back")
        except StorageError:
            self._lost_again()
        else:
            self._up = True
            log.warning("Redis is back: rates are counted for all processes together")
        finally:
            self._seeing = None

    def _lost(self, error: Exception) -> None:
        self._lost_again()
        if self._up:
            self._up = False
            cause = error.args[0] if isinstance(error, StorageError) else error
            log.warning(
                "Redis does not answer (%s): each process counts rates for itself",
                type(cause).__name__,
            )

    def _lost_again(self) -> None:
        metrics.REDIS_FAILURES.inc()
        self._again = time.monotonic() + PAUSE

    async def close(self) -> None:
        """Hang up."""
        if self._redis:
            await self._redis.bridge.storage.aclose()  # type: ignore[attr-defined]


def _redis(url: str) -> RedisStorage:
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    return RedisStorage(
        f"async+{url}",
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix="levelhead",
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
        retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]
    )


async def _count(
    limiter: SlidingWindowCounterRateLimiter, rate: Rate, client: tuple[str, ...]
) -> Count:
    item = RateLimitItemPerSecond(rate.quota, rate.seconds)
    within = await limiter.hit(item, *client)
    stats = await limiter.get_window_stats(item, *client)
    # In the first instant of a window the library takes its end for now.
    reset = stats.reset_time - time.time()
    return Count(within, stats.remaining, reset if reset > 0 else float(rate.seconds))
