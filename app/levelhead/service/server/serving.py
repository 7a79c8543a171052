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

from levelhead.service.server.connection import Connection
from levelhead.service.settings import Settings

# The factory of the application, called in each process.
APP = "levelhead.service.main:create_app"

# In memory, and writable even where the rest of a container's file system is not.
_SHARED_MEMORY = Path("/dev/shm")

# A worker that does not answer for this long is replaced. uvicorn's default of 5 would kill one
# that is still importing on a busy machine.
_HUNG_SECONDS = 20


class Supervisor(Multiprocess):
    """Passes SIGHUP on, so that each worker reloads the lexicon.

    uvicorn itself would replace the workers one by one, and close their connections.
    """

    def handle_hup(self) -> None:
        """Have all workers that are alive load the lexicon."""
        for worker in self.processes:
            if worker.pid is not None and worker.exitcode is None:
                os.kill(worker.pid, signal.SIGHUP)


def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT; SystemExit(0) once all requests are answered."""
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
        # It would trust X-Forwarded-For of any local client; see LEVELHEAD_TRUSTED_PROXIES.
        "proxy_headers": False,
        "log_config": None,
        "access_log": False,
        "timeout_graceful_shutdown": settings.shutdown_seconds,
        "timeout_worker_healthcheck": _HUNG_SECONDS,
    }
    if workers == 1:
        uvicorn.run(APP, **options)
    else:
        with shared_counts():
            config = uvicorn.Config(APP, **options)
            Supervisor(config, [config.bind_socket()]).run()


@contextmanager
def shared_counts() -> Iterator[None]:
    """Provide a folder for the counts of all workers, unless the environment names one."""
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
    """Exit with 0: uvicorn calls this once it has answered all requests."""
    raise SystemExit(0)
