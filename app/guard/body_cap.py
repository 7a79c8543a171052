"""A cap on request bodies, counted while they stream in: one too long is never read whole."""

from typing import cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.guard.problem import Problem

_UNCAPPED = "levelhead.uncapped_receive"
# Longer than any number of bytes there is, and short enough to be read as one.
_MAX_DIGITS = 18


class BodyCap:
    """Whoever reads a body that is, or says it is, longer than `limit` bytes gets a 413 instead."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            if not seen and _says_more_than(self.limit, scope):
                raise self.too_large()
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.limit:
                raise self.too_large()
            return message

        scope[_UNCAPPED] = receive
        await self.app(scope, counted, send)

    def too_large(self) -> Problem:
        """The 413; the connection is closed, since the rest of the body still fills it."""
        return Problem(
            413,
            f"the body is longer than {self.limit} bytes",
            headers={"Connection": "close"},
            reason="too_large",
        )


def uncapped(scope: Scope) -> Receive:
    """For a body that is read piece by piece by who caps the pieces: receives without the cap."""
    return cast(Receive, scope[_UNCAPPED])


def _says_more_than(limit: int, scope: Scope) -> bool:
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return length.isdigit() and (len(length) > _MAX_DIGITS or int(length) > limit)
