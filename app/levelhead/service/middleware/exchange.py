"""One request on a connection, and its answer until the client has taken it."""

import asyncio
from typing import TYPE_CHECKING

from uvicorn._types import ASGI3Application, ASGIReceiveEvent, ASGISendEvent, HTTPScope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.request_state import state_of

if TYPE_CHECKING:
    from levelhead.service.middleware.connection import Connection


class Exchange(RequestResponseCycle):
    """As in uvicorn, but not over before the client has taken the answer.

    Until then the request counts as one in progress: its time runs, and if the client goes away,
    `gone` in its state is set.
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
        # Whether the application, which has the whole body, waits for the client to go away.
        self.listening = False
        # What is wrong with the framing of the body, once that is known.
        self.fault: str | None = None
        # Whether the connection ends with this answer.
        self.last = False

    async def run_asgi(self, app: ASGI3Application) -> None:
        """Have the application answer, and let go of the request."""
        await super().run_asgi(app)
        # The application may have left its ways back to here in it: a circle, and with it all that
        # was sent, would stay until the garbage collector comes by.
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
        """Send a part of the answer; after the last one, return once the client has taken it.

        It has when less than the transport's high-water mark (64 kB) is left.
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
            self.keep_alive = False  # and say so in the answer

    def lose(self) -> None:
        """End the request, because the connection has."""
        self.disconnected = True
        self.state.gone = True
        self.message_event.set()


def _nothing() -> None:
    """What uvicorn calls when it has written an answer: too early for us."""
