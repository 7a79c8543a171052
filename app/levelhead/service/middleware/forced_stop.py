"""The end of a process that is stopped at once, by a second Ctrl-C."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_STOPPED = "stopped at once, without waiting for requests"


class ForcedStop:
    """Has a forced stop logged in one line, in place of the traceback that starlette reports."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        forced = False

        async def wait() -> Message:
            nonlocal forced
            try:
                return await receive()
            except asyncio.CancelledError:
                forced = True
                raise

        async def report(message: Message) -> None:
            if forced and message["type"] == "lifespan.shutdown.failed":
                message = {**message, "message": _STOPPED}
            await send(message)

        await self.app(scope, wait, report)
