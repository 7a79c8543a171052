"""One request on a connection, with its answer."""

import asyncio
from typing import TYPE_CHECKING

from uvicorn._types import ASGI3Application, ASGIReceiveEvent, ASGISendEvent, HTTPScope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.request_state import state_of

if TYPE_CHECKING:
    from levelhead.service.server.connection import Connection


class Exchange(RequestResponseCycle):
    """As in uvicorn, but in progress until the client has taken the answer.

    Its time runs until then, and if the client disconnects, `gone` in its state is set.
    """

    def __init__(self, connection: "Connection", scope: HTTPScope, *, keep_alive: bool) -> None:
        super().__init__(
            scope=scope,
            transport=connection.transport,
            flow=connection.flow,
            logger=connection.logger,
            access_logger=connection.access_logger,
            access_log=False,
            default_headers=connection.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=connection.expect_100_continue,
            keep_alive=keep_alive,
            on_response=_nothing,
        )
        self.connection = connection
        self.state = state_of(scope)
        # Whether the application, which has the whole body, waits for the client to disconnect.
        self.listening = False
        # The fault in the framing of the body, if it has one.
        self.fault: str | None = None
        # Whether the connection ends with this answer.
        self.last = False

    async def run_asgi(self, app: ASGI3Application) -> None:
        """Have the application answer, and release the request."""
        await super().run_asgi(app)
        # The application may have left references to this object in it. Without the cycle, all that
        # was sent is freed at once, not when the garbage collector runs.
        del self.scope

    async def receive(self) -> ASGIReceiveEvent:
        """The next part of the body; Problem 400 if its framing is broken."""
        self.listening = not self.more_body
        message = await super().receive()
        self.listening = False
        if self.fault is not None:
            raise Problem(400, self.fault, headers={"Connection": "close"})
        return message

    async def send(self, message: ASGISendEvent) -> None:
        """Send a part of the answer; the last returns once the client has taken the answer.

        That is when less than the transport's high-water mark (64 kB) is left to send.
        """
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            # uvicorn would close the connection without reading the rest of the request.
            self.last = self.last or not self.keep_alive
            self.keep_alive = True
        await super().send(message)
        if self.response_complete:
            if self.flow.write_paused:
                await self.flow.drain()
            self.connection.answered(self)

    def end_connection(self) -> None:
        """Close the connection after this answer."""
        if self.response_started:
            self.last = True
        else:
            self.keep_alive = False  # with `Connection: close` in the answer

    def lose(self) -> None:
        """End the request because its connection has ended."""
        self.disconnected = True
        self.state.gone = True
        self.message_event.set()


def _nothing() -> None:
    """uvicorn calls this when it has written an answer, before the client has taken it."""
