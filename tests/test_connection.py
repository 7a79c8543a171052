"""Bounds on what one connection may send and leave unread, on a real port."""

import asyncio
import gc
import json
import re
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from http.client import HTTPResponse
from threading import Event
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from levelhead.service.middleware.access_log import AccessLog
from levelhead.service.middleware.response_headers import NOT_STORED, Headers
from levelhead.service.observe import log
from levelhead.service.observe.metrics import REQUESTS
from levelhead.service.routes.engine import Engine
from levelhead.service.server import connection
from levelhead.service.server.connection import Connection
from levelhead.service.server.exchange import Exchange
from tests.helpers.asgi import app_of
from tests.helpers.logs import capture_logs
from tests.helpers.running import SECONDS, wait_for
from tests.helpers.serving_thread import connect, port_of, serving, talk

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


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time limits of a tenth of a second, checked ten times as often."""
    for name in ("HEAD", "SILENT", "SEND", "UNREAD", "LINGER"):
        monkeypatch.setattr(connection, f"{name}_SECONDS", 0.1)
    monkeypatch.setattr(connection, "CHECK_SECONDS", 0.01)


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


def head_of(target: bytes = b"/livez", fields: bytes = b"") -> bytes:
    return b"GET %b HTTP/1.1\r\n%b\r\n" % (target, fields)


REFUSED = [
    ("TLS", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"], 400, "other"),
    ("words", [b"hello there, how are you\r\n"], 501, "other"),
    ("no words", [b"\0\0\0\0"], 400, "other"),
    ("an unknown method", [b"BREW /pot HTTP/1.1\r\n\r\n"], 501, "other"),
    ("CONNECT", [b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n"], 501, "CONNECT"),
    ("HTTP/2", [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"], 505, "other"),
    ("GET with HTTP/2.0", [b"GET / HTTP/2.0\r\n\r\n"], 505, "GET"),
    ("HTTP/3.7", [b"GET / HTTP/3.7\r\n\r\n"], 505, "GET"),
    ("HTTP/0.9", [b"GET /\r\n\r\n"], 505, "GET"),
    ("a bare LF", [b"GET / HTTP/1.1\nHost: x\n\n"], 400, "GET"),
    ("a folded header", [head_of(fields=b"a: b\r\n c\r\n")], 400, "GET"),
    ("NUL", [head_of(fields=b"a: \0\r\n")], 400, "GET"),
    ("two lengths", [POST + LENGTH + LENGTH + b"\r\n" + BODY], 400, "POST"),
    ("length and chunks", [POST + LENGTH + CHUNKED + b"\r\n" + CHUNKS], 400, "POST"),
    ("chunks and length", [POST + CHUNKED + LENGTH + b"\r\n" + CHUNKS], 400, "POST"),
    ("a target that is none", [b"GET http://x:y/ HTTP/1.1\r\n\r\n"], 400, "GET"),
    ("a long path", [head_of(b"/" + b"a" * 8192)], 414, "GET"),
    ("a long query", [head_of(b"/livez?" + b"a" * 8192)], 414, "GET"),
    ("a path without end", [b"GET /" + b"a" * 5_000_000], 414, "GET"),
    ("101 headers", [head_of(fields=b"a: b\r\n" * 101)], 431, "GET"),
    ("headers without end", [b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 500_000], 431, "GET"),
    ("a long value", [head_of(fields=b"a: " + b"b" * 16_384 + b"\r\n")], 431, "GET"),
    ("a long name", [head_of(fields=b"a" * 16_384 + b": b\r\n")], 431, "GET"),
    ("a long head", [head_of(fields=b"a: %b\r\n" % (b"b" * 16_000) * 5)], 431, "GET"),
    ("a value without end", [b"GET / HTTP/1.1\r\na: " + b"b" * 5_000_000], 431, "GET"),
    ("blank lines without end", [b"\r\n" * 500_000], 431, "other"),
    ("a bad second request", [LIVEZ + b"\r\n", b"\0"], 400, "other"),
]


@pytest.mark.parametrize(("sent", "status", "method"), [r[1:] for r in REFUSED], ids=[
    r[0] for r in REFUSED
])  # fmt: skip
def test_an_invalid_request_gets_a_problem_and_is_counted_and_logged(
    sent: Sequence[bytes], status: int, method: str, port: int
) -> None:
    count = REQUESTS.labels(method, "unmatched", status)
    before = count._value.get()
    with capture_logs() as logged:
        *_, (got, headers, body) = answers(talk(port, *sent))
        wait_for(lambda: any(line.get("status") == status for line in logged))
    assert got == status
    expected = b"" if method == "HEAD" else status
    assert json.loads(body)["status"] == expected
    assert headers["content-type"] == "application/problem+json"
    assert headers["connection"] == "close"
    assert {name: headers[name.decode()] for name, _ in NOT_STORED} == {
        name: value.decode() for name, value in NOT_STORED
    }
    assert len(headers["x-request-id"]) == 32
    assert count._value.get() == before + 1
    (line,) = [line for line in logged if line["event"] == "request" and line["status"] == status]
    assert (line["method"], line["route"]) == (method, "unmatched")


AT_THE_LIMIT = [
    ("path", head_of(b"/livez?" + b"a" * 8185, CLOSE)),
    ("100 headers", head_of(fields=b"a: b\r\n" * 99 + CLOSE)),
    ("value", head_of(fields=b"a: " + b"b" * 16_383 + b"\r\n" + CLOSE)),
    ("blank lines before", b"\r\n\r\n\r\n" + head_of(fields=CLOSE)),
    ("head", head_of(fields=b"a: %b\r\n" % (b"b" * 16_000) * 4 + CLOSE)),
    ("an expectation", head_of(fields=b"Expect: the-best\r\n" + CLOSE)),
    ("HTTP/1.0", b"GET /livez HTTP/1.0\r\n\r\n"),
    ("absolute form", head_of(b"http://x/livez", CLOSE)),
]


@pytest.mark.parametrize("sent", [s for _, s in AT_THE_LIMIT], ids=[n for n, _ in AT_THE_LIMIT])
def test_what_is_just_within_a_limit_is_answered(sent: bytes, port: int) -> None:
    assert statuses(talk(port, sent)) == [200]


BROKEN = {
    "no number": [b"zz\r\n"],
    "a number too large": [b"fffffffffffffffff\r\n"],
    "a number without end": [b"0" * 500_000],
    "an extension without end": [b"5;" + b"x" * 500_000],
    "trailers without end": [b"1\r\na\r\n0\r\n", b"a: b\r\n" * 100_000],
    "a chunk longer than it says": [b"1\r\nab\r\n"],
}


@pytest.mark.parametrize("parts", BROKEN.values(), ids=BROKEN)
def test_a_body_with_broken_framing_is_400(parts: Sequence[bytes], port: int) -> None:
    with capture_logs() as logged:
        ((status, headers, body),) = answers(talk(port, POST + CHUNKED + b"\r\n", *parts))
        wait_for(lambda: any(line["event"] == "request" for line in logged))
    assert (status, headers["connection"]) == (400, "close")
    assert json.loads(body)["detail"] == "the framing of the request body is not valid HTTP/1.1"
    (line,) = [line for line in logged if line["event"] == "request"]
    assert (line["route"], line["status"]) == ("/analyze", 400)


UPGRADES = {
    "h2c": b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAA\r\n",
    "websocket": b"Connection: keep-alive, upgrade\r\nUpgrade: websocket\r\n",
    "h2c, then close": b"Connection: close, Upgrade\r\nUpgrade: h2c\r\n",
    "TLS": b"Upgrade: TLS/1.2\r\nConnection: Upgrade\r\n",
    "several": b"Connection: Upgrade\r\nUpgrade: h2c, websocket\r\nUpgrade: foo/2\r\n",
}
KINDS = {
    "text": (b"/analyze", b"text/plain", BODY),
    "html": (b"/analyze", b"text/html", b"<p>" + BODY),
    "json": (b"/analyze", b"application/json", b'{"text": "%b"}' % BODY),
    "batch": (b"/analyze/batch", b"application/json", b'{"documents": [{"text": "%b"}]}' % BODY),
    "lines": (b"/analyze/batch", b"application/x-ndjson", b'{"text": "%b"}\n' % BODY),
    "check": (b"/v2/check", b"application/x-www-form-urlencoded", b"language=en&text=" + BODY),
    "extract": (b"/extract", b"text/plain", BODY),
}


@pytest.mark.parametrize("upgrade", UPGRADES.values(), ids=UPGRADES)
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_who_offers_an_upgrade_gets_the_same_answer_in_http_1(
    kind: tuple[bytes, bytes, bytes], upgrade: bytes, port: int
) -> None:
    path, media_type, body = kind
    head = b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Type: %b\r\n" % (path, media_type)
    length = b"Content-Length: %d\r\n" % len(body)
    framed = (
        ([length], [body]),
        ([CHUNKED], [b"%x\r\n%b\r\n" % (len(body), body), b"0\r\n\r\n"]),
    )
    expected = talk(port, head + length + CLOSE + b"\r\n" + body).partition(b"\r\n\r\n")[2]
    assert b"bonkers" in expected
    for fields, parts in framed:
        request = [head + upgrade + b"".join(fields) + b"\r\n", *parts]
        # In one packet and in several; the first on its connection and a later one.
        for before, sent in (([], [b"".join(request)]), ([LIVEZ + b"\r\n"], request)):
            closed = b"close" in upgrade
            raw = talk(port, *before, *sent, *([] if closed else [LAST]))
            assert raw.startswith(b"HTTP/1.1 200 ")
            assert expected in raw
            assert closed or raw.endswith(b'{"status":"alive"}')


def test_an_offered_upgrade_does_not_hinder_100_continue(port: int) -> None:
    head = POST + UPGRADES["h2c"] + LENGTH + b"Expect: 100-continue\r\n\r\n"
    with connect(port) as client:
        client.sendall(head)
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(BODY + LAST)
        raw = b"".join(iter(lambda: client.recv(65_536), b""))
    assert statuses(raw) == [200, 200]


def test_a_websocket_handshake_is_an_ordinary_request(port: int) -> None:
    socket_key = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    asked = b"GET /chat HTTP/1.1\r\nHost: x\r\n" + UPGRADES["websocket"] + socket_key + b"\r\n"
    assert statuses(talk(port, asked + LAST)) == [404, 200]


def test_trailers_are_no_headers() -> None:
    async def echo(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        while (await receive())["more_body"]:
            pass
        body = b",".join(name for name, _ in scope["headers"])
        start: Any = {"type": "http.response.start", "status": 200}
        await send(start | {"headers": [(b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": body})

    chunks = b"5\r\nhello\r\n0\r\nX-Api-Key: stolen\r\n\r\n"
    with serving(echo) as server:
        raw = talk(port_of(server), b"POST / HTTP/1.1\r\n" + CLOSE + CHUNKED + b"\r\n" + chunks)
    assert [body for _, _, body in answers(raw)] == [b"connection,transfer-encoding"]


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
        raw = talk(port_of(server), f"{method} / HTTP/1.1\r\n".encode() + CLOSE + b"\r\n")
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
            b"HEAD /limits HTTP/1.1\r\n\r\n",
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
            client.sendall(b"GET /openapi.json HTTP/1.1\r\n\r\n" * 1_000_000)
        (busy,) = connections(server)
        assert len(busy.unparsed) < 600_000
        assert busy.transport.get_write_buffer_size() < 2_000_000
        exchanges = [each for each in gc.get_objects() if isinstance(each, Exchange)]
        assert len(exchanges) < 3
    wait_for(lambda: not connections(server))


def connections(server: uvicorn.Server) -> list[Connection]:
    return [c for c in server.server_state.connections if isinstance(c, Connection)]


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


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HT", LIVEZ, POST + LENGTH + b"\r\nA bonk", POST + CHUNKED + b"\r\n5\r\nA"],
)
def test_half_a_request_and_no_more_ends_quietly(sent: bytes, port: int) -> None:
    with capture_logs() as logged:
        assert talk(port, sent, half_close=True) == b""
        assert talk(port, LIVEZ + b"\r\n" + sent, half_close=True).endswith(b'alive"}')
    assert {line["log_level"] for line in logged} <= {"info", "debug"}


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"", []),  # has said nothing: an answer would be taken for that to the next request
        (b"G", [408]),
        (LIVEZ, [408]),
        (b"\r\n", []),
        (LIVEZ + b"\r\n" + LIVEZ, [200, 408]),
        (b"POST /nothing HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc", [404]),
    ],
)
def test_who_keeps_us_waiting_for_a_request_is_sent_away(sent: bytes, expected: list[int]) -> None:
    app = app_of()
    with serving(app) as server:
        server.config.timeout_keep_alive = 0
        assert statuses(talk(port_of(server), sent)) == expected


@pytest.mark.usefixtures("soon")
def test_a_client_that_never_stops_sending_is_not_read_for_ever() -> None:
    with (
        serving(app_of()) as server,
        connect(port_of(server)) as client,
        pytest.raises(ConnectionError),
    ):
        client.sendall(b"\0" * 500_000_000)


UNWANTED = b"POST /nothing HTTP/1.1\r\nContent-Length: %d\r\n\r\n"


def status_of(client: socket.socket) -> int:
    """The status of the next answer, which is read to its end, in however many parts it comes."""
    answer = HTTPResponse(client)
    answer.begin()
    answer.read()
    return answer.status


def test_the_rest_of_a_short_body_that_was_answered_before_is_read_over(port: int) -> None:
    with connect(port) as client:
        client.sendall(UNWANTED % 200_000)
        assert status_of(client) == 404
        client.sendall(b"x" * 200_000 + LAST)
        assert status_of(client) == 200


def test_the_rest_of_a_long_body_that_was_answered_before_ends_the_connection(port: int) -> None:
    with connect(port) as client:
        client.sendall(UNWANTED % 2_000_000)
        assert status_of(client) == 404
        client.sendall(b"x" * 1_000_000)
        assert client.recv(65_536) == b""


def test_chunks_of_one_byte_are_read_and_leave_others_their_turn(port: int) -> None:
    body = b"1\r\na\r\n" * 20_000 + b"0\r\n\r\n"
    assert statuses(talk(port, POST + CLOSE + CHUNKED + b"\r\n" + body)) == [200]


def test_a_body_that_breaks_after_its_answer_ends_the_connection(port: int) -> None:
    with connect(port) as client:
        client.sendall(b"POST /nothing HTTP/1.1\r\n" + CHUNKED + b"\r\n")
        assert status_of(client) == 404
        client.sendall(b"zz\r\n")
        assert client.recv(65_536) == b""


@pytest.mark.parametrize(
    ("framing", "part"),
    [
        (CHUNKED, b"1\r\na\r\n"),
        (CHUNKED, b"3e8\r\n%b\r\n" % (b"a" * 1000)),
        (b"Content-Length: 9000000\r\n", b"a"),
    ],
)
def test_of_a_body_that_nobody_reads_yet_little_is_taken(
    framing: bytes, part: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_CHUNKS", 5)
    app = Waiting(first=False)
    with serving(app) as server, connect(port_of(server), 0.3) as client:
        with pytest.raises(TimeoutError):
            client.sendall(POST + framing + b"\r\n" + part * (8_000_000 // len(part)))
        (busy,) = connections(server)
        assert busy.exchange
        body = busy.exchange.body
        wait_for(lambda: len(body) > 65_536 and not busy.unparsed)
        assert len(body) < 400_000
        app.go = True
        client.settimeout(SECONDS)
        assert status_of(client) == 200


class Unread:
    """An application whose answers are of some size, in one part or many."""

    def __init__(self, size: int, parts: int) -> None:
        self.size = size
        self.parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for number in range(self.parts):
                more = number + 1 < self.parts
                part = b"x" * (self.size // self.parts)
                await send({"type": "http.response.body", "body": part, "more_body": more})


def watched(inner: Unread) -> Any:
    return AccessLog(inner, log.request_log())


SIZE = 30_000_000


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("parts", [1, 1000])
def test_an_answer_that_nobody_reads_is_given_up(parts: int) -> None:
    with (
        capture_logs() as logged,
        serving(watched(Unread(SIZE, parts))) as server,
        connect(port_of(server)) as client,
    ):
        client.sendall(LIVEZ + b"\r\n")
        wait_for(lambda: any(line["event"] == "request" for line in logged))
        assert not connections(server)
    (line,) = [line for line in logged if line["event"] == "request"]
    assert line["status"] == 499


@pytest.mark.usefixtures("soon")
def test_who_reads_slowly_but_steadily_gets_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SEND_SECONDS", 0.5)
    with capture_logs() as logged, serving(watched(Unread(SIZE, 1))) as server:
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 200_000)
            client.connect(("127.0.0.1", port_of(server)))
            client.sendall(LAST)
            got, began = 0, time.monotonic()
            while part := client.recv(200_000):
                got += len(part)
                time.sleep(0.02 if time.monotonic() - began < 2 else 0)
        assert time.monotonic() - began > 2
        assert got > SIZE
        wait_for(lambda: any(line["event"] == "request" for line in logged))
    (line,) = [line for line in logged if line["event"] == "request"]
    assert line["status"] == 200


@pytest.mark.parametrize("parts", [1, 1000])
def test_a_client_that_resets_during_its_answer_is_a_499(parts: int) -> None:
    with capture_logs() as logged, serving(watched(Unread(SIZE, parts))) as server:
        client = connect(port_of(server))
        client.sendall(LIVEZ + b"\r\n")
        client.recv(1000)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        wait_for(lambda: any(line["event"] == "request" for line in logged))
    (line,) = [line for line in logged if line["event"] == "request"]
    assert line["status"] == 499
    assert {each["log_level"] for each in logged} <= {"info", "debug"}


def test_broken_framing_during_an_answer_ends_it(port: int) -> None:
    line = b'{"text": "%b"}\n' % BODY
    head = b"POST /analyze/batch HTTP/1.1\r\nContent-Type: application/x-ndjson\r\n"
    with capture_logs() as logged, connect(port) as client:
        client.sendall(head + CHUNKED + b"\r\n%x\r\n%b\r\n" % (len(line), line))
        received = b""
        while b"bonkers" not in received:  # the head may come first, by itself
            received += client.recv(65_536)
        client.sendall(b"zz\r\n")
        assert b"HTTP" not in b"".join(iter(lambda: client.recv(65_536), b""))
        wait_for(lambda: any(line["event"] == "request" for line in logged))
    assert [each["status"] for each in logged if each["event"] == "request"] == [499]
    assert {each["log_level"] for each in logged} <= {"info", "debug"}


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


def test_who_waits_in_a_queue_and_sends_no_more_is_answered_if_still_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "CHECK_SECONDS", 0.05)
    app = Waiting()
    with serving(app) as server, connect(port_of(server)) as client:
        client.sendall(POST + LENGTH + b"\r\n" + BODY)
        client.shutdown(socket.SHUT_WR)
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        time.sleep(0.3)
        app.go = True
        assert statuses(b"".join(iter(lambda: client.recv(65_536), b""))) == [200]
        assert not app.gone


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_who_waits_in_a_queue_and_goes_away_is_noticed(version: bytes) -> None:
    app = Waiting()
    with serving(app) as server:
        with connect(port_of(server)) as client:
            client.sendall(POST.replace(b"1.1", version) + LENGTH + b"\r\n" + BODY)
            wait_for(lambda: app.begun)
        wait_for(lambda: app.gone)


class Begun(Waiting):
    """Waits with half its answer sent."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            length = [(b"content-length", b"2")]
            await send({"type": "http.response.start", "status": 200, "headers": length})
            self.begun = True
            await self.pause()
            await send({"type": "http.response.body", "body": b"ok"})


