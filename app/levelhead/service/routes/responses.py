"""The responses that routes return: JSON of structs, long answers in pieces, lines, and ETags."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

import msgspec
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from levelhead.service.middleware.body_limit import Held
from levelhead.service.middleware.request_state import state_of

# Larger than nearly all answers; compressing so much takes a few milliseconds.
PIECE = 64 * 1024


class StructResponse(JSONResponse):
    """A msgspec struct, or a tuple of some, as JSON."""

    def render(self, content: object) -> bytes:
        """The struct as JSON."""
        return msgspec.json.encode(content)


class AnswerResponse(Response):
    """JSON that is sent in pieces, and counts as held until the client has taken it.

    In one piece, a long answer would be compressed at once, while every other request waits; and
    the server would copy what a slow client has not taken yet. Problem 503 if the process already
    holds as much as it may.
    """

    media_type = "application/json"

    def __init__(self, content: bytes, held: Held) -> None:
        super().__init__(content)
        self.held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.held.holding(len(self.body)):
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            for start in range(0, len(self.body), PIECE):
                piece = self.body[start : start + PIECE]
                more = start + PIECE < len(self.body)
                await send({"type": "http.response.body", "body": piece, "more_body": more})


class LinesResponse(Response):
    """Lines that are sent as they are made, while the request's body is still being read.

    Starlette's StreamingResponse listens for a disconnect, and so swallows parts of the body.
    """

    media_type = "application/x-ndjson"

    def __init__(self, lines: AsyncGenerator[bytes, None]) -> None:
        super().__init__()
        self.lines = lines
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state = state_of(scope)
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        # Closed at once however it ends: its bytes count as held until then.
        async with aclosing(self.lines) as lines:
            async for part in lines:
                await send({"type": "http.response.body", "body": part, "more_body": True})
                if state.gone:  # nobody wants the rest
                    return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def tagged(
    if_none_match: str,
    body: bytes,
    tag: str,
    media_type: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The body under its ETag, or a 304 if the client has it (RFC 9110, section 13.1.2)."""
    headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache", **(headers or {})}
    held = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    if headers["ETag"] in held or held == ["*"]:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)
