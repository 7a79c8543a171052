"""Readers of the input: how many rows it has, and all of them in order from any row on."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from daft.exceptions import DaftCoreException

from levelhead.corpus.encodings import BLOCK_BYTES
from levelhead.corpus.input_files import InputFiles, delimiter_of, partitions_of
from levelhead.corpus.json_fields import JSON_ERRORS, field_of
from levelhead.corpus.lines import lines, open_input
from levelhead.corpus.records import BYTE_ENCODING, UnclosedQuote, records
from levelhead.corpus.task import CorpusError, Task

# JSON lines may differ in their keys: a column must be in one of the first lines of each file.
SAMPLED_LINES = 1000
# How a JSON array of objects begins.
_ARRAY = re.compile(rb"\[\s*(?:\{|$)")
_KEYS = msgspec.json.Decoder(dict[str, msgspec.Raw])
# Rows that are decoded at a time: all their texts are in memory.
DECODED_ROWS = 16
# The column with the error of a row that its reader can't read; no corpus has one of this name.
FAULT_COLUMN = "levelhead_fault"


class Fragment(NamedTuple):
    """What is read from its start: a file, or a row group of a Parquet file."""

    path: str
    rows: int
    group: int = 0


class Remainder(NamedTuple):
    """What is left to read of a fragment: all but its first `skipped` rows."""

    fragment: Fragment
    skipped: int
    first: int
    """The number of the first row that is left, in the whole input, from 0."""


class Reader(ABC):
    """Reads the rows of files of one format. Instances are sent to the nodes of a cluster."""

    fragments: Sequence[Fragment]
    types: Mapping[str, pa.DataType]
    """Types of the columns that are copied."""
    empty: Sequence[str]
    """The columns of the files that have no value in any row; an empty field of CSV is none."""

    @abstractmethod
    def read(self, fragment: Fragment) -> Iterator[pa.RecordBatch]:
        """Batches with FAULT_COLUMN, then the columns that the Scorer takes, in its order."""

    def after(self, done: int) -> Iterator[Remainder]:
        """What is left after the first `done` rows of the input."""
        start = 0
        for fragment in self.fragments:
            skipped = max(0, done - start)
            if skipped < fragment.rows:
                yield Remainder(fragment, skipped, start + skipped)
            start += fragment.rows


class ParquetReader(Reader):
    """Reads Parquet files, whose footers have the number of rows."""

    def __init__(self, files: InputFiles, task: Task) -> None:
        self._max_bytes = task.max_row_bytes
        self._texts = task.columns.texts
        self._copied = task.columns.copied
        self._own = [c for c in self._copied if c not in task.columns.partitions]
        self.fragments = []
        types: dict[str, pa.DataType] = dict.fromkeys(task.columns.partitions, pa.string())
        for path in files.paths:
            with _input_errors(path), open_input(path) as raw:
                file = pq.ParquetFile(raw)
                schema = file.schema_arrow
                footer = file.metadata
                groups = range(footer.num_row_groups)
                self.fragments += [Fragment(path, footer.row_group(n).num_rows, n) for n in groups]
            needed = {name: _type_of(schema, name) for name in (*self._texts, *self._own)}
            _once(needed, schema.names, path)
            _require(needed, [n for n, found in needed.items() if found], path, schema.names)
            for name in self._own:
                found = needed[name]
                types[name] = _common(types.get(name, found), found, name, path)
        self.types = types
        self.empty = [
            name
            for name in dict.fromkeys((*self._texts, *self._own))
            if not any(_has_value(path, name) for path in files.paths)
        ]

    def read(self, fragment: Fragment) -> Iterator[pa.RecordBatch]:
        """A few rows at a time, or one where they are large."""
        names = [*dict.fromkeys((*self._texts, *self._own))]
        folders = partitions_of(fragment.path)
        with _input_errors(fragment.path), open_input(fragment.path) as raw:
            file = pq.ParquetFile(raw, buffer_size=BLOCK_BYTES, pre_buffer=False)
            for batch in file.iter_batches(
                DECODED_ROWS, [fragment.group], names, use_threads=False
            ):
                whole = self._arranged(batch, folders)
                if whole.nbytes < BLOCK_BYTES:
                    yield whole
                else:
                    yield from map(self._bounded, (whole[n : n + 1] for n in range(len(whole))))

    def _arranged(self, batch: pa.RecordBatch, folders: Mapping[str, str | None]) -> pa.RecordBatch:
        texts = [_as_bytes(_column(batch, name)) for name in self._texts]
        copied = [
            _column(batch, name).cast(self.types[name])
            if name in self._own
            else pa.repeat(pa.scalar(folders[name], pa.string()), len(batch))
            for name in self._copied
        ]
        columns = [pa.nulls(len(batch), pa.string()), *texts, *copied]
        return pa.RecordBatch.from_arrays(columns, _numbered(columns))

    def _bounded(self, row: pa.RecordBatch) -> pa.RecordBatch:
        if row.nbytes <= self._max_bytes:
            return row
        fault = pa.array([f"the row has {row.nbytes} bytes, more than {self._max_bytes}"])
        columns = [fault, *(pa.nulls(1, column.type) for column in row.columns[1:])]
        return pa.RecordBatch.from_arrays(columns, row.schema.names)


def _has_value(path: str, name: str) -> bool:
    """Whether a column of a file is not null in some row; reads on to the first such row."""
    with _input_errors(path), open_input(path) as raw:
        file = pq.ParquetFile(raw, buffer_size=BLOCK_BYTES, pre_buffer=False)
        groups = [
            n for n in range(file.num_row_groups) if not _is_null(file.metadata.row_group(n), name)
        ]
        batches = file.iter_batches(DECODED_ROWS, groups, [name], use_threads=False)
        return any(_column(batch, name).null_count < len(batch) for batch in batches)


def _is_null(group: pq.RowGroupMetaData, name: str) -> bool:
    """Whether the statistics of a row group say that a column is null in all of its rows."""
    for column in map(group.column, range(group.num_columns)):
        if column.path_in_schema == name and (counts := column.statistics):
            return bool(counts.has_null_count and counts.null_count == group.num_rows)
    return False


def _type_of(schema: pa.Schema, name: str) -> pa.DataType | None:
    """The type of a column, or of a field inside of one: article.body. None if there is none."""
    if name in schema.names:
        return schema.field(name).type
    first, _, rest = name.partition(".")
    type_ = schema.field(first).type if rest and first in schema.names else None
    return _type_of(pa.schema(type_), rest) if type_ and pa.types.is_struct(type_) else None


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    """A column, or a field inside of one; null where what it is in is null."""
    if name in batch.schema.names:
        return batch.column(name)
    first, *fields = name.split(".")
    return pc.struct_field(batch.column(first), fields)


def _common(one: pa.DataType, other: pa.DataType, name: str, path: str) -> pa.DataType:
    """The type that holds the values of both; CorpusError if there is none."""
    try:
        schemas = (pa.schema([(name, type_)]) for type_ in (one, other))
        return pa.unify_schemas([*schemas], promote_options="permissive").field(0).type
    except pa.ArrowException as error:
        raise CorpusError(
            f"{path}: the column {name} is {other}, and {one} in a file before: "
            "files with different types must be scored in runs of their own"
        ) from error


def _as_bytes(column: pa.Array) -> pa.Array:
    """Strings without a check of their encoding, so that one that is not UTF-8 fails alone."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string_view(column.type):
        column = column.cast(pa.large_string())
    if pa.types.is_binary_view(column.type) or pa.types.is_fixed_size_binary(column.type):
        column = column.cast(pa.large_binary())
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return column
    if pa.types.is_string(column.type):
        return column.view(pa.binary())
    if pa.types.is_large_string(column.type):
        return column.view(pa.large_binary())
    # The column holds no texts: rows differ only in whether they have a value.
    return pc.if_else(column.is_valid(), True, None)


