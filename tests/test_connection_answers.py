"""How answers are framed, one at a time, and what is left of a connection."""

import gc
import re

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from levelhead.service.middleware.response_headers import Headers
from levelhead.service.server.connection import Connection
from levelhead.service.server.exchange import Exchange
from tests.helpers import raw_http
from tests.helpers.raw_http import (
    BODY,
    CHUNKED,
    CHUNKS,
    CLOSE,
    LAST,
    LENGTH,
    LIVEZ,
    POST,
    UPGRADES,
    connections,
    statuses,
)
from tests.helpers.running import wait_for
from tests.helpers.serving_thread import connect, port_of, serving, talk

# Fixtures: pytest finds them by these names.
server = raw_http.server
port = raw_http.port


LENGTH_4: Headers = ((b"content-length", b"4"),)
OK = b"HTTP/1.1 200 OK\r\n"
FAILED = b"HTTP/1.1 500 Internal Server Error\r\n"
ANSWERS: list[tuple[str, int, Headers, list[bytes], bytes]] = [
    ("GET", 200, LENGTH_4, [b"ab", b"", b"cd"], OK + b"content-length: 4\r\n\r\nabcd"),
    ("HEAD", 200, LENGTH_4, [b"abcd"], OK + b"content-length: 4\r\n\r\n"),
    ("HEAD", 200, (), [b"abcd"], OK + b"\r\n"),
    ("GET", 204, (), [b""], b"HTTP/1.1 204 No Content\r\n\r\n"),
    ("GET", 304, (), [b""], b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    ("GET", 200, (), [b"ab", b"", b"c"], OK + b"\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"),
    ("GET", 200, (), [b"ab", b""], OK + b"\r\n2\r\nab\r\n0\r\n\r\n"),
    ("GET", 200, LENGTH_4, [b"abcde"], b""),
    ("GET", 200, LENGTH_4, [b"abc"], b""),
    ("GET", 200, (*LENGTH_4, (b"x", b"1\r\ny: 2")), [b"abcd"], FAILED),
    ("GET", 200, (*LENGTH_4, (b"x", b"1\ry: 2")), [b"abcd"], FAILED),
]


@pytest.mark.parametrize(("method", "status", "headers", "parts", "expected"), ANSWERS)
def test_an_answer_is_framed_as_http_asks_and_a_wrong_one_is_not_sent(
    method: str, status: int, headers: Headers, parts: list[bytes], expected: bytes
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": status, "headers": headers})
            for number, part in enumerate(parts, 1):
                more = number < len(parts)
                await send({"type": "http.response.body", "body": part, "more_body": more})

    with serving(app) as server:
        raw = talk(
            port_of(server), f"{method} / HTTP/1.1\r\nHost: x\r\n".encode() + CLOSE + b"\r\n"
        )
    left_out = (b"date: .*", b"connection: close", b"transfer-encoding: chunked")
    sent = re.sub(b"(%b)\r\n" % b"|".join(left_out), b"", raw)
    assert sent == expected or (expected == FAILED and sent.startswith(FAILED))
    chunked = b"\r\ntransfer-encoding: chunked\r\n" in raw
    assert chunked == (not headers and method == "GET" and status == 200)


STREAM = b"".join(
    (
        *(LIVEZ + b"\r\n", b"\r\n", POST + CHUNKED + b"\r\n" + CHUNKS),
        *(POST + LENGTH + b"\r\n" + BODY, POST + UPGRADES["h2c"] + CHUNKED + b"\r\n"),
        *(
            b"4;x=y\r\n\r\n\r\n\r\n2\r\n\r\n\r\n0\r\nA: b\r\n\r\n",
            b"HEAD /limits HTTP/1.1\r\nHost: x\r\n\r\n",
            LAST,
        ),
    )
)


@pytest.mark.parametrize("size", [*range(1, 12), 50, 100, 1000])
def test_requests_are_the_same_however_they_are_cut_into_packets(size: int, port: int) -> None:
    """Right up to the end: nothing is lost, nothing answered twice or out of order."""
    parts = [STREAM[at : at + size] for at in range(0, len(STREAM), size)]
    raw = talk(port, *parts)
    assert re.findall(rb"HTTP/1.1 \d+", raw) == [b"HTTP/1.1 200"] * 6
    assert raw.count(b'"rule":"bonkers"') == 2
    assert raw.endswith(b'{"status":"alive"}')


def test_of_pipelined_requests_one_is_answered_at_a_time(server: uvicorn.Server, port: int) -> None:
    """And the next only when the client has taken the answer."""
    gc.collect()
    with connect(port) as client:
        client.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 1_000_000)
        (busy,) = connections(server)
        assert len(busy.unparsed) < 600_000
        assert busy.transport.get_write_buffer_size() < 2_000_000
        exchanges = [each for each in gc.get_objects() if isinstance(each, Exchange)]
        assert len(exchanges) < 3
    wait_for(lambda: not connections(server))


def test_of_a_closed_connection_nothing_is_left(server: uvicorn.Server, port: int) -> None:
    """Without the help of the garbage collector."""

    def left() -> int:
        return sum(isinstance(each, (Connection, Exchange)) for each in gc.get_objects())

    wait_for(lambda: not connections(server))
    gc.collect()
    gc.disable()
    try:
        talk(port, LIVEZ + b"\r\n" + LAST)
        talk(port, b"\0")
        talk(port, POST + CHUNKED + b"\r\nzz\r\n")
        with connect(port) as client:
            client.sendall(LIVEZ * 100)
        wait_for(lambda: left() == 0)
    finally:
        gc.enable()


def test_a_client_that_sends_no_more_gets_its_answer(port: int) -> None:
    raw = talk(port, POST + LENGTH + b"\r\n" + BODY, half_close=True)
    assert raw.startswith(b"HTTP/1.1 200 ")
    assert b"bonkers" in raw
    assert statuses(
        talk(port, LIVEZ + b"\r\n", POST + LENGTH + b"\r\n" + BODY, half_close=True)
    ) == [
        200,
        200,
    ]
    assert statuses(talk(port, b"\0", half_close=True)) == [400]
