"""Attacks by what has no body: paths, queries and headers within what a head may have."""

from collections.abc import Mapping
from dataclasses import replace

from tests.attack.attack import TEXT, Attack, sending

LONG = 60_000


def getting(
    name: str, path: str, *statuses: int, method: str = "GET", headers: Mapping[str, str] = {}
) -> Attack:
    """A request without a body."""
    made = sending(name, path, "", b"", *statuses, method=method, headers=headers)
    return replace(made, shown=True)


def header(name: str, value: str) -> Attack:
    """A small POST /analyze with a long header."""
    made = {name: value[:LONG]}
    right = (200, 400, 431)
    return sending(f"{name} of 60 kB", "/analyze", TEXT, b"It may.", *right, headers=made)


TOO_LONG = (400, 414, 431)

LONG_HEADERS = (
    header("X-Forwarded-For", "10.0.0.1, " * 6_000),
    header("Accept", "a/b;q=0.1, " * 6_000),
    header("Accept-Encoding", "gzip;q=0.1, " * 6_000),
    header("Accept-Language", "en, " * 15_000),
    header("Origin", "http://" + "a" * LONG),
    header("Traceparent", "00-" + "a" * LONG),
    header("X-API-Key", "a" * LONG),
    header("Authorization", "Bearer " + "a" * LONG),
    header("Host", "a" * LONG),
    header("User-Agent", "may " * 15_000),
)

ATTACKS = (
    getting("/lexicons", "/lexicons"),
    getting("/openapi.json", "/openapi.json"),
    getting("/rules with a name of 60 kB", "/rules/" + "a" * LONG, 404, *TOO_LONG),
    getting("a path of 30,000 slashes", "/" * 30_000, 404, *TOO_LONG),
    getting("a path of escapes", "/rules/" + "%2e" * 20_000, 404, *TOO_LONG),
    getting("a query of 60 kB", "/lexicons?" + "a=b&" * 15_000, 200, 422, *TOO_LONG),
    getting("an unknown method", "/analyze", 405, 400, method="Z" * 1000),
    getting("TRACE", "/analyze", 405, method="TRACE"),
    header("Cookie", "a=b; " * 12_000),
    *LONG_HEADERS,
    getting(
        "If-None-Match of 60 kB",
        "/lexicons",
        200,
        *TOO_LONG,
        headers={"If-None-Match": '"a", ' * 12_000},
    ),
    getting(
        "Range of 60 kB", "/lexicons", 200, *TOO_LONG, headers={"Range": "bytes=" + "0-0," * 14_000}
    ),
)