class BytesReader(Reader):
    """Reads CSV and JSON lines as bytes; columns that are copied become strings."""

    def __init__(self, files: InputFiles, task: Task) -> None:
        self._max_bytes = task.max_row_bytes
        self.types = dict.fromkeys(task.columns.copied, pa.string())
        self._partitions = task.columns.partitions
        self._needed = self.empty = task.columns.read
        self._encoding = task.encoding
        counts = []
        for path in files.paths:
            with _input_errors(path):
                counts.append(self.count(path))
        self.fragments = [*map(Fragment, files.paths, counts)]

    @abstractmethod
    def rows(self, path: str) -> Iterator[tuple[str | bytes | None, ...]]:
        """The error of each row of a file, or None, and its values."""

    @abstractmethod
    def count(self, path: str) -> int:
        """How many rows a file has; leaves only those in `empty` that have no value in them."""

    def read(self, fragment: Fragment) -> Iterator[pa.RecordBatch]:
        """A few rows at a time, or one where they are large."""
        held: list[tuple[str | bytes | None, ...]] = []
        size = 0
        folders = partitions_of(fragment.path)
        values = [folders[name] for name in self._partitions]
        same = [None if value is None else value.encode() for value in values]
        with _input_errors(fragment.path):
            for row in self.rows(fragment.path):
                held.append((*row, *same))
                size += sum(len(value) for value in row if value)
                if len(held) == DECODED_ROWS or size >= BLOCK_BYTES:
                    yield _of_bytes(held)
                    held, size = [], 0
        if held:
            yield _of_bytes(held)


def _of_bytes(rows: Sequence[Sequence[str | bytes | None]]) -> pa.RecordBatch:
    fault, *values = zip(*rows, strict=True)
    columns = [pa.array(fault, pa.string()), *(pa.array(v, pa.large_binary()) for v in values)]
    return pa.RecordBatch.from_arrays(columns, _numbered(columns))


