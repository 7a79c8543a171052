"""Attacks by clients that read nothing, send half, leave, or stay and do nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.attack.answers import CANARY, Parts, Then, head
from tests.attack.attack import FORM, JSON, NDJSON, NO_ANSWER, TEXT, Attack, raw

MB = 1_000_000
DENSE = (f"{CANARY} " + "may " * 250_000).encode()
# A body may take 10 s to arrive; with less this takes less.
HASTY = {"LEVELHEAD_BODY_SECONDS": "2"}
KEYS = HASTY | {"LEVELHEAD_API_KEYS_FILE": "{folder}/keys.toml", "LEVELHEAD_OPEN_METRICS": "true"}


def pipelined(name: str, request: bytes, size: int, then: Then, at_once: int = 20) -> Attack:
    """Requests one after the other on one connection, of a total size in bytes."""

    def parts(id_: str) -> Iterator[bytes]:
        yield request.replace(b"ID", id_.encode()) * (size // len(request))

    statuses = (200, NO_ANSWER) if then == "read" else (NO_ANSWER,)
    made = raw(name, parts, *statuses, at_once=at_once, timed=False, patience=4.0, then=then)
    return replace(made, shown=True)


def leaving(name: str, path: str, kind: str, body: bytes, then: Then) -> Attack:
    """A client that sends all and reads nothing."""
    return raw(
        name,
        lambda id_: [head(id_, "POST", path, kind, {}, len(body)), body],
        NO_ANSWER,
        timed=False,
        patience=6.0,
        then=then,
    )


def half(name: str, path: str, kind: str, keys: bool = False) -> Attack:
    """Clients that send 300 kB of 600 and stop."""

    def parts(id_: str) -> list[bytes]:
        return [head(id_, "POST", path, kind, {}, 600_000), b"text=" + b"a" * 300_000]

    statuses = (401, 408) if keys else (408,)
    # One by one they would have all of the time that a body may take.
    settings = KEYS if keys else HASTY
    return raw(name, parts, *statuses, at_once=300, timed=False, patience=8.0, settings=settings)


def idle(name: str, *start: bytes | float, at_once: int = 1000) -> Attack:
    """Connections that are opened and left alone."""

    def parts(_: str) -> Parts:
        return start

    return raw(name, parts, NO_ANSWER, 408, at_once=at_once, timed=False, patience=4.0)


def keyless(name: str, path: str, kind: str, body: bytes) -> Attack:
    """A client without a key."""

    def parts(id_: str) -> list[bytes]:
        return [head(id_, "POST", path, kind, {"X-API-Key": "wrong"}, len(body)), body]

    return raw(name, parts, 401, 429, NO_ANSWER, settings=KEYS)


def half_closed(name: str, path: str, kind: str, body: bytes) -> Attack:
    """A client that says that it sends no more, and waits for the answer."""

    def parts(id_: str) -> Iterable[bytes]:
        return [head(id_, "POST", path, kind, {}, len(body)), body]

    return raw(name, parts, 200, then="half-close", contains=b'"may"')


GET = b"GET /%b HTTP/1.1\r\nHost: x\r\nX-Request-ID: ID\r\n\r\n"
SMALL = b"It may rain."
POST = (
    b"POST /analyze HTTP/1.1\r\nHost: x\r\nX-Request-ID: ID\r\nContent-Type: text/plain\r\n"
    b"Content-Length: 7\r\n\r\nIt may."
)

ATTACKS = (
    pipelined("2 MB of pipelined GET /limits, nothing read", GET % b"limits", 2 * MB, "wait"),
    pipelined(
        "2 MB of pipelined GET /openapi.json, nothing read",
        GET % b"openapi.json",
        2 * MB,
        "wait",
        4,
    ),
    pipelined("2 MB of pipelined POSTs, nothing read", POST, 2 * MB, "wait"),
    pipelined("100 kB of pipelined GETs, read", GET % b"limits", 100_000, "read"),
    leaving("1 MB of “may ”, nothing read", "/analyze", TEXT, DENSE, "wait"),
    leaving(
        "1 MB of “may ” for a stream, nothing read",
        "/analyze/batch",
        NDJSON,
        b'{"text":"It may."}\n' * 50_000,
        "wait",
    ),
    leaving(
        "1 MB of “may ” for LanguageTool, nothing read",
        "/v2/check",
        FORM,
        b"language=en&text=" + DENSE,
        "wait",
    ),
    leaving("1 MB of “may ”, then a reset", "/analyze", TEXT, DENSE, "reset"),
    half_closed("half-closed, text", "/analyze", TEXT, SMALL),
    half_closed("half-closed, JSON", "/analyze", JSON, b'{"text": "It may rain."}'),
    half_closed("half-closed, stream", "/analyze/batch", NDJSON, b'{"text": "It may rain."}\n'),
    idle("1,000 idle connections"),
    idle("1,000 half heads", b"POST /analyze HTTP/1.1\r\nHost: x\r\n"),
    half("300 half-sent texts", "/analyze", TEXT),
    half("300 half-sent forms", "/v2/check", FORM),
    half("300 half-sent files", "/extract", "text/markdown"),
    half("300 half-sent batches", "/analyze/batch", JSON),
    half("300 half-sent forms without a key", "/v2/check", FORM, keys=True),
    keyless("2 MB of text with a wrong key", "/analyze", TEXT, DENSE * 2),
    keyless("2 MB of a form with a wrong key", "/v2/check", FORM, b"text=" + DENSE),
    keyless("a stream with a wrong key", "/analyze/batch", NDJSON, b'{"text":"a"}\n' * 100_000),
    keyless("a form with a million keys", "/v2/check", FORM, b"apiKey=a&" * 200_000),
)
