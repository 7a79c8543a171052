"""A cap on request bodies, in bytes and seconds, kept while they come in: none is read whole."""

import asyncio
from typing import cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from levelhead.service.middleware.held import Held
from levelhead.service.middleware.patience import receive_by
from levelhead.service.middleware.problem import Problem

_UNCAPPED = "levelhead.uncapped_receive"
# Longer than any number of bytes there is, and short enough to be read as one.
_MAX_DIGITS = 18


class BodyCap:
    """Whoever reads a body that is, or says it is, longer than `limit` bytes gets a 413 instead.

    One that is not there within `seconds` gets a 408, and one for which the process has no memory
    left a 503. Of a body of any length, each part has that long.
    """

    def __init__(self, app: ASGIApp, limit: int, seconds: float, held: Held) -> None:
        self.app = app
        self.limit = limit
        self.seconds = seconds
        self.held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        seen = 0
        end = None  # by the loop's clock; known once reading begins
        whole = False

        async def part(until: float) -> Message:
            nonlocal whole
            if whole:  # what comes now is that the client has gone, and may take any time
                return await receive()
            try:
                message = await receive_by(until, receive)
            except TimeoutError:
                raise self.too_slow() from None
            whole = not message.get("more_body", False)
            return message

        async def counted() -> Message:
            nonlocal seen, end
            if end is None:
                if _says_more_than(self.limit, scope):
                    raise self.too_large()
                end = asyncio.get_running_loop().time() + self.seconds
            message = await part(end)
            size = len(message.get("body", b""))
            if seen + size > self.limit:
                raise self.too_large()
            self.held.take(size, seen + size)
            seen += size
            return message

        async def uncounted() -> Message:
            return await part(asyncio.get_running_loop().time() + self.seconds)

        scope[_UNCAPPED] = uncounted
        try:
            await self.app(scope, counted, send)
        finally:
            self.held.release(seen)

    def too_large(self) -> Problem:
        """The 413; the connection is closed, since the rest of the body still fills it."""
        return Problem(
            413,
            f"the body is longer than {self.limit} bytes",
            headers={"Connection": "close"},
            reason="too_large",
        )

    def too_slow(self) -> Problem:
        """The 408; the connection is closed, since nobody waits for the rest."""
        return Problem(
            408,
            f"the request body did not arrive within {self.seconds:g} s",
            headers={"Connection": "close"},
            reason="slow_body",
        )


def uncapped(scope: Scope) -> Receive:
    """For a body that is read piece by piece by who caps the pieces: receives without the cap."""
    return cast(Receive, scope[_UNCAPPED])


def _says_more_than(limit: int, scope: Scope) -> bool:
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return length.isdigit() and (len(length) > _MAX_DIGITS or int(length) > limit)
