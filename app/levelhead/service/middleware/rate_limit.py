"""How many requests a client may send: counted here or in Redis, and refused with 429 beyond.

The headers are those of draft-ietf-httpapi-ratelimit-headers-11.
"""

import asyncio
import logging
import time
from collections.abc import Collection, Mapping
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.proxies import network_of
from levelhead.service.middleware.request_state import state_of
from levelhead.service.observe import metrics
from levelhead.service.rate import Rate

# Imported by functions below: `limits` takes 0.1 s, and most services count no requests.
if TYPE_CHECKING:
    from limits.aio.strategies import SlidingWindowCounterRateLimiter
    from redis.asyncio import ConnectionPool

# Redis in the same network answers within a millisecond.
REDIS_SECONDS = 0.2

# The longest reply to be expected is four numbers; a longer one would only fill the memory.
MAX_REPLY_BYTES = 4096

# After a failure Redis is left alone this long, then tried again while requests are counted here.
PAUSE = 2.0

# Expired counts are looked for this often: it takes time in proportion to the number of clients.
SWEEP_EVERY = 10.0

log = logging.getLogger("levelhead")

Client = tuple[str, ...]


class Count(NamedTuple):
    """What a client has left of its rate after a request."""

    within: bool
    remaining: int
    reset: float
    """Seconds until more is allowed."""


class RateLimit:
    """Counts requests by key, or by address without one; `rate` is for keys that have none.

    Leaves the rate that applies in the request's state.
    """

    def __init__(
        self,
        app: ASGIApp,
        counters: "Counters",
        rate: Rate | None = None,
        open_paths: Collection[str] = (),
    ) -> None:
        self.app = app
        self.counters = counters
        self.rate = rate
        self.open_paths = frozenset(open_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self.open_paths:
            return await self.app(scope, receive, send)
        state = state_of(scope)
        key = state.key
        rate = (key and key.rate) or self.rate
        if rate is None:
            return await self.app(scope, receive, send)
        policy, client = ("key", key.name) if key else ("address", network_of(scope))
        headers: dict[str, str] = {}

        async def charge(requests: int) -> None:
            nonlocal headers
            count = await self.counters.count(rate, policy, client, cost=requests)
            headers = _headers(policy, rate, count)
            if not count.within:
                raise _beyond(rate, count, headers)

        async def send_with_rate(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.lower().encode(), headers[name].encode()) for name in headers]
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        await charge(1)
        state.rate, state.charge = rate, charge
        await self.app(scope, receive, send_with_rate)


async def charge(scope: Scope, requests: int) -> None:
    """Count what costs as much as `requests` further requests; Problem 429 beyond the rate."""
    charge = state_of(scope).charge
    if charge and requests:
        await charge(requests)


def _beyond(rate: Rate, count: Count, headers: Mapping[str, str]) -> Problem:
    wait = max(1, ceil(count.reset))
    return Problem(
        429,
        f"at most {rate.quota} requests in {rate.seconds} s; wait {wait} s",
        headers={**headers, "Retry-After": str(wait)},
        reason="rate",
    )


def _headers(policy: str, rate: Rate, count: Count) -> dict[str, str]:
    return {
        "RateLimit-Policy": f'"{policy}";q={rate.quota};w={rate.seconds}',
        "RateLimit": f'"{policy}";r={count.remaining};t={ceil(count.reset)}',
    }


