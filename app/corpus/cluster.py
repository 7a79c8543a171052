"""A Ray cluster in place of this machine."""

import daft

from app.corpus.job import Failure
from app.corpus.silence import SILENT


def join(address: str) -> int:
    """Let Daft run on the cluster; how many processors it has.

    A process can do so once, and not after it has worked by itself.
    """
    try:
        import ray
    except ImportError as error:
        raise Failure("--ray needs Ray: pip install 'levelhead[corpus-ray]'") from error
    try:
        ray.init(address, log_to_driver=False, runtime_env={"env_vars": SILENT})
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise Failure(f"{address}: {error}") from error
    daft.set_runner_ray()
    return int(ray.cluster_resources().get("CPU", 1))
