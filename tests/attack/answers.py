"""What came back for one request of an attack, and the client that sends it and reads that."""

import asyncio
import re
import socket
import struct
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Literal

# A word of each text that no log or metric may show.
CANARY = "zanzibrief"
# The API key of requests that send one.
KEY = "attack-suite-key-0123456789abcdef"

# The id of those requests in the log that are no attack.
PROBE = "probe"

# Longer than any deadline: what has not been answered by then is given up as never answered.
PATIENCE = 12.0
CHUNK = 65_536
LAST_CHUNK = b"0\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
# Bytes of each answer that are kept; the rest is counted.
START = 16_384
# Closing with this on, the client sends a reset and takes nothing more.
RESET = struct.pack("ii", 1, 0)

# What a client does once it has sent all: read to the end; say that it sends no more and read;
# read nothing and keep the connection until it loses patience; reset the connection.
Then = Literal["read", "half-close", "wait", "reset"]

# What is sent; a number is a pause in seconds.
Parts = Iterable[bytes | float]

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status 0: the connection ended without an answer. `seconds` run from the last byte sent.

    `whole` is false where the answer broke off, or had not ended when the client gave up.
    """

    id: str
    status: int
    seconds: float
    sent: int
    received: int
    start: bytes = b""
    whole: bool = True

    @property
    def head(self) -> bytes:
        """The status line and the headers."""
        return self.start.partition(b"\r\n\r\n")[0]


def request(
    method: str, path: str, body: bytes = b"", kind: str = "", headers: Mapping[str, str] = {}
) -> tuple[str, list[bytes | float]]:
    """The id by which the log names a request, and the request; it asks to close afterwards."""
    id_ = f"attack-{next(_numbers)}"
    return id_, [head(id_, method, path, kind, headers, len(body) if kind else None), body]


def head(
    id_: str,
    method: str,
    path: str,
    kind: str = "",
    headers: Mapping[str, str] = {},
    length: int | None = None,
) -> bytes:
    """The head of a request; a Connection among the headers replaces ours."""
    said = {"Host": "x", "X-Request-ID": id_, "Connection": "close"}
    if kind:
        said["Content-Type"] = kind
    if length is not None:
        said["Content-Length"] = str(length)
    lines = [f"{name}: {value}" for name, value in {**said, **headers}.items()]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode()


async def ask(
    port: int,
    id_: str,
    parts: Parts,
    patience: float = PATIENCE,
    then: Then = "read",
) -> Answer:
    """Send bytes and read to the end of the connection, at the same time."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return Answer(id_, 0, 0.0, 0, 0)
    began = time.monotonic()
    sent = Sent(began)
    start, end, received, whole = b"", b"", 0, False
    async with asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(send(writer, parts, sent, then))
        try:
            async with asyncio.timeout(patience):
                if then in ("wait", "reset"):
                    writer.transport.pause_reading()  # type: ignore[attr-defined]
                    await sending
                    await asyncio.sleep(patience if then == "wait" else 0.2)
                while part := await reader.read(CHUNK):
                    start += part[: max(0, START - len(start))]
                    received += len(part)
                    end = (end + part)[-len(LAST_CHUNK) :]
            whole = is_whole(start, received, end)
        except (OSError, TimeoutError):
            pass
        sending.cancel()
    ended = time.monotonic()
    if then == "reset" and (plain := writer.get_extra_info("socket")):
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort() if then == "reset" else writer.close()
    words = start.partition(b"\r\n")[0].split(maxsplit=2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    return Answer(id_, status, ended - max(sent.last, began), sent.bytes, received, start, whole)


def is_whole(start: bytes, received: int, end: bytes) -> bool:
    """Whether an answer is as long as it says it is, or ends with the last of its chunks."""
    head, _, body = start.partition(b"\r\n\r\n")
    if length := LENGTH.search(head):
        return received - len(head) - 4 == int(length[1])
    return end == LAST_CHUNK or not body


@dataclass(slots=True)
class Sent:
    """How much has been sent so far, and when the last of it."""

    last: float
    bytes: int = 0


async def send(writer: asyncio.StreamWriter, parts: Parts, sent: Sent, then: Then) -> None:
    """Send all parts; stop when the other end takes no more."""
    try:
        for part in parts:
            if isinstance(part, float):
                await asyncio.sleep(part)
                continue
            for at in range(0, len(part), CHUNK):
                piece = part[at : at + CHUNK]
                writer.write(piece)
                await writer.drain()
                sent.bytes += len(piece)
                sent.last = time.monotonic()
        if then == "half-close":
            writer.write_eof()
    except OSError:
        pass
