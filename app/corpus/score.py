"""A run of `levelhead score`: the rows of the input, scored in processes, into parts."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import daft
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from daft import Expression, col

from app.corpus.cluster import join
from app.corpus.job import Failure, Job, Task
from app.corpus.parts import Manifest, begin, locked, write_part
from app.corpus.progress import Progress
from app.corpus.reading import AHEAD, PARTITION, POSITION, Rest, Rows, rows_of
from app.corpus.rows import SCORED
from app.corpus.scorer import Scorer
from app.corpus.source import find

# How often a run may break off without having come further, before it is given up.
TRIES = 2
# Batches for each worker that may wait to be written: a part is written in a second or so, in which
# the workers go on.
WAITING = 8
LOST = "rows are missing, or came in another order than they were read"
# What Daft's tables call the score of a row; no name that a corpus has.
RESULT = "levelhead_result"


def score(job: Job) -> Manifest:
    """Score what is not scored yet; all of it stands in finished parts when this returns."""
    processors = join(job.ray) if job.ray else len(os.sched_getaffinity(0))
    daft.set_execution_config(scantask_max_parallel=AHEAD, maintain_order=True)
    source = find(job.inputs, job.input_format)
    task = job.task(source.format)
    rows = rows_of(source, task.columns)
    with locked(job.out):
        manifest = begin(
            job.out,
            Manifest(
                task=task,
                files=len(source.files),
                fingerprint=source.fingerprint,
                rows=sum(rows.counts),
                part_rows=job.part_rows,
            ),
        )
        workers = job.workers or processors
        with Progress(manifest.rows, manifest.done) as progress:
            tables = _scored(rows, manifest, job.lexicon_folder, workers, progress)
            for table in _cut(tables, job.part_rows):
                manifest = write_part(job.out, manifest, table)
    return manifest


def _scored(
    rows: Rows, begun: Manifest, lexicon_folder: Path, workers: int, progress: Progress
) -> Iterator[pa.Table]:
    """The output, from the first row on that is in no finished part.

    Where a worker dies, its rows and those after it are scored again: whatever Daft makes of
    that, a row is counted only once it has come.
    """
    at, failed = begun.done, 0
    while at < begun.rows:
        try:
            scorer = daft.cls(Scorer, use_process=True, max_concurrency=workers)
            result = scorer(begun.task, lexicon_folder).score(*map(col, rows.arguments))
            for batch in _stream(rows.after(at), result, begun.task, workers):
                yield _output(batch, at, rows, begun.task)
                at += len(batch)
                failed = 0
                progress.add(len(batch))
            break
        except Exception as error:  # whatever Daft, Ray or a file system raise
            failed += 1
            reason = str(error).strip().partition("\n")[0]
            if failed == TRIES:
                raise Failure(f"stopped after row {at}: {reason}") from error
            progress.tell(f"stopped after row {at}, resuming: {reason}")


def _stream(rest: Rest, result: Expression, task: Task, workers: int) -> Iterator[pa.RecordBatch]:
    """The rows with their RESULT, in their order."""
    carried = task.columns.carried if task.format == "parquet" else ()
    frame = rest.frame.select(*dict.fromkeys(carried), POSITION, result.alias(RESULT))
    return in_order(
        frame.to_arrow_iter(results_buffer_size=WAITING * workers), rest.first, rest.ends
    )


def in_order(
    batches: Iterable[pa.RecordBatch], first: int, ends: frozenset[int]
) -> Iterator[pa.RecordBatch]:
    """The batches; Failure, before it is too late, where rows are missing or come once more.

    On a cluster a worker that dies can take a batch with it while the others go on. A POSITION is
    one more than that before it, beginning with `first`, or begins a later partition after as many
    rows as `ends` holds; the last one of these is how many there are.
    """
    last, come, whole = first - 1, 0, max(ends)
    for batch in batches:
        positions = batch.column(POSITION).cast(pa.int64()).to_numpy(zero_copy_only=False)
        steps = np.diff(positions, prepend=last)
        for n in np.flatnonzero(steps != 1):
            if steps[n] < 0 or positions[n] % PARTITION or come + n not in ends:
                raise Failure(LOST)
        last = positions.max(initial=last)
        come += len(batch)
        if come > whole:
            raise Failure(LOST)
        yield batch
    if come < whole:
        raise Failure(LOST)


def _cut(tables: Iterable[pa.Table], size: int) -> Iterator[pa.Table]:
    """The same rows in tables of `size`, but for the last one."""
    held: list[pa.Table] = []
    for table in tables:
        held.append(table)
        while sum(map(len, held)) >= size:
            whole = pa.concat_tables(held)
            yield whole[:size]
            held = [whole[size:]]
    if any(map(len, held)):
        yield pa.concat_tables(held)


def _output(batch: pa.RecordBatch, at: int, rows: Rows, task: Task) -> pa.Table:
    """The rows as they are written; without an id of its own, a row has its number, from 0."""
    result = batch.column(RESULT)
    columns, names = task.columns, task.columns.carried
    if task.format == "parquet":
        carried = [batch.column(name) for name in names]
    else:
        lists = result.field("carried")
        carried = [pc.list_element(lists, n) for n in range(len(names))]
    if columns.id is None:
        carried.insert(0, pa.array(range(at, at + len(batch)), pa.int64()))
    fields = [result.field(field.name) for field in SCORED]
    schema = schema_of(rows, task)
    lexicon = pa.repeat(pa.scalar(task.lexicon), len(batch))
    return pa.Table.from_arrays(
        [c.cast(f.type) for c, f in zip([*carried, *fields, lexicon], schema, strict=True)],
        schema=schema,
    )


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