@pytest.mark.parametrize("kind", [Waiting, Begun])
def test_a_stopping_server_answers_what_has_begun_and_closes_the_rest(kind: type[Waiting]) -> None:
    app = kind()
    with serving(app) as server, connect(port_of(server)) as busy, connect(port_of(server)) as idle:
        busy.sendall(POST + LENGTH + b"\r\n" + BODY)
        wait_for(lambda: app.begun)
        server.should_exit = True
        assert idle.recv(100) == b""
        app.go = True
        assert statuses(b"".join(iter(lambda: busy.recv(65_536), b""))) == [200]


def test_nothing_is_done_for_clients_that_went_while_they_waited(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go, texts = Event(), Event(), []
    work = Engine.work

    def held(self: Engine, *args: Any) -> object:
        texts.append(args)
        begun.set()
        assert go.wait(SECONDS)
        return work(self, *args)

    monkeypatch.setattr(Engine, "work", held)
    text = b"x" * 20_000  # long enough to be analysed in a thread
    request = POST + CLOSE + b"Content-Length: %d\r\n\r\n" % len(text) + text
    with capture_logs() as logged, connect(port) as patient:
        patient.sendall(request)
        assert begun.wait(SECONDS)
        for _ in range(5):
            with connect(port) as hasty:
                hasty.sendall(request)
        wait_for(lambda: len([line for line in logged if line.get("status") == 499]) == 5)
        go.set()
        assert status_of(patient) == 200
    assert len(texts) == 1


def test_a_stream_whose_client_has_gone_is_scored_no_further(port: int) -> None:
    lines = b'{"text": "%b"}\n' % BODY * 2000
    head = b"POST /analyze/batch HTTP/1.1\r\nContent-Type: application/x-ndjson\r\n"
    with capture_logs() as logged:
        client = connect(port)
        client.sendall(head + b"Content-Length: %d\r\n\r\n" % len(lines) + lines)
        client.recv(1000)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        wait_for(lambda: any(line["event"] == "request" for line in logged))
    (line,) = [line for line in logged if line["event"] == "request"]
    assert line["status"] == 499
    assert line["texts"] < 1900
    held = app_of(body_seconds=1.0).state.engine.held
    wait_for(lambda: held.bytes == 0)
