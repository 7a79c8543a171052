"""Rows on their way to the processes that score them, and their scores on the way back."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa

from levelhead.corpus.lines import BLOCK
from levelhead.corpus.reading import Rows, Unit

# A bundle is scored in one go: few hand-overs, and yet little that is held or scored again.
BUNDLE_ROWS, BUNDLE_BYTES = 256, BLOCK


class Share(NamedTuple):
    """What is read of a unit: all but its first `skipped` rows."""

    unit: Unit
    skipped: int
    first: int
    """The number of the first row that is read, among those of the source."""


class Bundle(NamedTuple):
    """Rows that are scored together, or their output."""

    first: int
    """The number of the first of them."""
    packed: bytes
    """Their batches, as a stream of Arrow's IPC format."""


def shares(rows: Rows, done: int) -> Iterator[Share]:
    """What is left to be read after the first `done` rows."""
    for unit, skipped in rows.after(done):
        yield Share(unit, skipped, done)
        done += unit.rows - skipped


def read(rows: Rows, share: Share, part_rows: int) -> Iterator[Bundle]:
    """The bundles of a share."""
    first = share.first
    for batches in bundled(_rest(rows.read(share.unit), share.skipped), first, part_rows):
        yield Bundle(first, pack(batches))
        first += sum(map(len, batches))


def _rest(batches: Iterable[pa.RecordBatch], skipped: int) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        if skipped < len(batch):
            yield batch[skipped:]
        skipped = max(0, skipped - len(batch))


def bundled(
    batches: Iterable[pa.RecordBatch], first: int, part_rows: int
) -> Iterator[list[pa.RecordBatch]]:
    """The batches in bundles, none of which has rows of two parts.

    From the first row of a part on they are the same wherever the reading began.
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


def pack(batches: Sequence[pa.RecordBatch]) -> bytes:
    """A stream of Arrow's IPC format."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batches[0].schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def unpack(packed: bytes) -> list[pa.RecordBatch]:
    """The batches of a stream of Arrow's IPC format."""
    with pa.ipc.open_stream(packed) as stream:
        return [*stream]
