"""Bundles: rows as they go to the processes that score them, and their scores as they return."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from levelhead.corpus.encodings import BLOCK_BYTES

# Workers read nothing, and Daft, which readers import, takes 15 MB of each.
if TYPE_CHECKING:
    from levelhead.corpus.reader import Reader, Remainder

# A bundle is full at either: large enough that handing it to a process costs little, and small
# enough that little is held, and little scored again after a failure.
BUNDLE_ROWS, BUNDLE_BYTES = 256, BLOCK_BYTES


class Bundle(NamedTuple):
    """Rows that are scored together, or the rows of the output that they become."""

    first: int
    """The number of the first row in the input, from 0."""
    packed: bytes
    """Their record batches in Arrow's IPC stream format."""


def read_bundles(reader: "Reader", remainder: "Remainder", part_rows: int) -> Iterator[Bundle]:
    """The bundles of what is left of a fragment."""
    first = remainder.first
    batches = _rest(reader.read(remainder.fragment), remainder.skipped)
    for bundled in bundle_batches(batches, first, part_rows):
        yield Bundle(first, pack(bundled))
        first += sum(map(len, bundled))


def _rest(batches: Iterable[pa.RecordBatch], skipped: int) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        if skipped < len(batch):
            yield batch[skipped:]
        skipped = max(0, skipped - len(batch))


def bundle_batches(
    batches: Iterable[pa.RecordBatch], first: int, part_rows: int
) -> Iterator[list[pa.RecordBatch]]:
    """The batches of each bundle; none has rows of two parts.

    From the first row of a part on, bundles are the same wherever reading began.
    """
    held: list[pa.RecordBatch] = []
    for batch in batches:
        while len(batch):
            room = part_rows - first % part_rows
            held.append(batch[:room])
            first += len(held[-1])
            batch = batch[room:]
            full = sum(map(len, held)) >= BUNDLE_ROWS or sum(b.nbytes for b in held) >= BUNDLE_BYTES
            if full or not first % part_rows:
                yield held
                held = []
    if held:
        yield held


def pack(batches: Sequence[pa.RecordBatch], compression: str | None = None) -> bytes:
    """The batches in Arrow's IPC stream format."""
    options = pa.ipc.IpcWriteOptions(compression=compression, use_threads=False)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batches[0].schema, options=options) as writer:
        for batch in batches:
            writer.write_batch(batch)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def unpack(packed: bytes) -> list[pa.RecordBatch]:
    """The batches that `pack` packed."""
    with pa.ipc.open_stream(packed) as stream:
        return [*stream]
