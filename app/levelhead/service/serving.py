"""Running the service: one process, or several under uvicorn's supervisor."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import uvicorn
from uvicorn.supervisors import Multiprocess

from levelhead.service.middleware.connection import Connection
from levelhead.service.settings import Settings

# What makes the application, in each process.
APP = "levelhead.service.main:create_app"

# In memory, and writable even where the rest of a container's file system is not.
_SHARED_MEMORY = Path("/dev/shm")

# A worker that does not answer for so long is replaced. uvicorn's own 5 are too few where starting
# takes longer, as on a busy machine: a worker that is still importing would be killed.
_HUNG_SECONDS = 20


class Supervisor(Multiprocess):
    """Hands SIGHUP on: each worker loads the lexicon by itself, and none is started anew.

    uvicorn's own answer to it is to replace the workers one by one, and with them all connections.
    """

    def handle_hup(self) -> None:
        """Have all workers that live load the lexicon."""
        for worker in self.processes:
            if worker.pid is not None and worker.exitcode is None:
                os.kill(worker.pid, signal.SIGHUP)


def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until told to stop; SystemExit(0) once all requests are answered."""
    signal.signal(signal.SIGTERM, stop)
    options: dict[str, Any] = {
        "factory": True,
        "host": host,
        "port": port,
        "workers": workers,
        "loop": "uvloop",
        "http": Connection,
        "ws": "none",
        "server_header": False,
        # It would believe X-Forwarded-For of any local client; LEVELHEAD_TRUSTED_PROXIES does not.
        "proxy_headers": False,
        "log_config": None,
        "access_log": False,
        "timeout_graceful_shutdown": settings.shutdown_seconds,
        "timeout_worker_healthcheck": _HUNG_SECONDS,
    }
    if workers == 1:
        uvicorn.run(APP, **options)
    else:
        with counted_together():
            config = uvicorn.Config(APP, **options)
            Supervisor(config, [config.bind_socket()]).run()


@contextmanager
def counted_together() -> Iterator[None]:
    """A folder in which workers leave their counts, unless the environment names one."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        yield
        return
    where = _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="levelhead-", dir=where) as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        try:
            yield
        finally:
            del os.environ["PROMETHEUS_MULTIPROC_DIR"]


def stop(signum: int, frame: FrameType | None) -> NoReturn:
    """What uvicorn calls once it has answered all requests: to be asked to stop is no failure."""
    raise SystemExit(0)
