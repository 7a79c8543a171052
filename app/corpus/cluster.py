"""A Ray cluster in place of this machine."""

import socket

import daft

from app.corpus.job import Failure
from app.corpus.silence import SILENT

SECONDS = 10.0


def join(address: str) -> int:
    """Let Daft run on the cluster; how many processors it has.

    A process can do so once, and not after it has worked by itself.
    """
    try:
        import ray
    except ImportError as error:
        raise Failure("--ray needs Ray: install levelhead[corpus-ray]") from error
    host, _, port = address.removeprefix("ray://").rpartition(":")
    try:
        # Ray itself goes on trying for minutes.
        socket.create_connection((host, int(port)), timeout=SECONDS).close()
        ray.init(address, log_to_driver=False, runtime_env={"env_vars": SILENT})
    except (OSError, ValueError, RuntimeError) as error:
        raise Failure(f"{address}: {error}") from error
    daft.set_runner_ray()
    return int(ray.cluster_resources().get("CPU", 1))
