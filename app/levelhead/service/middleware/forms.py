"""Forms that are read before the API key is known, because the key is one of their fields.

LanguageTool's clients send their key as the last field, so the whole form is read for it. Clients
without a key could fill the memory that way, so all unfinished forms together are limited.
"""

import asyncio

from starlette.types import Message, Receive

from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.queue import RETRY_SECONDS
from levelhead.service.middleware.replay import replay

# Of all unfinished forms of a process. Forms of ordinary texts arrive in one part and do not count.
MAX_BYTES = 16 * 1024 * 1024


class Forms:
    """The unfinished forms of a process; when they take too much memory, the oldest is abandoned.

    The oldest, since a client with a key sends without a pause, and one that tries to fill the
    memory waits. A single form may be as long as `receive` allows.
    """

    def __init__(self) -> None:
        self._held: dict[asyncio.Timeout, int] = {}  # the oldest first
        self._total = 0

    async def read(self, receive: Receive) -> tuple[bytes, Receive]:
        """The whole form, and a `receive` that returns it again; Problem 503 if abandoned."""
        last = await receive()
        whole = last.get("body", b"")
        if last.get("more_body", False):
            whole, last = await self._rest(whole, receive)
        return whole, replay({**last, "body": whole}, receive)

    async def _rest(self, first: bytes, receive: Receive) -> tuple[bytes, Message]:
        """All of a form that begins with `first`, and its last message."""
        held = bytearray(first)
        message: Message = {"more_body": True}
        end = asyncio.timeout(None)
        try:
            async with end:
                self._hold(end, len(held))
                while message.get("more_body", False):
                    message = await receive()
                    part = message.get("body", b"")
                    held += part
                    self._hold(end, len(part))
        except TimeoutError:
            raise _abandoned() from None
        finally:
            self._total -= self._held.pop(end, 0)
        return bytes(held), message

    def _hold(self, end: asyncio.Timeout, more: int) -> None:
        self._held[end] = self._held.get(end, 0) + more
        self._total += more
        while self._total > MAX_BYTES and len(self._held) > 1:
            oldest = next(iter(self._held))
            self._total -= self._held.pop(oldest)
            oldest.reschedule(0.0)


def _abandoned() -> Problem:
    """The 503; the connection is closed, since the rest of the form still fills it."""
    return Problem(
        503,
        "too many forms are being read for an API key; send it in X-API-Key or in the query",
        headers={"Retry-After": str(RETRY_SECONDS), "Connection": "close"},
        reason="overloaded",
    )
