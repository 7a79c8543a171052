"""One request on a connection, with its answer."""

import asyncio
from typing import TYPE_CHECKING

from uvicorn._types import (
    ASGI3Application,
    ASGIReceiveEvent,
    ASGISendEvent,
    HTTPResponseStartEvent,
    HTTPScope,
)
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

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
        self.head = b""  # of the answer, until it is sent

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

        That is when less than the transport's high-water mark (64 kB) is left to send. A head with
        a Content-Length is sent with the first part of the body: one packet, one system call.
        """
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        if message["type"] == "http.response.start":
            self.head = self.start(message)
            if self.chunked_encoding:  # the client may wait for the head before it sends more
                self.write(b"")
        else:
            assert message["type"] == "http.response.body"
            more = message.get("more_body", False)
            self.write(self.framed(message.get("body", b""), more=more))
            if not more:
                await self.complete()

    def start(self, message: HTTPResponseStartEvent) -> bytes:
        """Begin the answer and return its head; RuntimeError if a header has a line break."""
        headers = [*self.default_headers, *message["headers"]]
        named = dict(headers)
        if named.get(b"connection") == b"close":
            self.keep_alive = False
        elif not self.keep_alive:
            headers.append((b"connection", b"close"))
        self.expected_content_length = int(named.get(b"content-length", b"0"))
        without_body = self.scope["method"] == "HEAD" or message["status"] in (204, 304)
        self.chunked_encoding = b"content-length" not in named and not without_body
        if self.chunked_encoding:
            headers.append((b"transfer-encoding", b"chunked"))
        lines = [b"%b: %b\r\n" % header for header in headers]
        head = b"".join([STATUS_LINE[message["status"]], *lines, b"\r\n"])
        if head.count(b"\n") + head.count(b"\r") > 2 * (len(lines) + 2):
            raise RuntimeError("a header has a line break")
        self.response_started = True
        self.waiting_for_100_continue = False
        return head

    def framed(self, body: bytes, *, more: bool) -> bytes:
        """What is sent of a part of the body; RuntimeError if it is not as long as announced."""
        if self.chunked_encoding:
            chunk = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
            return chunk if more else chunk + b"0\r\n\r\n"
        if self.scope["method"] == "HEAD":
            return b""
        self.expected_content_length -= len(body)
        if self.expected_content_length < 0 or (self.expected_content_length and not more):
            raise RuntimeError("an answer is not as long as its Content-Length")
        return body

    def write(self, part: bytes) -> None:
        """Send bytes, after the head if it is not sent yet."""
        self.transport.write(self.head + part)
        self.head = b""

    async def complete(self) -> None:
        """End the answer, once the client has taken it."""
        self.response_complete = True
        self.message_event.set()
        if self.flow.write_paused:
            await self.flow.drain()
        self.last = self.last or not self.keep_alive
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
