"""A server with every weakness that an attack looks for: `python -m tests.attack.weak_server PORT`.

It speaks enough HTTP for the probes and for one attack, whose text names the weakness.
"""

import asyncio
import json
import sys
import time
from contextlib import suppress

from tests.attack.answers import CANARY

SAFE = "X-Content-Type-Options: nosniff\r\nContent-Security-Policy: none\r\n"
UNSTORED = "Cache-Control: no-store\r\n"
WAIT_SECONDS, LATE_SECONDS = 0.8, 6.0
PAGE, MB = b"x", 1_000_000

kept: list[bytes] = []
counted = 0


def log(**line: object) -> None:
    """A line of the log."""
    sys.stderr.write(json.dumps(line) + "\n")
    sys.stderr.flush()


async def weak(weakness: str) -> tuple[int, bytes]:
    """Do what the weakness is; the status and the body of the answer."""
    if weakness == "holds up":
        time.sleep(WAIT_SECONDS)
    if weakness == "fills":
        len(PAGE * (400 * MB))
    if weakness == "keeps":
        kept.append(PAGE * (40 * MB))
    if weakness == "late":
        await asyncio.sleep(LATE_SECONDS)
    if weakness == "fails":
        log(event="bug", error="ValueError")
    if weakness == "shows":
        log(event="notice", text=CANARY)
    if weakness == "traceback":
        sys.stderr.write("Traceback (most recent call last):\n")
    return (500 if weakness == "fails" else 200), PAGE * (MB if weakness == "long" else 100)


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of a connection until it ends."""
    with suppress(OSError, asyncio.IncompleteReadError):
        await answer(reader, writer)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of a connection."""
    global counted
    while head := (await reader.readuntil(b"\r\n\r\n")).decode():
        _, path, _ = head.split(maxsplit=2)
        lines = [line.partition(": ") for line in head.split("\r\n")[1:] if line]
        headers = {name.lower(): value for name, _, value in lines}
        content = await reader.readexactly(int(headers.get("content-length", 0)))
        words = content.decode().partition(":")
        weakness = words[0] if words[1] else ""
        status, body = await weak(weakness)
        if path == "/metrics":
            body = f'levelhead_requests_total{{route="/analyze"}} {counted}\n'.encode()
        id_ = headers.get("x-request-id", "none")
        if weakness != "unlogged":
            said = 499 if weakness == "logged wrongly" else status
            log(event="request", request=id_, route=path, status=said)
        counted += weakness != "uncounted" and path != "/metrics"
        safe = "" if weakness == "bare" else SAFE
        safe += "" if weakness == "stored" else UNSTORED
        said_id = f"X-Request-ID: {id_}\r\nContent-Length: {len(body)}\r\n"
        writer.write(f"HTTP/1.1 {status} OK\r\n{safe}{said_id}\r\n".encode())
        writer.write(body[:10] if weakness == "cut off" else body)
        if "close" in headers.get("connection", ""):
            break
    writer.close()


async def main() -> None:
    """Serve until killed."""
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
