"""A service on a port, raw requests, and the answers in what it sent."""

import asyncio
import socket
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from levelhead.service.server.connection import Connection
from tests.helpers.asgi import app_of
from tests.helpers.serving_thread import port_of, serving

CLOSE = b"Connection: close\r\n"
TEXT = b"Content-Type: text/plain\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
BODY = b"A bonkers plan, maybe."
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
LIVEZ = b"GET /livez HTTP/1.1\r\nHost: x\r\n"
LAST = LIVEZ + CLOSE + b"\r\n"
POST = b"POST /analyze HTTP/1.1\r\nHost: x\r\n" + TEXT
CHUNKS = b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)


@pytest.fixture(scope="module")
def server() -> Iterator[uvicorn.Server]:
    with serving(app_of(body_seconds=1.0)) as running:
        yield running


@pytest.fixture(scope="module")
def port(server: uvicorn.Server) -> int:
    return port_of(server)


def answers(raw: bytes) -> list[tuple[int, dict[str, str], bytes]]:
    """Status, headers and body of each answer; interim ones have no body."""
    found = []
    while raw:
        head, _, raw = raw.partition(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, value in (f.split(": ", 1) for f in fields)}
        length = int(headers.get("content-length", "0"))
        found.append((int(line.split()[1]), headers, raw[:length]))
        raw = raw[length:]
    return found


def statuses(raw: bytes) -> list[int]:
    return [status for status, _, _ in answers(raw)]


UPGRADES = {
    "h2c": b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAA\r\n",
    "websocket": b"Connection: keep-alive, upgrade\r\nUpgrade: websocket\r\n",
    "h2c, then close": b"Connection: close, Upgrade\r\nUpgrade: h2c\r\n",
    "TLS": b"Upgrade: TLS/1.2\r\nConnection: Upgrade\r\n",
    "several": b"Connection: Upgrade\r\nUpgrade: h2c, websocket\r\nUpgrade: foo/2\r\n",
}


def connections(server: uvicorn.Server) -> list[Connection]:
    return [c for c in server.server_state.connections if isinstance(c, Connection)]


def status_of(client: socket.socket) -> int:
    """The status of the next answer, which is read to its end, in however many parts it comes."""
    answer = HTTPResponse(client)
    answer.begin()
    answer.read()
    return answer.status


class Waiting:
    """An application that has read its request and waits until it may answer or nobody is there."""

    def __init__(self, *, first: bool = True) -> None:
        self.first = first  # whether it reads
        self.gone = False
        self.begun = False
        self.go = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if self.first:
            await receive()
        self.begun = True
        listening = asyncio.create_task(self.listen(receive) if self.first else asyncio.sleep(0))
        await self.pause()
        listening.cancel()
        length = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        await send({"type": "http.response.body", "body": b"ok"})

    async def pause(self) -> None:
        while not (self.go or self.gone):
            await asyncio.sleep(0.01)

    async def listen(self, receive: Receive) -> None:
        self.gone = (await receive())["type"] == "http.disconnect"