class JsonLinesReader(BytesReader):
    """Reads JSON lines, each of which is parsed where it is scored."""

    def rows(self, path: str) -> Iterator[tuple[str | bytes | None, ...]]:
        """The error, or None, and the line."""
        for line in lines(path, self._max_bytes, self._encoding):
            if line is None:
                yield f"the line has more than {self._max_bytes} bytes", None
            else:
                yield None, line

    def count(self, path: str) -> int:
        """How many lines a file has; CorpusError if a column is in none of the first."""
        keys: dict[str, None] = {}
        first, number = b"", 0
        for number, (_, line) in enumerate(self.rows(path), 1):
            if number > SAMPLED_LINES and not self.empty:
                continue
            assert not isinstance(line, str)
            first = first or line or b""
            with suppress(*JSON_ERRORS):
                self.empty = [name for name in self.empty if field_of(line or b"", name) is None]
                if number <= SAMPLED_LINES:
                    keys |= dict.fromkeys(_KEYS.decode(line or b""))
        if _ARRAY.match(first) or (first.startswith(b"{") and not keys):
            raise CorpusError(
                f"{path}: not JSON lines, but one JSON document over several lines: "
                "write each article in a line of its own, for example with jq -c '.[]'"
            )
        if keys:
            here = [c for c in self._needed if {c, c.partition(".")[0]} & keys.keys()]
            _require(self._needed, here, path, keys, f" in its first {SAMPLED_LINES:,} lines")
        return number


class CsvReader(BytesReader):
    """Reads CSV files, all of which have the same header."""

    def __init__(self, files: InputFiles, task: Task) -> None:
        self._delimiter = task.delimiter
        self._header = self._header_of(files.paths[0], task)
        names = [name.encode(BYTE_ENCODING).decode(errors="replace") for name in self._header]
        needed = task.columns.read
        _once(needed, names, files.paths[0])
        where = ", in one column: see --delimiter" if len(names) == 1 else ""
        _require(needed, names, files.paths[0], names, where)
        for path in files.paths[1:]:
            if self._header_of(path, task) != self._header:
                raise CorpusError(f"{path}: the header is not that of {files.paths[0]}")
        self._places = [names.index(name) for name in needed]
        super().__init__(files, task)

    def _header_of(self, path: str, task: Task) -> list[str]:
        with _input_errors(path):
            found = self._records(path, task.max_row_bytes, task.encoding)
            header = next(found, "the file is empty, without a header")
        if isinstance(header, str):
            raise CorpusError(f"{path}: {header}")
        return header

    def _records(self, path: str, max_bytes: int, encoding: str) -> Iterator[list[str] | str]:
        return records(path, max_bytes, self._delimiter or delimiter_of(path), encoding)

    def count(self, path: str) -> int:
        """How many records a file has."""
        number = 0
        for _, *fields in self.rows(path):
            number += 1
            if self.empty:
                here = {name for name, field in zip(self._needed, fields, strict=True) if field}
                self.empty = [name for name in self.empty if name not in here]
        return number

    def rows(self, path: str) -> Iterator[tuple[str | bytes | None, ...]]:
        """The error, or None, and the fields."""
        empty = [None] * len(self._places)
        many = len(self._header)
        for record in islice(self._records(path, self._max_bytes, self._encoding), 1, None):
            if isinstance(record, str):
                yield record, *empty
            elif len(record) != many:
                yield f"the row has {len(record)} fields, and the header {many}", *empty
            else:
                yield None, *(record[place].encode(BYTE_ENCODING) for place in self._places)


READERS: Mapping[str, type[ParquetReader | JsonLinesReader | CsvReader]] = {
    "parquet": ParquetReader,
    "jsonl": JsonLinesReader,
    "csv": CsvReader,
}


def reader_of(files: InputFiles, task: Task) -> Reader:
    """A reader of the files; CorpusError if a column is missing or a file can't be read."""
    return READERS[task.format](files, task)


def _numbered(columns: Sequence[pa.Array]) -> list[str]:
    """Names for the columns: those of the input may occur twice."""
    return [FAULT_COLUMN, *map(str, range(len(columns) - 1))]


@contextmanager
def _input_errors(path: str) -> Iterator[None]:
    """Any error of reading a file becomes a CorpusError that names it."""
    try:
        yield
    except (UnclosedQuote, DaftCoreException, pa.ArrowException, OSError, ValueError) as error:
        raise CorpusError(f"the input can't be read: {path}: {error}") from error


def _once(columns: Iterable[str], names: Sequence[str], path: str) -> None:
    """CorpusError if the file has several columns of a name that is needed."""
    if twice := [column for column in columns if names.count(column) > 1]:
        raise CorpusError(f"{path}: there are several columns with the name {twice[0]}")


def _require(
    columns: Iterable[str], found: Sequence[str], path: str, has: Iterable[str], where: str = ""
) -> None:
    """CorpusError if a column is not among those that were found; `has` is what the file has."""
    if missing := [column for column in dict.fromkeys(columns) if column not in found]:
        raise CorpusError(
            f"no column {', '.join(missing)} in the input: {path} has {', '.join(has)}{where}"
        )
