"""Attacks by heads above every limit, and by odd ones."""

from collections.abc import Callable, Iterable, Iterator

from tests.attack.answers import CANARY, head
from tests.attack.attack import JSON, NDJSON, NO_ANSWER, TEXT, Attack, raw

MB = 1_000_000
# What a server says to a head that it reads no further; the client may miss it, because it is
# still sending when the connection is closed.
REFUSED = (400, 414, 431, NO_ANSWER)
TEXT_BODY = b"It may rain."


def endless(name: str, start: bytes, unit: bytes, megabytes: int, at_once: int = 20) -> Attack:
    """A head that goes on for so long, unless the connection is closed before."""

    def parts(id_: str) -> Iterator[bytes]:
        yield start.replace(b"ID", id_.encode())
        piece = unit * (MB // len(unit))
        for _ in range(megabytes):
            yield piece

    return raw(name, parts, *REFUSED, at_once=at_once, timed=False, patience=8.0)


def odd(name: str, parts: Callable[[str], Iterable[bytes]], *statuses: int) -> Attack:
    """A small request of an odd kind."""
    return raw(name, parts, *(statuses or (200,)))


def upgrading(to: str, kind: str, body: bytes, contains: bytes) -> Attack:
    """A POST that offers another protocol, as Java's client does each time."""
    more = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": to, "HTTP2-Settings": "AAEAAEAA"}
    path = "/analyze/batch" if kind == NDJSON else "/analyze"

    def parts(id_: str) -> list[bytes]:
        closing = more | {"Connection": f"close, {more['Connection']}"}
        return [head(id_, "POST", path, kind, closing, len(body)), body]

    return raw(f"Upgrade: {to}, {kind}", parts, contains=contains)


def chunked(name: str, *chunks: bytes, statuses: tuple[int, ...] = (200,)) -> Attack:
    """POST /analyze of a text in chunks, as they are written."""

    def parts(id_: str) -> list[bytes]:
        return [head(id_, "POST", "/analyze", TEXT, {"Transfer-Encoding": "chunked"}), *chunks]

    return raw(f"chunks: {name}", parts, *statuses, timed=False, patience=8.0)


def many(count: int, unit: str) -> Attack:
    """A small POST with many headers."""
    more = {f"{unit}{n}": "1" for n in range(count)}

    def parts(id_: str) -> list[bytes]:
        return [head(id_, "POST", "/analyze", TEXT, more, len(TEXT_BODY)), TEXT_BODY]

    return raw(f"{count} headers", parts, 200, *REFUSED)


GET = b"GET /lexicons HTTP/1.1\r\nX-Request-ID: ID\r\nHost: x\r\n"

SMALL = (
    (TEXT, TEXT_BODY),
    ("text/html", b"<p>It may rain."),
    (JSON, b'{"text": "It may rain."}'),
    (NDJSON, b'{"text": "It may rain."}\n'),
)

ATTACKS = (
    endless("a header of 150 MB", GET + b"A: ", b"a", 150, at_once=1),
    endless("a header of 20 MB", GET + b"A: ", b"a", 20),
    endless("a header name of 20 MB", GET, b"a", 20),
    endless("20 MB of small headers", GET, b"A: b\r\n", 20),
    endless("20 MB of folded headers", GET + b"A: b", b"\r\n b", 20),
    endless("a path of 20 MB", b"GET /", b"a", 20),
    endless("a query of 20 MB", b"POST /v2/check?text=", b"may+", 20),
    endless("a method of 20 MB", b"", b"A", 20),
    endless("20 MB of empty lines before a request", b"", b"\r\n", 20),
    endless("20 MB that is not HTTP", b"", b"\x16\x03\x01\x02\0", 20),
    many(500, "a"),
    many(5_000, "a"),
    *(upgrading("h2c", kind, body, b'"may"') for kind, body in SMALL),
    *(
        upgrading(to, kind, body, b'"may"')
        for to in ("websocket", "TLS/1.0")
        for kind, body in SMALL
    ),
    chunked("300,000 of a byte", b"1\r\na\r\n" * 300_000, b"0\r\n\r\n"),
    chunked("an extension of 20 MB", b"1;", b"a" * 20 * MB, statuses=REFUSED),
    chunked("a size of 20 MB", b"0" * 20 * MB, statuses=REFUSED),
    chunked("a size that is none", b"zz\r\n", statuses=REFUSED),
    chunked("a size beyond all", b"f" * 40 + b"\r\n", b"a" * MB, statuses=(413, *REFUSED)),
    chunked(
        "a trailer of 20 MB", b"1\r\na\r\n0\r\n", b"A: b\r\n" * 3_300_000, statuses=(200, *REFUSED)
    ),
    odd(
        "a length and chunks",
        lambda id_: [
            head(id_, "POST", "/analyze", TEXT, {"Transfer-Encoding": "chunked"}, 5),
            b"0\r\n\r\n",
        ],
        *(400, 422, 200, NO_ANSWER),
    ),
    odd(
        "two lengths",
        lambda id_: [head(id_, "POST", "/analyze", TEXT, {"content-length": "3"}, 5), b"a" * 5],
        *(400, NO_ANSWER),
    ),
    odd(
        "a length of a million digits",
        lambda id_: [head(id_, "POST", "/analyze", TEXT, {"Content-Length": "9" * MB})],
        *(413, *REFUSED),
    ),
    odd(
        "a length that is none",
        lambda id_: [head(id_, "POST", "/analyze", TEXT, {"Content-Length": f"-{CANARY}"})],
        *(400, NO_ANSWER),
    ),
)
