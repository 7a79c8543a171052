"""A run of `levelhead score`: score the rows of the input in processes and write the parts."""

import os
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import msgspec
import pyarrow as pa
from msgspec.structs import replace

from levelhead.corpus import cluster, pool
from levelhead.corpus.bundles import Bundle, read_bundles, unpack
from levelhead.corpus.encodings import UTF_8
from levelhead.corpus.input_files import LOCAL_PREFIX, InputFiles, find_input
from levelhead.corpus.output_rows import MADE_WITH, SCORE_FIELDS
from levelhead.corpus.parts import Manifest, begin, locked, write_part
from levelhead.corpus.progress import Progress
from levelhead.corpus.reader import Fragment, Reader
from levelhead.corpus.readers import own_columns, reader_of
from levelhead.corpus.scorer import Scorer
from levelhead.corpus.task import CorpusError, FileFormat, Task
from levelhead.render import say

# Failures in succession, without a row scored between them, that end a run.
MAX_FAILURES = 2
# A row of JSON lines or CSV is one that is not blank; the first is 0, a header none.
FILE_AND_ROW = (pa.field("file", pa.string()), pa.field("row", pa.int64()))
# The entry of a part's footer that holds the task as JSON: version, lexicon, profile, options …
TASK_KEY = b"levelhead"
# Files without a value in a column, as many as a line names.
SHOWN_FILES = 3
LOST = "rows are missing, or came in another order than they were read, as when a worker dies"
# Ray's errors begin with the name of a task in colours.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Run(NamedTuple):
    """What to read, what to do with it and where to write the output."""

    inputs: Sequence[str]
    input_format: FileFormat | None
    task_for: Callable[[FileFormat], Task]
    """The task, once the format of the input is known."""
    lexicon_folder: Path
    """The word lists whose hash the task has."""
    profile_folder: Path | None
    """The profile whose hash the task has."""
    out: Path
    part_rows: int
    workers: int | None
    """How many processes score; None for as many as there are processors, on a cluster the most."""
    ray: str | None
    """The address of a cluster; None for this machine."""


def score_corpus(run: Run) -> Manifest:
    """Score all rows that are not yet in finished parts; CorpusError says what prevents it."""
    joined = cluster.join(run.ray) if run.ray else None
    files = find_input(run.inputs, run.input_format)
    task = run.task_for(files.format)
    _check(task)
    task = with_partitions(task, files)
    reader = reader_of(files, task)
    scored = schema_of(reader, task)
    rows = sum(fragment.rows for fragment in reader.fragments)
    if not rows:  # and without a file of Parquet in the output, what reads it would fail
        raise CorpusError(f"the input has no rows: {', '.join(run.inputs)}")
    for line in columns_without_values(reader):
        say(line, sys.stderr)
    with locked(run.out):
        manifest = begin(
            run.out,
            Manifest(
                task=task,
                files=len(files.files),
                fingerprint=files.fingerprint,
                rows=rows,
                part_rows=run.part_rows,
            ),
        )
        footer = {TASK_KEY: msgspec.json.encode(manifest.task)}
        schema = located(scored).with_metadata(footer)
        watch = joined.losses if joined else tuple
        with Progress(manifest.rows, manifest.done, watch=watch) as progress:
            make = partial(Scorer, manifest.task, run.lexicon_folder, run.profile_folder, scored)
            stream = partial(_stream, joined, reader, run, make)
            batches = _score_rows(stream, reader.fragments, manifest, progress, files)
            while manifest.done < manifest.rows:
                left = min(run.part_rows, manifest.rows - manifest.done)
                part = _part(batches, left, files)
                manifest = write_part(run.out, manifest, schema, part)
            assert next(batches, None) is None  # checks that no row came twice
    return manifest


def columns_without_values(reader: Reader) -> Iterator[str]:
    """A line for each column that has no value in any row, or none in some files."""
    files = len({fragment.path for fragment in reader.fragments if fragment.rows})
    for column, paths in reader.empty.items():
        if len(paths) == files:
            yield f"the column {column} has no value in any row"
        elif paths:
            shown = ", ".join(path.removeprefix(LOCAL_PREFIX) for path in paths[:SHOWN_FILES])
            more = " …" if len(paths) > SHOWN_FILES else ""
            where = f"{len(paths):,} of {files:,} files: {shown}{more}"
            yield f"the column {column} has no value in {where}"


def _part(
    batches: Iterator[pa.RecordBatch], rows: int, files: InputFiles
) -> Iterator[pa.RecordBatch]:
    """The next `rows`; no batch has rows of two parts. CorpusError if the files have changed."""
    while rows:
        batch = next(batches)
        rows -= len(batch)
        yield batch
    files.check_unchanged()


