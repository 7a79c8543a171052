"""Attacks by streams of documents. They may last; the client leaves after some seconds."""

import json
from collections.abc import Iterable

from tests.attack.answers import CANARY, head
from tests.attack.attack import NDJSON, NO_ANSWER, Attack, raw, sending

PATH = "/analyze/batch"
SECONDS = 7.0
# A body may take 10 s to arrive; with less this takes less.
HASTY = {"LEVELHEAD_BODY_SECONDS": "2"}


def stream(name: str, body: bytes, *statuses: int, timed: bool = False) -> Attack:
    """POST /analyze/batch of a stream that is sent as fast as it is taken."""
    right = statuses or (200,)
    return sending(f"stream: {name}", PATH, NDJSON, body, *right, timed=timed, patience=SECONDS)


def document(text: str, **options: object) -> bytes:
    """A line."""
    return json.dumps({"text": f"{text} {CANARY}", **options}).encode() + b"\n"


def slow(name: str, *parts: bytes | float, statuses: frozenset[int]) -> Attack:
    """A stream in chunks, with pauses; it is never ended."""

    def made(id_: str) -> Iterable[bytes | float]:
        yield head(id_, "POST", PATH, NDJSON, {"Transfer-Encoding": "chunked"})
        yield from parts

    return raw(f"stream: {name}", made, *statuses, timed=False, settings=HASTY)


def chunk(data: bytes) -> bytes:
    """A part of a body in chunks."""
    return b"%x\r\n%b\r\n" % (len(data), data)


ATTACKS = (
    stream("one line of 2 MB", document("may " * 480_000)),
    stream("one line of 4 MB", document("may " * 1_000_000), 200, 413),
    stream("a line that does not end, 16 MB", b"a" * 16_000_000, 200, 413),
    stream("20 lines of 1 MB", document("may " * 240_000) * 20, 200, NO_ANSWER),
    stream("a million lines", b"0\n" * 1_000_000),
    stream("2 million empty lines", b"\n" * 2_000_000),
    stream("20,000 small documents", document("It may.") * 20_000),
    stream("300,000 lines that are wrong", b'{"a":1}\n' * 250_000),
    stream(
        "100 lines with 1,000 allow terms",
        document("ab " * 5000, allow=[f"ab c{n}" for n in range(1000)]) * 100,
    ),
    stream(
        "100 lines with refused patterns",
        b"".join(
            document(
                "a",
                rules=[
                    {
                        "id": "r",
                        "dimension": "hedging",
                        "category": "modal",
                        "pattern": rf"(?:\pL{{1,900}})i{n}",
                    }
                ],
            )
            for n in range(100)
        ),
    ),
    stream("a line cut in the middle", document("It may.") + b'{"text": "ab', timed=True),
    stream("lines of 100,000 brackets", (b"[" * 100_000 + b"\n") * 20),
    slow("no first byte", statuses=frozenset({408})),
    slow("half a line, then nothing", chunk(b'{"text": "a'), statuses=frozenset({200, 408})),
    slow("a line, then nothing", chunk(document("It may.")), statuses=frozenset({200})),
    slow(
        "a byte at a time",
        *(part for _ in range(60) for part in (chunk(b" "), 0.1)),
        statuses=frozenset({200, 408}),
    ),
)
