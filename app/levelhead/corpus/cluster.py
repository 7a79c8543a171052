"""Scoring on a Ray cluster instead of this machine."""

import socket
from collections.abc import Callable, Iterator
from functools import partial

import daft
import pyarrow as pa
from daft import DataType, Schema, Series, col
from daft.io._generator import read_generator
from daft.recordbatch import RecordBatch

from levelhead.corpus.bundles import Bundle, read_bundles
from levelhead.corpus.environment import ENVIRONMENT
from levelhead.corpus.reader import Reader, Remainder
from levelhead.corpus.scorer import Scorer
from levelhead.corpus.task import CorpusError

CONNECT_TIMEOUT_SECONDS = 10.0
# A node that is not overloaded answers within milliseconds.
ANSWER_TIMEOUT_SECONDS = 3.0
# How many fragments are read before their rows are needed.
FRAGMENTS_AHEAD = 2
FIRST, PACKED = Bundle._fields
SCHEMA = pa.schema([(FIRST, pa.int64()), (PACKED, pa.large_binary())])


def join(address: str) -> None:
    """Let Daft run on the cluster.

    Can be called once in a process, and before any other use of Daft. CorpusError if Ray is not
    installed or the cluster can't be reached.
    """
    try:
        import ray
        from ray._private import worker as driver
    except ImportError as error:
        raise CorpusError("--ray needs Ray: install levelhead[corpus-ray]") from error
    host, _, port = address.removeprefix("ray://").rpartition(":")
    try:
        # Ray itself would try for minutes.
        socket.create_connection((host, int(port)), timeout=CONNECT_TIMEOUT_SECONDS).close()
        # Of a lost node it prints dozens of lines, in colours, to standard output.
        driver.print_to_stdstream = lambda *_, **__: None
        ray.init(
            address,
            log_to_driver=False,
            logging_level="ERROR",
            runtime_env={"env_vars": ENVIRONMENT},
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise CorpusError(f"{address}: {error}") from error
    daft.set_runner_ray()


def processors() -> int:
    """How many processors the nodes have that the cluster has now."""
    import ray

    return int(ray.cluster_resources().get("CPU", 1))


class Losses:
    """The nodes and workers that the cluster loses; Ray and Daft say nothing for minutes."""

    def __init__(self) -> None:
        self._nodes: set[str] = set()
        self._lost: set[str] = set()
        self._restarts: dict[str, int] = {}

    def new(self) -> Iterator[str]:
        """A line for each node that no longer answers, and each worker that died."""
        import ray
        from ray._private import state

        for node in ray.nodes():
            id_, host, alive = node["NodeID"], node["NodeManagerAddress"], node["Alive"]
            if alive:
                self._nodes.add(id_)
            if id_ not in self._nodes - self._lost:
                continue
            if not alive or not _answers(host, node["NodeManagerPort"]):
                self._lost.add(id_)
                yield f"the node {host} does not answer; its rows are scored again"
        job = ray.get_runtime_context().get_job_id()
        for id_, actor in state.actors().items():
            restarts = int(actor["NumRestarts"])
            if actor["JobID"] == job and restarts > self._restarts.get(id_, 0):
                self._restarts[id_] = restarts
                yield "a worker of the cluster died; its rows are scored again"


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=ANSWER_TIMEOUT_SECONDS).close()
    except OSError:
        return False
    return True


def score_bundles(
    reader: Reader, done: int, part_rows: int, workers: int, make: Callable[[], Scorer]
) -> Iterator[Bundle]:
    """The output of all but the first `done` rows; each fragment is read by one of the nodes."""
    daft.set_execution_config(scantask_max_parallel=FRAGMENTS_AHEAD, maintain_order=True)
    readers = (partial(_read, reader, remainder, part_rows) for remainder in reader.after(done))
    left = read_generator(readers, Schema.from_pyarrow_schema(SCHEMA))
    scorer = daft.cls(DaftScorer, use_process=True, max_concurrency=workers)(make)
    result = scorer.score(col(FIRST), col(PACKED)).alias(PACKED)
    for batch in left.select(col(FIRST), result).to_arrow_iter(results_buffer_size=workers):
        yield from map(Bundle, *(column.to_pylist() for column in batch.columns))


def _read(reader: Reader, remainder: Remainder, part_rows: int) -> Iterator[RecordBatch]:
    for first, packed in read_bundles(reader, remainder, part_rows):
        yield RecordBatch.from_arrow_table(pa.table([[first], [packed]], SCHEMA))


class DaftScorer:
    """A Scorer in the form that Daft runs."""

    def __init__(self, make: Callable[[], Scorer]) -> None:
        self.scorer = make()

    @daft.method.batch(return_dtype=DataType.binary(), batch_size=1)
    def score(self, first: Series, packed: Series) -> list[bytes]:
        """The output of each bundle."""
        bundles = map(Bundle, first.to_pylist(), packed.to_pylist())
        return [self.scorer.score_bundle(bundle).packed for bundle in bundles]
