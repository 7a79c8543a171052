"""Forms that are read before their sender is known, because the key may be a field of the form.

LanguageTool's clients send their key as the last field, so all of a form is read for it. A
client without a key could fill the memory that way, so unfinished forms are bounded together.
"""

import asyncio

from starlette.types import Message, Receive

from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.queue import RETRY_SECONDS

# Of all unfinished forms of a process. Forms of ordinary texts arrive in one piece and never count.
MAX_BYTES = 16 * 1024 * 1024


class Forms:
    """The unfinished forms of a process; where they take too much, the oldest is given up.

    The oldest, since a client with a key sends without a pause, and one that means to fill memory
    waits. A single form may have any length that `receive` lets in.
    """

    def __init__(self) -> None:
        self._held: dict[asyncio.Timeout, int] = {}  # the oldest first
        self._total = 0

    async def read(self, receive: Receive) -> tuple[bytes, Receive]:
        """The whole form, and a `receive` that returns it again; Problem 503 if it is given up."""
        last = await receive()
        whole = last.get("body", b"")
        if last.get("more_body", False):
            whole, last = await self._rest(whole, receive)
        waiting: list[Message] = [{**last, "body": whole}]

        async def again() -> Message:
            return waiting.pop() if waiting else await receive()

        return whole, again

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
            raise _given_up() from None
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


def _given_up() -> Problem:
    """The 503; the connection is closed, since the rest of the form still fills it."""
    return Problem(
        503,
        "too many forms are being read for an API key; send it in X-API-Key or in the query",
        headers={"Retry-After": str(RETRY_SECONDS), "Connection": "close"},
        reason="overloaded",
    )
