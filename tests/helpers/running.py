"""A real server on a free port, for the tests that need one."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
# Long, since other work on the machine may make a start slow.
SECONDS = 60.0


def environment(**more: str) -> dict[str, str]:
    """Ours, with the project's commands on the path and without settings of the service.

    Servers stop at once: no load balancer has to notice first.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LEVELHEAD_", "COV_"))}
    kept["LEVELHEAD_DRAIN_SECONDS"] = "0"
    return kept | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"} | more


def free_port() -> int:
    """A port that no process listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


@contextmanager
def running(
    command: Sequence[str] = ("levelhead", "serve"),
    settings: Mapping[str, str] | None = None,
    output: int = subprocess.PIPE,
) -> Iterator[str]:
    """Run a server until the block ends; yields its URL once it is ready.

    It has time for its answers on a busy machine, unless the settings give it another deadline. A
    PIPE is not read until then: use DEVNULL for a server that logs much.
    """
    port = free_port()
    own = {"LEVELHEAD_PORT": str(port), "LEVELHEAD_DEADLINE_SECONDS": str(SECONDS)}
    env = environment(**{**own, **(settings or {})})
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            wait(server, f"{url}/readyz")
            yield url
        finally:
            server.terminate()
            server.communicate(timeout=SECONDS)


def wait(server: "subprocess.Popen[Any]", url: str) -> None:
    """Return when `url` answers 200; fail with what the server printed if it ended first."""
    end = time.monotonic() + SECONDS
    # One client: making one takes as long as the server takes to load its lexicon, in ten goes.
    with httpx.Client() as client:
        while server.poll() is None and time.monotonic() < end:
            try:
                if client.get(url).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
    server.terminate()
    raise AssertionError(f"not ready: {server.communicate()[0]}")


def wait_for(what: Callable[[], bool], seconds: float = SECONDS) -> None:
    """Return once `what` returns true; AssertionError after some seconds."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)