def _score_rows(
    stream: Callable[[int], Iterator[Bundle]],
    fragments: Sequence[Fragment],
    begun: Manifest,
    progress: Progress,
    files: InputFiles,
) -> Iterator[pa.RecordBatch]:
    """The output from the first row on that is not in a finished part.

    If a worker dies, its rows and those after them are scored again. A row is counted only once
    its output has arrived, whatever Daft does.
    """
    sources = Sources(fragments)
    at, failed = begun.done, 0
    while at < begun.rows:
        try:
            for bundle in in_order(stream(at), at, begun.rows):
                size = sum(map(len, bundle))
                yield from sources.added_to(bundle, at)
                at += size
                failed = 0
                progress.add(size)
        except cluster.NodeLost:  # pragma: no cover - make test-ray; `progress` has said so
            continue
        except Exception as error:  # whatever a worker, Daft, Ray or a file system raise
            files.check_unchanged()
            failed += 1
            reason = reason_of(error)
            if failed == MAX_FAILURES:
                raise CorpusError(f"stopped after row {at:,}: {reason}") from error
            progress.print_line(f"resuming after row {at:,}: {reason}")


def _stream(
    joined: cluster.Cluster | None, reader: Reader, run: Run, make: Callable[[], Scorer], at: int
) -> Iterator[Bundle]:
    """The bundles of the output from row `at` on."""
    if joined:  # pragma: no cover - make test-ray
        return joined.score_bundles(reader, at, run.part_rows, run.workers, make)
    left = chain.from_iterable(
        read_bundles(reader, remainder, run.part_rows) for remainder in reader.after(at)
    )
    return pool.score_bundles(left, run.workers or len(os.sched_getaffinity(0)), make)


def reason_of(error: BaseException) -> str:
    """One line of an error's text without colours: of a traceback the last, else the first."""
    lines = _COLOUR.sub("", str(error)).strip().splitlines() or [type(error).__name__]
    return lines[-1 if any(line.startswith("Traceback ") for line in lines) else 0].strip()


def in_order(bundles: Iterable[Bundle], at: int, rows: int) -> Iterator[list[pa.RecordBatch]]:
    """The batches of each bundle, from row `at` to the last of `rows`.

    CorpusError if rows are missing or come twice: on a cluster, a worker that dies can lose a
    bundle while the others continue.
    """
    for first, packed in bundles:
        if first != at:
            raise CorpusError(LOST)
        batches = unpack(packed)
        at += sum(map(len, batches))
        yield batches
    if at != rows:
        raise CorpusError(LOST)


class Sources:
    """Where the rows of the input come from: the file of each, and its number there."""

    def __init__(self, fragments: Sequence[Fragment]) -> None:
        self._paths: list[str] = []
        self._starts: list[int] = []
        start = 0
        for fragment in fragments:
            if fragment.path not in self._paths[-1:]:
                self._paths.append(fragment.path)
                self._starts.append(start)
            start += fragment.rows

    def added_to(self, bundle: Iterable[pa.RecordBatch], first: int) -> Iterator[pa.RecordBatch]:
        """The batches of a bundle, all of one file, with the columns of FILE_AND_ROW."""
        n = bisect_right(self._starts, first) - 1
        path, row = self._paths[n].removeprefix(LOCAL_PREFIX), first - self._starts[n]
        for batch in bundle:
            columns = [pa.repeat(path, len(batch)), pa.array(range(row, row + len(batch)))]
            schema = located(batch.schema)
            yield pa.RecordBatch.from_arrays([*batch.columns, *columns], schema=schema)
            row += len(batch)


def _check(task: Task) -> None:
    """CorpusError if files of this format have no delimiter or encoding."""
    if task.delimiter and task.format != "csv":
        raise CorpusError(f"--delimiter is for CSV, and the input is of the format {task.format}")
    if task.encoding != UTF_8 and task.format == "parquet":
        raise CorpusError("--encoding is for CSV and JSON lines, and the input is Parquet")


def with_partitions(task: Task, files: InputFiles) -> Task:
    """The task that takes copied columns from the names of folders where all files have them.

    A file's own column says more of a row than the name of its folder.
    """
    named = [column for column in task.columns.copied if column in files.partitions]
    own = own_columns(named, files, task)
    for column in own:
        say(
            f"the column {column} is in the files and in the names of their folders: "
            "the values in the files are taken",
            sys.stderr,
        )
    found = tuple(column for column in named if column not in own)
    return replace(task, columns=replace(task.columns, partitions=found))


def located(schema: pa.Schema) -> pa.Schema:
    """The columns with those that say where a row comes from."""
    return pa.schema([*schema, *FILE_AND_ROW])


def schema_of(reader: Reader, task: Task) -> pa.Schema:
    """The columns of the output that the workers make."""
    columns = task.columns
    return pa.schema(
        [
            ("id", reader.types[columns.id] if columns.id else pa.int64()),
            *((name, reader.types[name]) for name in columns.keep),
            *SCORE_FIELDS,
            *MADE_WITH,
        ]
    )
