"""An answer that is sent piece by piece, and counts as held until the client has taken it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from levelhead.service.routes.engine import engine_of

# Larger than nearly all answers; compressing so much takes a few milliseconds.
PIECE = 64 * 1024


class Answer(Response):
    """The bytes of an answer, with a pause between two pieces.

    In one piece, a long answer would be compressed at once, while every other request waits; and
    the server would copy what a slow client has not taken yet.
    """

    def __init__(self, request: Request, content: bytes, media_type: str) -> None:
        super().__init__(content, media_type=media_type)
        self.held = engine_of(request).held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; Problem 503 if the process already holds as much as it may."""
        with self.held.holding(len(self.body)):
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            for start in range(0, len(self.body), PIECE):
                piece = self.body[start : start + PIECE]
                more = start + PIECE < len(self.body)
                await send({"type": "http.response.body", "body": piece, "more_body": more})