class Counters:
    """Counts the requests of each client: in Redis for all processes together, or in this one.

    While Redis does not answer, or its reply cannot be right, each process counts for itself.
    """

    def __init__(self, redis_url: str | None = None) -> None:
        from limits.aio.storage import MemoryStorage
        from limits.aio.strategies import SlidingWindowCounterRateLimiter

        self._memory = MemoryStorage()
        self._local = SlidingWindowCounterRateLimiter(self._memory)
        self._pool: ConnectionPool | None = None
        self._shared: SlidingWindowCounterRateLimiter | None = None
        if redis_url:
            self._pool, self._shared = _redis(redis_url)
        self._sweep: asyncio.Task[None] | None = None
        self._up = True
        self._next_try = 0.0
        self._trying: asyncio.Task[None] | None = None
        self._failed: tuple[Rate, Client] | None = None

    async def count(self, rate: Rate, *client: str, cost: int = 1) -> Count:
        """Count `cost` requests of a client, or none of them if they are beyond its rate."""
        if self._shared and self._reachable():
            try:
                return await _count_in_redis(self._shared, rate, client, cost)
            except Exception as error:  # whatever Redis replies, the request goes on
                self._failed_at(error, rate, client)
        count = await _count(self._local, rate, client, cost)
        self._delay_next_sweep()
        return count

    def _delay_next_sweep(self) -> None:
        """The library sweeps at each hit unless its `timer` is pending: make that last longer."""
        sweep = self._memory.timer

        async def sweep_and_wait(sweep: asyncio.Task[None]) -> None:
            await sweep
            await asyncio.sleep(SWEEP_EVERY)

        if sweep and sweep is not self._sweep:
            self._sweep = self._memory.timer = asyncio.create_task(sweep_and_wait(sweep))

    def _reachable(self) -> bool:
        """Whether to use Redis; after a pause, also tries in the background if it is back."""
        if not self._up and time.monotonic() >= self._next_try and not self._trying:
            self._trying = asyncio.create_task(self._try_again())
        return self._up

    async def _try_again(self) -> None:
        """Repeat the command that failed at no cost to the client: others may still succeed."""
        assert self._shared
        assert self._failed
        try:
            await _count_in_redis(self._shared, *self._failed, cost=0)
        except Exception:
            self._pause()
        else:
            self._up = True
            log.warning("Redis is back: rates are counted for all processes together")
        finally:
            self._trying = None

    def _failed_at(self, error: Exception, rate: Rate, client: Client) -> None:
        from limits.errors import StorageError

        self._pause()
        if self._up:
            self._up = False
            self._failed = rate, client
            cause = error.args[0] if isinstance(error, StorageError) else error
            log.warning(
                "Redis does not answer as it should (%s): each process counts rates for itself",
                type(cause).__name__,
            )

    def _pause(self) -> None:
        metrics.REDIS_FAILURES.inc()
        self._next_try = time.monotonic() + PAUSE

    async def close(self) -> None:
        """Close the connections to Redis."""
        if self._pool:
            await self._pool.disconnect()


class ImplausibleReplyError(Exception):
    """A reply of Redis that cannot be right."""


def _redis(url: str) -> "tuple[ConnectionPool, SlidingWindowCounterRateLimiter]":
    from limits.aio.storage import RedisStorage
    from limits.aio.strategies import SlidingWindowCounterRateLimiter
    from redis._parsers import _AsyncRESP2Parser
    from redis.asyncio import ConnectionPool
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    class Parser(_AsyncRESP2Parser):
        """Refuses a long reply, which the library would read however long the server says it is."""

        async def _read(self, length: int) -> bytes:
            if length > MAX_REPLY_BYTES:
                raise ImplausibleReplyError
            return await super()._read(length)

    pool = ConnectionPool.from_url(
        url,
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
        retry=Retry(NoBackoff(), 0),
        parser_class=Parser,
    )
    storage = RedisStorage(
        f"async+{url}",
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix="levelhead",
        connection_pool=pool,  # type: ignore[arg-type]
    )
    return pool, SlidingWindowCounterRateLimiter(storage)


async def _count_in_redis(
    limiter: "SlidingWindowCounterRateLimiter", rate: Rate, client: Client, cost: int
) -> Count:
    """As _count(); raises whatever the libraries do, and ImplausibleReplyError."""
    async with asyncio.timeout(REDIS_SECONDS):
        count = await _count(limiter, rate, client, cost)
    refused_unused = not count.within and cost <= count.remaining == rate.quota
    if refused_unused or count.remaining > rate.quota or not count.reset <= rate.seconds:
        raise ImplausibleReplyError
    return count


async def _count(
    limiter: "SlidingWindowCounterRateLimiter", rate: Rate, client: Client, cost: int
) -> Count:
    from limits import RateLimitItemPerSecond

    item = RateLimitItemPerSecond(rate.quota, rate.seconds)
    within = await limiter.hit(item, *client, cost=cost)
    stats = await limiter.get_window_stats(item, *client)
    # In the first instant of a window the library returns now as its end.
    reset = stats.reset_time - time.time()
    return Count(within, stats.remaining, reset if reset > 0 else float(rate.seconds))
