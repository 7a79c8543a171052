"""Scoring on a Ray cluster instead of this machine."""

import socket
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

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


def join(address: str) -> "Cluster":
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
    return Cluster(daft.set_runner_ray())


class NodeLost(CorpusError):
    """A node left while rows were scored; the nodes that remain are to score them again."""


class Cluster:
    """A cluster that `join` joined: what it scores, and what it loses meanwhile.

    Ray and Daft say nothing of a loss for minutes. If it happens while workers start, Daft waits
    for ever for a worker that has no processor any more.
    """

    def __init__(self, runner: Any) -> None:
        self._runner = runner
        self._nodes = _processors()
        """The nodes that score, from before they were asked to."""
        self._unanswering: set[str] = set()
        self._restarts: dict[str, int] = {}

    def score_bundles(
        self,
        reader: Reader,
        done: int,
        part_rows: int,
        workers: int | None,
        make: Callable[[], Scorer],
    ) -> Iterator[Bundle]:
        """The output of all but the first `done` rows, from at most one worker a processor.

        Each fragment is read by one of the nodes. NodeLost if one of them left.
        """
        self._nodes = _processors()
        processors = max(1, sum(self._nodes.values()))
        try:
            yield from _score_bundles(
                reader, done, part_rows, min(workers or processors, processors), make
            )
        except Exception as error:
            if self._nodes.keys() <= _processors().keys():
                raise
            self._cancel()
            raise NodeLost from error

    def losses(self) -> Iterator[str]:
        """A line for each node that no longer answers, and each worker that died.

        Once Ray has given a node up, too, what the cluster scores is cancelled.
        """
        import ray
        from ray._private import state

        for node in ray.nodes():
            id_, host = node["NodeID"], node["NodeManagerAddress"]
            if id_ not in self._nodes.keys() - self._unanswering:
                continue
            if not node["Alive"] or not _answers(host, node["NodeManagerPort"]):
                self._unanswering.add(id_)
                yield f"the node {host} does not answer; its rows are scored again"
        if not self._nodes.keys() <= _processors().keys():
            self._cancel()
        job = ray.get_runtime_context().get_job_id()
        for id_, actor in state.actors().items():
            restarts = int(actor["NumRestarts"])
            if actor["JobID"] == job and restarts > self._restarts.get(id_, 0):
                self._restarts[id_] = restarts
                yield "a worker of the cluster died; its rows are scored again"

    def _cancel(self) -> None:
        """End Daft's process that distributes the work, and with it all workers.

        The stream that waits for it raises an error, and the next use of Daft starts another one.
        """
        import ray

        if plans := self._runner.flotilla_plan_runner:
            self._runner.flotilla_plan_runner = None
            ray.kill(plans.runner)


def _processors() -> dict[str, int]:
    """How many processors each node has that is alive to Ray."""
    import ray

    nodes = (node for node in ray.nodes() if node["Alive"])
    processors = {node["NodeID"]: int(node["Resources"].get("CPU", 0)) for node in nodes}
    return {node: number for node, number in processors.items() if number}


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=ANSWER_TIMEOUT_SECONDS).close()
    except OSError:
        return False
    return True


def _score_bundles(
    reader: Reader, done: int, part_rows: int, workers: int, make: Callable[[], Scorer]
) -> Iterator[Bundle]:
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
