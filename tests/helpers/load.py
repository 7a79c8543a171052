"""Posts stdin again and again: `python -m tests.helpers.load URL CLIENTS`, a process of its own."""

import asyncio
import sys
from urllib.parse import urlsplit

# Less patient than Retry-After asks for, yet leaving the machine to the service.
PAUSE = 0.02


async def client(host: str, port: int, body: bytes) -> None:
    """Post the body again and again over one connection."""
    reader, writer = await asyncio.open_connection(host, port)
    head = "POST /analyze HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    while True:
        writer.write(request)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        await asyncio.sleep(PAUSE)


async def main(url: str, clients: int) -> None:
    """Until the process is ended."""
    host, port = urlsplit(url).hostname or "", urlsplit(url).port or 80
    body = sys.stdin.buffer.read()
    await asyncio.gather(*(client(host, port, body) for _ in range(clients)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
