"""The service on a real port in a thread of this process, where its coverage is seen."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from levelhead.service.server.connection import Connection
from tests.helpers.running import SECONDS, wait_for


@contextmanager
def serving(app: Any) -> Iterator[uvicorn.Server]:
    """A server that runs until the block ends; port_of() returns its port."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        loop="uvloop",
        http=Connection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(lambda: server.started)
        yield server
    finally:
        server.should_exit = True
        thread.join(SECONDS)
    assert not thread.is_alive()


def port_of(server: uvicorn.Server) -> int:
    """The port it listens on."""
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port


def connect(port: int, timeout: float = SECONDS) -> socket.socket:
    """A new connection."""
    return socket.create_connection(("127.0.0.1", port), timeout)


def talk(port: int, *parts: bytes, half_close: bool = False) -> bytes:
    """All bytes received on one connection until the server closes it."""
    with connect(port) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            client.sendall(part)
        if half_close:
            client.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: client.recv(65_536), b""))
