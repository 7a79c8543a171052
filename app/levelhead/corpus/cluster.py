"""A Ray cluster in place of this machine."""

import socket
from collections.abc import Callable, Iterator
from functools import partial

import daft
import pyarrow as pa
from daft import DataType, Schema, Series, col
from daft.io._generator import read_generator
from daft.recordbatch import RecordBatch

from levelhead.corpus.bundles import Bundle, Share, read, shares
from levelhead.corpus.job import Failure
from levelhead.corpus.reading import Rows
from levelhead.corpus.scorer import Scorer
from levelhead.corpus.silence import SILENT

SECONDS = 10.0
# How many files or row groups are read ahead of their turn.
AHEAD = 2
FIRST, PACKED = Bundle._fields
SCHEMA = pa.schema([(FIRST, pa.int64()), (PACKED, pa.large_binary())])


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


def scored(
    rows: Rows, done: int, part_rows: int, workers: int, make: Callable[[], Scorer]
) -> Iterator[Bundle]:
    """The output of all but the first `done` rows; each file or row group is read by some node."""
    daft.set_execution_config(scantask_max_parallel=AHEAD, maintain_order=True)
    readers = (partial(_read, rows, share, part_rows) for share in shares(rows, done))
    left = read_generator(readers, Schema.from_pyarrow_schema(SCHEMA))
    scorer = daft.cls(Worker, use_process=True, max_concurrency=workers)(make)
    result = scorer.score(col(FIRST), col(PACKED)).alias(PACKED)
    for batch in left.select(col(FIRST), result).to_arrow_iter(results_buffer_size=workers):
        yield from map(Bundle, *(column.to_pylist() for column in batch.columns))


def _read(rows: Rows, share: Share, part_rows: int) -> Iterator[RecordBatch]:
    for first, packed in read(rows, share, part_rows):
        yield RecordBatch.from_arrow_table(pa.table([[first], [packed]], SCHEMA))


class Worker:
    """A Scorer, as Daft runs it."""

    def __init__(self, make: Callable[[], Scorer]) -> None:
        self.scorer = make()

    @daft.method.batch(return_dtype=DataType.binary(), batch_size=1)
    def score(self, first: Series, packed: Series) -> list[bytes]:
        """The output of each bundle."""
        bundles = map(Bundle, first.to_pylist(), packed.to_pylist())
        return [self.scorer.bundle(bundle).packed for bundle in bundles]
