"""The rows of a source: how many there are, and all of them in order from any row on."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from daft.exceptions import DaftCoreException

from levelhead.corpus.job import Failure, Task
from levelhead.corpus.lines import BLOCK, lines, opened
from levelhead.corpus.records import BYTES, Unclosed, records
from levelhead.corpus.source import Source

# Lines in which a column has to be met once, in a format whose lines may differ.
PEEKED = 1000
# Rows of a Parquet file that are decoded at a time: what they hold of long texts is in memory.
DECODED = 16
# Why a row can't be scored, where its reader knows; no name that a corpus has.
FAULT = "levelhead_fault"


class Unit(NamedTuple):
    """What is read from its start: a file, or a row group of a Parquet file."""

    path: str
    rows: int
    group: int = 0


class Rows(ABC):
    """The rows of files. The instances are sent to the nodes of a cluster."""

    units: Sequence[Unit]
    types: Mapping[str, pa.DataType]
    """Those of the columns that are carried."""

    @abstractmethod
    def read(self, unit: Unit) -> Iterator[pa.RecordBatch]:
        """FAULT, then the columns that the Scorer takes, in its order."""

    def after(self, skipped: int) -> Iterator[tuple[Unit, int]]:
        """The units that have rows other than the first `skipped`; of how many each is to skip."""
        for unit in self.units:
            if skipped < unit.rows:
                yield unit, skipped
            skipped = max(0, skipped - unit.rows)


class ParquetRows(Rows):
    """Of Parquet files, whose footers tell how many there are."""

    def __init__(self, source: Source, task: Task) -> None:
        self._most = task.row_bytes
        self._judged = task.columns.judged
        self._carried = task.columns.carried
        self.units = []
        for path in source.paths:
            with _told(path), opened(path) as raw:
                file = pq.ParquetFile(raw)
                schema = file.schema_arrow
                footer = file.metadata
                groups = range(footer.num_row_groups)
                self.units += [Unit(path, footer.row_group(n).num_rows, n) for n in groups]
            _demand(dict.fromkeys((*self._judged, *self._carried)), schema.names, path)
            if path == source.paths[0]:
                self.types = {name: schema.field(name).type for name in self._carried}

    def read(self, unit: Unit) -> Iterator[pa.RecordBatch]:
        """A few rows at a time, or one where they are large."""
        names = [*dict.fromkeys((*self._judged, *self._carried))]
        with _told(unit.path), opened(unit.path) as raw:
            file = pq.ParquetFile(raw, buffer_size=BLOCK, pre_buffer=False)
            for batch in file.iter_batches(DECODED, [unit.group], names, use_threads=False):
                whole = self._arranged(batch)
                if whole.nbytes < BLOCK:
                    yield whole
                else:
                    yield from map(self._bounded, (whole[n : n + 1] for n in range(len(whole))))

    def _arranged(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        judged = [_as_bytes(batch.column(name)) for name in self._judged]
        carried = [batch.column(name).cast(self.types[name]) for name in self._carried]
        columns = [pa.nulls(len(batch), pa.string()), *judged, *carried]
        return pa.RecordBatch.from_arrays(columns, _numbered(columns))

    def _bounded(self, row: pa.RecordBatch) -> pa.RecordBatch:
        if row.nbytes <= self._most:
            return row
        fault = pa.array([f"the row has {row.nbytes} bytes, more than {self._most}"])
        columns = [fault, *(pa.nulls(1, column.type) for column in row.columns[1:])]
        return pa.RecordBatch.from_arrays(columns, row.schema.names)


def _as_bytes(column: pa.Array) -> pa.Array:
    """Strings without a look at their encoding, so that one that is no UTF-8 harms no other."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string_view(column.type):
        column = column.cast(pa.large_string())
    if pa.types.is_string(column.type):
        return column.view(pa.binary())
    if pa.types.is_large_string(column.type):
        return column.view(pa.large_binary())
    # Whatever else it is, it is no text; only whether it is there is of interest.
    return column.is_valid()


