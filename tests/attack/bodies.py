"""Attacks by what a body is made of, rather than by the text in it."""

import json

from tests.attack.answers import CANARY
from tests.attack.attack import HTML, JSON, TEXT, Attack, sending

LARGE = 2_000_000


def field(name: str, value: str, *statuses: int) -> Attack:
    """POST /analyze of JSON with one field as it is written."""
    body = f'{{"text": "It may. {CANARY}", {value}}}'.encode()
    return sending(name, "/analyze", JSON, body, *(statuses or (422,)))


def items(unit: str, size: int = LARGE) -> str:
    """A list with as many of the unit as fit."""
    return "[" + ",".join([unit] * ((size - 1000) // (len(unit) + 1))) + "]"


def batch(name: str, documents: str, *statuses: int) -> Attack:
    """POST /analyze/batch of JSON."""
    body = f'{{"documents": {documents}}}'.encode()
    return sending(name, "/analyze/batch", JSON, body, *(statuses or (422,)))


def keys(count: int) -> str:
    """This number of unknown fields."""
    return ",".join(f'"a{n}":1' for n in range(count))


ATTACKS = (
    field("a million dimensions", f'"dimensions": {items("1")}'),
    field(
        "a million known dimensions",
        f'"dimensions": {items(chr(34) + "hedging" + chr(34))}',
        200,
        422,
    ),
    field("a million categories", f'"categories": {items("1")}'),
    field("200,000 thresholds", f'"thresholds": {{{keys(170_000)}}}'),
    field("200,000 unknown fields", keys(170_000)),
    field("a million allow terms", f'"allow": {items("1")}'),
    field("a million empty allow terms", f'"allow": {items(chr(34) * 2)}'),
    field("a million rules", f'"rules": {items("{}")}'),
    field("a million forms", f'"rules": [{{"forms": {items("1")}}}]'),
    field("a million blocks", f'"blocks": {items("{}")}'),
    field("an allow term of 2 MB", f'"allow": ["{"a" * 1_900_000}"]'),
    field("a rule id of 2 MB", f'"rules": [{{"id": "{"a" * 1_900_000}"}}]'),
    field("a language of 2 MB", f'"language": "{"a" * 1_900_000}"'),
    field("a field name of 2 MB", f'"{"a" * 1_900_000}": 1'),
    field("a number of a million digits", f'"min_score": {"9" * 1_000_000}', 400, 422),
    field(
        "a number of a million digits behind the point",
        f'"min_score": 0.{"9" * 10**6}',
        200,
        400,
        422,
    ),
    field("a huge exponent", '"min_score": 1e999999999', 400, 422),
    field("the same key 200,000 times", ",".join(['"min_score":0'] * 130_000), 200, 400, 422),
    field("depth of 500,000 in a field", f'"allow": {"[" * 500_000}', 400, 422),
    field("depth of 900,000, closed", f'"allow": {"[" * 900_000}{"]" * 900_000}', 400, 422),
    sending("depth of 2 million", "/analyze", JSON, b"[" * LARGE, 400, 422),
    sending("depth of 300,000 objects", "/analyze", JSON, b'{"a":' * 300_000, 400, 422),
    sending("a text of escapes", "/analyze", JSON, b'{"text": "%b"}' % (b"\\u0061" * 300_000)),
    sending(
        "a text of half pairs",
        "/analyze",
        JSON,
        b'{"text": "%b"}' % (b"\\ud83d" * 300_000),
        200,
        400,
        422,
    ),
    sending("a text without an end", "/analyze", JSON, b'{"text": "' + b"may " * 450_000, 400),
    sending(
        "JSON that ends in a bad byte",
        "/analyze",
        JSON,
        b'{"text": "%b\xff"}' % (b"may " * 450_000),
        400,
    ),
    sending("a text that ends in a bad byte", "/analyze", TEXT, b"may " * 450_000 + b"\xff", 400),
    sending("a page that ends in a bad byte", "/analyze", HTML, b"<p>may" * 300_000 + b"\xff", 400),
    sending("a text of NUL", "/analyze", TEXT, b"\0" * LARGE, 200, 400, 422),
    sending("a text of 2 MB and a byte", "/analyze", TEXT, b"a" * 2_097_153, 413),
    sending("16 MB of text", "/analyze", TEXT, b"may " * 4_000_000, 413, 0, timed=False),
    sending("an empty text", "/analyze", TEXT, b"", 200, 422),
    sending("100,000 parameters", "/analyze?" + "a&" * 15_000, TEXT, b"may", 414, 422, 431),
    sending(
        "10,000 dimensions in the query",
        "/analyze?dimensions=" + "a," * 15_000,
        TEXT,
        b"a",
        414,
        422,
        431,
    ),
    sending(
        "a query of escapes", "/analyze?allow=" + "%61," * 7_000, TEXT, b"a", 200, 414, 422, 431
    ),
    batch("a million documents", items("{}")),
    batch("100 empty documents", items("{}", 1300), 200),
    batch(
        "100 documents of 1,000 wrong dimensions",
        "[" + ",".join(['{"text":"a","dimensions":' + items("1", 11_000) + "}"] * 99) + "]",
        200,
        422,
    ),
    batch(
        "100 documents of 20 kB of “may ”",
        json.dumps([{"id": "i" * 200, "text": "may " * 4_900 + CANARY}] * 100),
        200,
        422,
    ),
    batch(
        "100 documents of 15 kB of “A. ”", json.dumps([{"text": "A. " * 5_000 + CANARY}] * 100), 200
    ),
)
