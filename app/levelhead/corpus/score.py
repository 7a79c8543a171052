"""A run of `levelhead score`: the rows of the input, scored in processes, into parts."""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain

import pyarrow as pa

from levelhead.corpus import cluster, pool
from levelhead.corpus.bundles import Bundle, read, shares, unpack
from levelhead.corpus.job import Failure, Job, Task
from levelhead.corpus.parts import Manifest, begin, locked, write_part
from levelhead.corpus.progress import Progress
from levelhead.corpus.reading import Rows, rows_of
from levelhead.corpus.rows import SCORED
from levelhead.corpus.scorer import Scorer
from levelhead.corpus.source import find

# How often a run may break off without having come further, before it is given up.
TRIES = 2
LOST = "rows are missing, or came in another order than they were read"


def score(job: Job) -> Manifest:
    """Score what is not scored yet; all of it stands in finished parts when this returns."""
    processors = cluster.join(job.ray) if job.ray else len(os.sched_getaffinity(0))
    source = find(job.inputs, job.input_format)
    task = job.task(source.format)
    rows = rows_of(source, task)
    schema = schema_of(rows, task)
    with locked(job.out):
        manifest = begin(
            job.out,
            Manifest(
                task=task,
                files=len(source.files),
                fingerprint=source.fingerprint,
                rows=sum(unit.rows for unit in rows.units),
                part_rows=job.part_rows,
            ),
        )
        workers = job.workers or processors
        with Progress(manifest.rows, manifest.done) as progress:
            batches = _scored(rows, manifest, job, workers, schema, progress)
            while manifest.done < manifest.rows:
                left = min(job.part_rows, manifest.rows - manifest.done)
                manifest = write_part(job.out, manifest, schema, _part(batches, left))
            assert next(batches, None) is None  # its end looks whether rows came once more
    return manifest


def _part(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """The next `rows`; no batch has rows of two parts."""
    while rows:
        batch = next(batches)
        rows -= len(batch)
        yield batch


def _scored(
    rows: Rows, begun: Manifest, job: Job, workers: int, schema: pa.Schema, progress: Progress
) -> Iterator[pa.RecordBatch]:
    """The output, from the first row on that is in no finished part.

    Where a worker dies, its rows and those after it are scored again: whatever Daft makes of
    that, a row is counted only once it has come.
    """
    make = partial(Scorer, begun.task, job.lexicon_folder, schema)
    at, failed = begun.done, 0
    while at < begun.rows:
        try:
            for bundle in in_order(_stream(rows, at, job, workers, make), at, begun.rows):
                yield from bundle
                size = sum(map(len, bundle))
                at += size
                failed = 0
                progress.add(size)
        except Exception as error:  # whatever a worker, Daft, Ray or a file system raise
            failed += 1
            reason = str(error).strip().partition("\n")[0]
            if failed == TRIES:
                raise Failure(f"stopped after row {at}: {reason}") from error
            progress.tell(f"stopped after row {at}, resuming: {reason}")


def _stream(
    rows: Rows, at: int, job: Job, workers: int, make: Callable[[], Scorer]
) -> Iterator[Bundle]:
    """The bundles of the output, from this row on."""
    if job.ray:  # pragma: no cover - make test-ray
        return cluster.scored(rows, at, job.part_rows, workers, make)
    left = chain.from_iterable(read(rows, share, job.part_rows) for share in shares(rows, at))
    return pool.scored(left, workers, make)


def in_order(bundles: Iterable[Bundle], at: int, rows: int) -> Iterator[list[pa.RecordBatch]]:
    """The batches of each bundle; Failure where rows are missing or come once more.

    On a cluster a worker that dies can take a bundle with it while the others go on. The first one
    begins with row `at`, and the last one ends with row `rows`.
    """
    for first, packed in bundles:
        if first != at:
            raise Failure(LOST)
        batches = unpack(packed)
        at += sum(map(len, batches))
        yield batches
    if at != rows:
        raise Failure(LOST)


def schema_of(rows: Rows, task: Task) -> pa.Schema:
    """The columns of the output."""
    columns = task.columns
    return pa.schema(
        [
            ("id", rows.types[columns.id] if columns.id else pa.int64()),
            *((name, rows.types[name]) for name in columns.keep),
            *SCORED,
            ("lexicon", pa.string()),
        ]
    )