class LooseRows(Rows):
    """Of CSV and JSON lines, taken as bytes; what is carried becomes strings."""

    def __init__(self, source: Source, task: Task) -> None:
        self._most = task.row_bytes
        self.types = dict.fromkeys(task.columns.carried, pa.string())
        counts = []
        for path in source.paths:
            with _told(path):
                counts.append(sum(1 for _ in self.rows(path)))
        self.units = [*map(Unit, source.paths, counts)]

    @abstractmethod
    def rows(self, path: str) -> Iterator[tuple[str | bytes | None, ...]]:
        """The fault of each row of a file, and its values, where there are any."""

    def read(self, unit: Unit) -> Iterator[pa.RecordBatch]:
        """A few rows at a time, or one where they are large."""
        held: list[tuple[str | bytes | None, ...]] = []
        size = 0
        with _told(unit.path):
            for row in self.rows(unit.path):
                held.append(row)
                size += sum(len(value) for value in row if value)
                if len(held) == DECODED or size >= BLOCK:
                    yield _of_bytes(held)
                    held, size = [], 0
        if held:
            yield _of_bytes(held)


def _of_bytes(rows: Sequence[Sequence[str | bytes | None]]) -> pa.RecordBatch:
    fault, *values = zip(*rows, strict=True)
    columns = [pa.array(fault, pa.string()), *(pa.array(v, pa.large_binary()) for v in values)]
    return pa.RecordBatch.from_arrays(columns, _numbered(columns))


class LineRows(LooseRows):
    """Of JSON lines, each of them parsed where it is scored."""

    def __init__(self, source: Source, task: Task) -> None:
        super().__init__(source, task)
        if keys := self._keys(source.paths):
            _demand([task.columns.text], keys, source.paths[0])

    def rows(self, path: str) -> Iterator[tuple[str | bytes | None, ...]]:
        """Fault and line."""
        for line in lines(path, self._most):
            if line is None:
                yield f"the line has more than {self._most} bytes", None
            else:
                yield None, line

    def _keys(self, paths: Sequence[str]) -> list[str]:
        """The keys of the first lines; none where there are no objects."""
        found: dict[str, None] = {}
        for _, line in islice(chain.from_iterable(map(self.rows, paths)), PEEKED):
            try:
                found |= dict.fromkeys(
                    msgspec.json.decode(line or b"", type=dict[str, msgspec.Raw])
                )
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                continue
        return [*found]


class CsvRows(LooseRows):
    """Of CSV files, all of which begin with the same names."""

    def __init__(self, source: Source, task: Task) -> None:
        self._needed = (*task.columns.judged, *task.columns.carried)
        self._header = self._header_of(source.paths[0], task)
        names = [name.encode(BYTES).decode(errors="replace") for name in self._header]
        _demand(self._needed, names, source.paths[0])
        for path in source.paths[1:]:
            if self._header_of(path, task) != self._header:
                raise Failure(f"{path}: the header is not that of {source.paths[0]}")
        self._places = [names.index(name) for name in self._needed]
        super().__init__(source, task)

    def _header_of(self, path: str, task: Task) -> list[str]:
        with _told(path):
            header = next(records(path, task.row_bytes), "the file is empty, without a header")
        if isinstance(header, str):
            raise Failure(f"{path}: {header}")
        return header

    def rows(self, path: str) -> Iterator[tuple[str | bytes | None, ...]]:
        """Fault and fields."""
        none = [None] * len(self._places)
        many = len(self._header)
        for record in islice(records(path, self._most), 1, None):
            if isinstance(record, str):
                yield record, *none
            elif len(record) != many:
                yield f"the row has {len(record)} fields, and the header {many}", *none
            else:
                yield None, *(record[place].encode(BYTES) for place in self._places)


ROWS: Mapping[str, type[ParquetRows | LineRows | CsvRows]] = {
    "parquet": ParquetRows,
    "jsonl": LineRows,
    "csv": CsvRows,
}


def rows_of(source: Source, task: Task) -> Rows:
    """The rows of a source; Failure where a column is missing or a file can't be read."""
    return ROWS[task.format](source, task)


def _numbered(columns: Sequence[pa.Array]) -> list[str]:
    """Names: those of the input may come twice."""
    return [FAULT, *map(str, range(len(columns) - 1))]


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Whatever is said of a file that can't be read, as a Failure."""
    try:
        yield
    except (Unclosed, DaftCoreException, pa.ArrowException, OSError, ValueError) as error:
        raise Failure(f"the input can't be read: {path}: {error}") from error


def _demand(columns: Iterable[str], present: Sequence[str], path: str) -> None:
    missing = [column for column in columns if column not in present]
    if missing:
        raise Failure(
            f"no column {', '.join(missing)} in the input: {path} has {', '.join(present)}"
        )
