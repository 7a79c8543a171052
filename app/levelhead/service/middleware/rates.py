"""How often a client may ask: told in RateLimit headers, and 429 beyond.

The headers are those of draft-ietf-httpapi-ratelimit-headers-11.
"""

from collections.abc import Collection, Mapping
from math import ceil
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from levelhead.service.middleware.key_file import Key
from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.proxies import network_of
from levelhead.service.middleware.rate import Rate

if TYPE_CHECKING:
    from levelhead.service.middleware.counters import Count, Counters


class Rates:
    """Counts requests by key, or by address where there is none; `rate` is for keys without one.

    The rate that counts is left in the request's state, as `rate`; charge() counts documents.
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
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in self.open_paths:
            return await self.app(scope, receive, send)
        key: Key | None = scope.get("state", {}).get("key")
        rate = (key and key.rate) or self.rate
        if rate is None:
            return await self.app(scope, receive, send)
        client = ("key", key.name) if key else ("address", network_of(scope))
        told: list[tuple[bytes, bytes]] = []

        async def charged(requests: int) -> None:
            count = await self.counters.count(rate, *client, cost=requests)
            headers = _headers(client[0], rate, count)
            if not count.within:
                raise _beyond(rate, count, headers)
            told[:] = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *told]
            await send(message)

        await charged(1)
        scope.setdefault("state", {}).update(rate=rate, charged=charged)
        await self.app(scope, receive, telling)


async def charge(scope: Scope, requests: int) -> None:
    """Count what costs as much as so many further requests; Problem 429 beyond the rate."""
    charged = scope.get("state", {}).get("charged")
    if charged and requests:
        await charged(requests)


def _beyond(rate: Rate, count: "Count", headers: Mapping[str, str]) -> Problem:
    wait = max(1, ceil(count.reset))
    return Problem(
        429,
        f"at most {rate.quota} requests in {rate.seconds} s; wait {wait} s",
        headers={**headers, "Retry-After": str(wait)},
        reason="rate",
    )


def _headers(policy: str, rate: Rate, count: "Count") -> dict[str, str]:
    return {
        "RateLimit-Policy": f'"{policy}";q={rate.quota};w={rate.seconds}',
        "RateLimit": f'"{policy}";r={count.remaining};t={ceil(count.reset)}',
    }
