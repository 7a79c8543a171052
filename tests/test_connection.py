"""What one connection may send: heads, bodies, upgrades and trailers, on a real port."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from levelhead.service.middleware.response_headers import NOT_STORED
from levelhead.service.observe.metrics import REQUESTS
from tests.helpers import raw_http
from tests.helpers.logs import capture_logs
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
    answers,
    statuses,
)
from tests.helpers.running import wait_for
from tests.helpers.serving_thread import connect, port_of, serving, talk

# Fixtures: pytest finds them by these names.
server = raw_http.server
port = raw_http.port


def head_of(target: bytes = b"/livez", fields: bytes = b"") -> bytes:
    return b"GET %b HTTP/1.1\r\nHost: x\r\n%b\r\n" % (target, fields)


REFUSED = [
    ("TLS", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"], 400, "other"),
    ("words", [b"hello there, how are you\r\n"], 501, "other"),
    ("no words", [b"\0\0\0\0"], 400, "other"),
    ("an unknown method", [b"BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n"], 501, "other"),
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
    ("gzip in chunks", [POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKS], 501, "POST"),
    ("two codings", [POST + b"Transfer-Encoding: gzip\r\n" + CHUNKED + b"\r\n"], 501, "POST"),
    ("a target that is none", [head_of(b"http://x:y/")], 400, "GET"),
    ("a long path", [head_of(b"/" + b"a" * 8192)], 414, "GET"),
    ("a long query", [head_of(b"/livez?" + b"a" * 8192)], 414, "GET"),
    ("a path without end", [b"GET /" + b"a" * 5_000_000], 414, "GET"),
    ("101 headers", [head_of(fields=b"a: b\r\n" * 100)], 431, "GET"),
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
    ("100 headers", head_of(fields=b"a: b\r\n" * 98 + CLOSE)),
    ("value", head_of(fields=b"a: " + b"b" * 16_383 + b"\r\n" + CLOSE)),
    ("blank lines before", b"\r\n\r\n\r\n" + head_of(fields=CLOSE)),
    ("head", head_of(fields=b"a: %b\r\n" % (b"b" * 16_000) * 4 + CLOSE)),
    ("an expectation", head_of(fields=b"Expect: the-best\r\n" + CLOSE)),
    ("HTTP/1.0", b"GET /livez HTTP/1.0\r\n\r\n"),
    ("a space behind a value", head_of(fields=b"Connection: close \t\r\n")),
    ("absolute form", head_of(b"http://x/livez", CLOSE)),
]


@pytest.mark.parametrize("sent", [s for _, s in AT_THE_LIMIT], ids=[n for n, _ in AT_THE_LIMIT])
def test_what_is_just_within_a_limit_is_answered(sent: bytes, port: int) -> None:
    assert statuses(talk(port, sent)) == [200]


NO_HOST = "the request has no Host header field"
FAULTY_HOSTS = {
    NO_HOST: [b"", b"Hosts: x\r\n", UPGRADES["h2c"]],
    "the request has more than one Host header field": [
        b"Host: x\r\nHost: y\r\n",
        b"host: x\r\nA: b\r\nHOST: x\r\n",
        b"Host: x\r\nHost:\r\n" + UPGRADES["websocket"],
    ],
    "the Host header field is not a host name or address, with or without a port": [
        b"Host: %b\r\n" % host
        for host in (
            *(b"", b" ", b":80", b"x y", b"x,y z", b"x:a", b"x:1:2", b"http://x", b"x/", b"a@x"),
            *(b"::1", b"[]", b"[::1", b"%zz", "é".encode(), b"\xff", b"x?", b"x#", b"[::1]x"),
        )
    ],
}


@pytest.mark.parametrize(
    ("version", "fields", "detail"),
    [
        (version, fields, detail)
        for detail, all_fields in FAULTY_HOSTS.items()
        for version in ("1.1", "1.0")
        for fields in all_fields
        if (version, detail) != ("1.0", NO_HOST)
    ],
)
def test_a_request_without_exactly_one_valid_host_is_refused(
    version: str, fields: bytes, detail: str, port: int
) -> None:
    head = b"GET /livez HTTP/%b\r\n%b\r\n" % (version.encode(), fields)
    ((status, headers, body),) = answers(talk(port, head + LAST))
    assert (status, headers["connection"]) == (400, "close")
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(body)["detail"] == detail


@pytest.mark.parametrize(
    "host",
    ["x", "x:80", "x:", "a_b-c.example.", "192.0.2.1:8000", "[::1]", "[2001:db8::1]:80", "%C3%A9"],
)
def test_a_host_may_be_a_name_or_an_address_and_have_a_port(host: str, port: int) -> None:
    head = b"GET /livez HTTP/1.1\r\nHOST: \t%b \r\n%b\r\n" % (host.encode(), CLOSE)
    assert statuses(talk(port, head)) == [200]


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
        raw = talk(
            port_of(server), b"POST / HTTP/1.1\r\nHost: x\r\n" + CLOSE + CHUNKED + b"\r\n" + chunks
        )
    assert [body for _, _, body in answers(raw)] == [b"host,connection,transfer-encoding"]
