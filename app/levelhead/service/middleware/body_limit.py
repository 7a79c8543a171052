"""Limits of request bodies: their bytes, their seconds, and the memory of all of them together.

Starlette's RequestBodyLimitMiddleware has no time limit and no exemption for streams, and its 413
is plain text where middleware reads the body, as for an API key in a form.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from levelhead.memory import return_freed
from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.queue import overloaded
from levelhead.service.middleware.request_state import state_of

# Reserved for requests and answers of this size, so that long ones can't keep them out.
SMALL, ROOM_FOR_SMALL = 64 * 1024, 16 * 1024 * 1024

# Once this many bytes of long bodies and answers were released, memory goes back to the system.
RETURNED_EACH = 16 * 1024 * 1024

# No Content-Length has more digits; int() refuses thousands of them.
_MAX_DIGITS = 18

_CLOSE = {"Connection": "close"}  # since the rest of the body still fills the connection


class Held:
    """Counts the bytes of bodies and answers that a process holds, of which there may be `most`.

    Each request has its own limit, but a thousand may be half sent, wait for their turn, or have
    clients that read their answers slowly.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.bytes = 0
        self._released = 0

    def take(self, size: int, total: int) -> None:
        """Hold `size` more bytes of something that then has `total`; Problem 503 without room."""
        room = self.most + (ROOM_FOR_SMALL if total <= SMALL else 0)
        if self.bytes + size > room:
            raise overloaded()
        self.bytes += size

    def release(self, size: int) -> None:
        """Hold `size` bytes fewer."""
        self.bytes -= size
        if size > SMALL:
            self._released += size
        if self._released > RETURNED_EACH:
            self._released = 0
            return_freed()

    @contextmanager
    def holding(self, size: int) -> Iterator[None]:
        """Hold an answer of `size` bytes until the block ends; Problem 503 without room."""
        self.take(size, size)
        try:
            yield
        finally:
            self.release(size)


class BodyLimit:
    """Raises, where a body is read, Problem 413 above `limit` bytes, 408 after `seconds`, or 503
    without memory. Each part of a stream, which may have any length, has `seconds` of its own.
    """

    def __init__(self, app: ASGIApp, limit: int, seconds: float, held: Held) -> None:
        self.app = app
        self.limit = limit
        self.seconds = seconds
        self.held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        state = state_of(scope)
        size = 0
        end: float | None = None  # on the clock of the event loop
        complete = False

        async def receive_limited() -> Message:
            nonlocal size, end, complete
            if complete:  # only the end of the connection can follow, at any time
                return await receive()
            if not state.streamed and _declared_size(scope) > self.limit:
                raise self.too_large()
            if state.arrived:  # most bodies have, and a timeout takes longer than reading one
                message = await receive()
            else:
                if end is None or state.streamed:
                    end = asyncio.get_running_loop().time() + self.seconds
                try:
                    async with asyncio.timeout_at(end):
                        message = await receive()
                except TimeoutError:
                    raise self.too_slow() from None
            complete = not message.get("more_body", False)
            if not state.streamed:
                part = len(message.get("body", b""))
                if size + part > self.limit:
                    raise self.too_large()
                self.held.take(part, size + part)
                size += part
            return message

        try:
            await self.app(scope, receive_limited, send)
        finally:
            self.held.release(size)

    def too_large(self) -> Problem:
        """The 413 of a long body."""
        detail = f"the body is longer than {self.limit} bytes"
        return Problem(413, detail, headers=_CLOSE, reason="too_large")

    def too_slow(self) -> Problem:
        """The 408 of a slow body."""
        detail = f"the request body did not arrive within {self.seconds:g} s"
        return Problem(408, detail, headers=_CLOSE, reason="slow_body")


def _declared_size(scope: Scope) -> float:
    """The bytes in Content-Length; 0 without it."""
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    if not length.isdigit():
        return 0
    return int(length) if len(length) <= _MAX_DIGITS else float("inf")
