"""Clients that send too slowly, too much, or do not read, on a real port."""

import socket
import struct
import time
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from levelhead.service.middleware.access_log import AccessLog
from levelhead.service.observe import log
from levelhead.service.server import connection
from tests.helpers import raw_http
from tests.helpers.asgi import app_of
from tests.helpers.logs import capture_logs
from tests.helpers.raw_http import (
    BODY,
    CHUNKED,
    CLOSE,
    LAST,
    LENGTH,
    LIVEZ,
    POST,
    Waiting,
    connections,
    status_of,
    statuses,
)
from tests.helpers.running import SECONDS, wait_for
from tests.helpers.serving_thread import connect, port_of, serving, talk

# Fixtures: pytest finds them by these names.
server = raw_http.server
port = raw_http.port


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time limits of a tenth of a second, checked ten times as often."""
    for name in ("HEAD", "SILENT", "SEND", "UNREAD", "LINGER"):
        monkeypatch.setattr(connection, f"{name}_SECONDS", 0.1)
    monkeypatch.setattr(connection, "CHECK_SECONDS", 0.01)


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
        (b"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc", [404]),
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


UNWANTED = b"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"


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
        client.sendall(b"POST /nothing HTTP/1.1\r\nHost: x\r\n" + CHUNKED + b"\r\n")
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
    head = b"POST /analyze/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
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
