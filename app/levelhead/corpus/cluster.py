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
# How many fragments are read before their rows are needed.
FRAGMENTS_AHEAD = 2
FIRST, PACKED = Bundle._fields
SCHEMA = pa.schema([(FIRST, pa.int64()), (PACKED, pa.large_binary())])


def join(address: str) -> int:
    """Let Daft run on the cluster; returns how many processors that has.

    Can be called once in a process, and before any other use of Daft. CorpusError if Ray is not
    installed or the cluster can't be reached.
    """
    try:
        import ray
    except ImportError as error:
        raise CorpusError("--ray needs Ray: install levelhead[corpus-ray]") from error
    host, _, port = address.removeprefix("ray://").rpartition(":")
    try:
        # Ray itself would try for minutes.
        socket.create_connection((host, int(port)), timeout=CONNECT_TIMEOUT_SECONDS).close()
        ray.init(address, log_to_driver=False, runtime_env={"env_vars": ENVIRONMENT})
    except (OSError, ValueError, RuntimeError) as error:
        raise CorpusError(f"{address}: {error}") from error
    daft.set_runner_ray()
    return int(ray.cluster_resources().get("CPU", 1))


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
