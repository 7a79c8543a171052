"""Errors as plain text, for a protocol whose clients show what they get to a person."""

import re

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from levelhead.service.middleware.problem import MEDIA_TYPE, ProblemDetails

TEXT = "text/plain; charset=utf-8"
_REPLACED = (b"content-type", b"content-length")


class PlainErrors:
    """Turns every problem+json under `paths` into `Error: ` and its detail; all else passes."""

    def __init__(self, app: ASGIApp, paths: re.Pattern[str]) -> None:
        self.app = app
        self.paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not self.paths.match(scope["path"]):
            return await self.app(scope, receive, send)
        held: Message | None = None
        body = bytearray()

        async def plain(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start" and _is_problem(message):
                held = message
            elif held is None:
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    await _send_plain(held, bytes(body), send)

        await self.app(scope, receive, plain)


async def _send_plain(start: Message, problem: bytes, send: Send) -> None:
    details = msgspec.json.decode(problem, type=ProblemDetails)
    text = f"Error: {details.detail}".encode()
    headers = [(name, value) for name, value in start["headers"] if name not in _REPLACED]
    headers += [(b"content-type", TEXT.encode()), (b"content-length", str(len(text)).encode())]
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": text})


def _is_problem(start: Message) -> bool:
    return dict(start["headers"]).get(b"content-type") == MEDIA_TYPE.encode()
