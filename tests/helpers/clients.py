"""Clients over plain sockets that compare each answer with the bytes it has to be."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from bench.texts import paragraphs, recombined
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.encode import encode
from tests.helpers.lexicons import LEXICON

Outcome = Literal["answered", "refused", "wrong", "failed"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, and the body of the only right answer, made in this process."""

    request: bytes
    answer: bytes


@dataclass(frozen=True, slots=True)
class Connection:
    """An open connection, and the client's port, by which the server's end can be identified."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def port(self) -> int:
        """The client's port."""
        port: int = self.writer.get_extra_info("sockname")[1]
        return port


@dataclass(slots=True)
class Tally:
    """What became of requests."""

    seen: Counter[Outcome] = field(default_factory=Counter)
    failed_ports: list[int] = field(default_factory=list)


def post(text: str) -> bytes:
    """The request to analyse a text."""
    body = text.encode()
    head = f"POST /analyze HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Content-Type: text/plain\r\n\r\n".encode() + body


@cache
def exchanges(size: int, count: int) -> tuple[Exchange, ...]:
    """Requests of `size` bytes whose answers all differ: one mixed up with another would show."""
    texts = recombined(paragraphs(), size, count)
    made = tuple(Exchange(post(text), _expected(text)) for text in texts)
    assert len({each.answer for each in made}) == count
    return made


def _expected(text: str) -> bytes:
    return encode(analyze([Block(text)], LEXICON), Options(), LEXICON.hash)


async def connect(port: int) -> Connection:
    """A new connection."""
    return Connection(*await asyncio.open_connection("127.0.0.1", port))


async def ask(connection: Connection, exchange: Exchange) -> Outcome:
    """Send the request and say what became of it; a closed connection is `failed`."""
    try:
        connection.writer.write(exchange.request)
        head = await connection.reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        body = await connection.reader.readexactly(int(length))
    except (OSError, asyncio.IncompleteReadError):
        return "failed"
    status = head.split(maxsplit=2)[1]
    if status == b"503":
        return "refused"
    return "answered" if (status, body) == (b"200", exchange.answer) else "wrong"


async def keep_asking(
    port: int, exchanges: tuple[Exchange, ...], first: int, tally: Tally, stop: asyncio.Event
) -> None:
    """One request after the other over one connection, and over a new one where that is closed."""
    connection = await connect(port)
    number = first
    while not stop.is_set():
        outcome = await ask(connection, exchanges[number % len(exchanges)])
        tally.seen[outcome] += 1
        if outcome == "failed":
            tally.failed_ports.append(connection.port)
            connection.writer.close()
            connection = await connect(port)
        number += 1
    connection.writer.close()
