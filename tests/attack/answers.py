"""What came back for one request of an attack, and clients that send it and read that."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

# A word of each text that no log or metric may show.
CANARY = "zanzibrief"

# Longer than any deadline: what has not been answered by then is given up as never answered.
PATIENCE = 15.0
CHUNK = 65_536

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
    head: bytes = b""
    whole: bool = True


def request(
    method: str, path: str, body: bytes = b"", kind: str = "", headers: Mapping[str, str] = {}
) -> tuple[str, bytes]:
    """A request that asks for the end of the connection, and the id by which the log names it."""
    id_ = f"attack-{next(_numbers)}"
    lines = [f"{method} {path} HTTP/1.1", "Host: x", f"X-Request-ID: {id_}", "Connection: close"]
    if kind:
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    # A header of its own goes before ours: a second one of a name is what some attacks are.
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return id_, "\r\n".join([*lines, "", ""]).encode() + body


async def ask(port: int, id_: str, data: bytes, patience: float = PATIENCE) -> Answer:
    """Send bytes and read to the end of the connection, at the same time."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return Answer(id_, 0, 0.0, 0, 0)
    sending = asyncio.create_task(send(writer, data))
    began = time.monotonic()
    head, received, whole = b"", 0, False
    try:
        async with asyncio.timeout(patience):
            while part := await reader.read(CHUNK):
                if b"\r\n\r\n" not in head:
                    head += part
                received += len(part)
        whole = True
    except (OSError, TimeoutError):
        pass
    ended = time.monotonic()
    sending.cancel()
    sent = (await asyncio.gather(sending, return_exceptions=True))[0]
    writer.close()
    since = sent if isinstance(sent, float) else began
    return answer_of(id_, head, max(0.0, ended - since), len(data), received, whole)


async def send(writer: asyncio.StreamWriter, data: bytes) -> float:
    """Send, and return the time at which all had been taken."""
    for start in range(0, len(data), CHUNK):
        writer.write(data[start : start + CHUNK])
        await writer.drain()
    return time.monotonic()


def answer_of(
    id_: str, start: bytes, seconds: float, sent: int, received: int, whole: bool = True
) -> Answer:
    """An answer by the bytes it starts with."""
    head = start.partition(b"\r\n\r\n")[0]
    words = head.split(maxsplit=2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    return Answer(id_, status, seconds, sent, received, head, whole)
