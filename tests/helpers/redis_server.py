"""A real Redis on a free port, for the tests of what is counted there."""

import socket
import subprocess
import time
from pathlib import Path

from tests.helpers.programs import required
from tests.helpers.running import SECONDS, free_port


class Redis:
    """Starts and stops a server on one port; what it held is lost when it stops."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when it answers."""
        command = [
            required("redis-server"),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
        ]
        self.process = subprocess.Popen(
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as s:
                    s.sendall(b"PING\r\n")
                    if s.recv(7) == b"+PONG\r\n":
                        return
            except OSError:
                time.sleep(0.02)
        raise AssertionError("Redis does not start")

    def stop(self) -> None:
        """Return when it is gone."""
        if self.process:
            self.process.kill()
            self.process.wait(SECONDS)
            self.process = None
