"""X-Request-ID on every answer: the caller's own, or a new one."""

import re
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADER = b"x-request-id"
# Visible ASCII and not too long, so that it can stand in headers and logs as it is.
_SANE = re.compile(rb"[!-~]{1,128}")


class RequestId:
    """Tells the request's id in the answer, and in scope["request_id"] for the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        given = next((value for name, value in scope["headers"] if name == _HEADER), b"")
        request_id = given if _SANE.fullmatch(given) else uuid4().hex.encode()

        scope["request_id"] = request_id.decode()

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (_HEADER, request_id)]
            await send(message)

        await self.app(scope, receive, told)
