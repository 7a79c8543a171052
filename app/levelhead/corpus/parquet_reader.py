"""Reads Parquet: columns of all types, some rows at a time."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from levelhead.corpus.encodings import BLOCK_BYTES
from levelhead.corpus.input_files import InputFiles, partitions_of
from levelhead.corpus.lines import open_input
from levelhead.corpus.reader import (
    DECODED_ROWS,
    Fragment,
    Reader,
    input_errors,
    numbered,
    once,
    require,
)
from levelhead.corpus.task import CorpusError, Task


class ParquetReader(Reader):
    """Reads Parquet files, whose footers have the number of rows."""

    def __init__(self, files: InputFiles, task: Task) -> None:
        self._max_bytes = task.max_row_bytes
        self._texts = task.columns.texts
        self._copied = task.columns.copied
        self._own = [c for c in self._copied if c not in task.columns.partitions]
        self.fragments = []
        empty: dict[str, list[str]] = {name: [] for name in (*self._texts, *self._own)}
        types: dict[str, pa.DataType] = dict.fromkeys(task.columns.partitions, pa.string())
        # The file that last changed the common type of a column, and its own type.
        origins: dict[str, tuple[str, pa.DataType]] = {}
        for path in files.paths:
            with input_errors(path), open_input(path) as raw:
                file = pq.ParquetFile(raw, buffer_size=BLOCK_BYTES, pre_buffer=False)
                schema = file.schema_arrow
                footer = file.metadata
                groups = range(footer.num_row_groups)
                self.fragments += [Fragment(path, footer.row_group(n).num_rows, n) for n in groups]
                needed = {name: _type_of(schema, name, path) for name in empty}
                require(needed, [n for n, found in needed.items() if found], path, schema.names)
                for name in empty if footer.num_rows else ():
                    if not _has_value(file, name):
                        empty[name].append(path)
            for name in self._own:
                found, before = needed[name], types.get(name)
                common = found if before is None else _common(before, found)
                if common is None:
                    other, of_other = origins[name]
                    raise CorpusError(
                        f"{path}: the column {name} is {found}, and {of_other} in {other}: "
                        "files with different types must be scored in runs of their own"
                    )
                types[name] = common
                if common != before:
                    origins[name] = path, found
        self.types = types
        self.empty = empty

    @staticmethod
    def own_columns(columns: Sequence[str], path: str, _: Task) -> set[str]:
        """Those of the columns that a file has itself."""
        with input_errors(path), open_input(path) as raw:
            schema = pq.ParquetFile(raw).schema_arrow
        return {name for name in columns if _type_of(schema, name, path) is not None}

    def read(self, fragment: Fragment) -> Iterator[pa.RecordBatch]:
        """A few rows at a time, or one where they are large."""
        names = [*dict.fromkeys((*self._texts, *self._own))]
        folders = partitions_of(fragment.path)
        with input_errors(fragment.path), open_input(fragment.path) as raw:
            file = pq.ParquetFile(raw, buffer_size=BLOCK_BYTES, pre_buffer=False)
            rows = _rows_at_once(file.metadata.row_group(fragment.group))
            for batch in file.iter_batches(rows, [fragment.group], names, use_threads=False):
                whole = self._arranged(batch, folders)
                if whole.nbytes < BLOCK_BYTES:
                    yield whole
                else:
                    yield from map(self._bounded, (whole[n : n + 1] for n in range(len(whole))))

    def _arranged(self, batch: pa.RecordBatch, folders: Mapping[str, str | None]) -> pa.RecordBatch:
        texts = [_as_bytes(_column(batch, name)) for name in self._texts]
        copied = [
            _column(batch, name).cast(options=_cast_to(self.types[name]))
            if name in self._own
            else pa.repeat(pa.scalar(folders[name], pa.string()), len(batch))
            for name in self._copied
        ]
        columns = [pa.nulls(len(batch), pa.string()), *texts, *copied]
        return pa.RecordBatch.from_arrays(columns, numbered(columns))

    def _bounded(self, row: pa.RecordBatch) -> pa.RecordBatch:
        if row.nbytes <= self._max_bytes:
            return row
        fault = pa.array([f"the row has {row.nbytes} bytes, more than {self._max_bytes}"])
        columns = [fault, *(pa.nulls(1, column.type) for column in row.columns[1:])]
        return pa.RecordBatch.from_arrays(columns, row.schema.names)


def _rows_at_once(group: pq.RowGroupMetaData) -> int:
    """As many rows as have about BLOCK_BYTES: sixteen long texts would take 32 MB."""
    rows: int = BLOCK_BYTES * group.num_rows // (group.total_byte_size or 1)
    return max(1, min(DECODED_ROWS, rows))


def _has_value(file: pq.ParquetFile, name: str) -> bool:
    """Whether a column is not null in some row; without statistics, reads to the first such row."""
    footer = file.metadata
    unknown = []
    for number in range(footer.num_row_groups):
        null = _is_null(footer.row_group(number), name)
        if null is False:
            return True
        if null is None:
            unknown.append(number)
    batches = file.iter_batches(DECODED_ROWS, unknown, [name], use_threads=False)
    return any(_column(batch, name).null_count < len(batch) for batch in batches)


def _is_null(group: pq.RowGroupMetaData, name: str) -> bool | None:
    """Whether a column is null in all rows of a row group; None if no statistics say so."""
    for column in map(group.column, range(group.num_columns)):
        if column.path_in_schema == name and (counts := column.statistics):
            return bool(counts.null_count == group.num_rows) if counts.has_null_count else None
    return None


def _type_of(schema: pa.Schema, name: str, path: str) -> pa.DataType | None:
    """The type of a column, or of a field inside of one: article.body. None if there is none.

    CorpusError if there are several.
    """
    first, _, rest = name.partition(".")
    once([name] if name in schema.names else [first], schema.names, path)
    if name in schema.names:
        return schema.field(name).type
    type_ = schema.field(first).type if rest and first in schema.names else None
    return _type_of(pa.schema(type_), rest, path) if type_ and pa.types.is_struct(type_) else None


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    """A column, or a field inside of one; null where what it is in is null."""
    if name in batch.schema.names:
        return batch.column(name)
    first, *fields = name.split(".")
    return pc.struct_field(batch.column(first), fields)


def _common(one: pa.DataType, other: pa.DataType) -> pa.DataType | None:
    """The type that holds the values of both, if there is one. A date is its first moment."""
    found = _unified(one, other)
    plain = {_plain(type_) for type_ in (one, other)} - {pa.null()}
    if found and pa.types.is_timestamp(found) and found.unit == "ns" and len(plain) > 1:
        # Nanoseconds begin in 1677 and end in 2262, and dates and coarser times may be of any year.
        return pa.timestamp("us", found.tz)
    return found


def _unified(one: pa.DataType, other: pa.DataType) -> pa.DataType | None:
    for pair in ((one, other), (_plain(one), _plain(other))):
        with suppress(pa.ArrowException):
            schemas = (pa.schema([("", type_)]) for type_ in pair)
            return pa.unify_schemas([*schemas], promote_options="permissive").field(0).type
    for date, time in ((one, other), (other, one)):
        # In any other time zone the first moment of a date in UTC may be on another day.
        if pa.types.is_date(date) and pa.types.is_timestamp(time) and time.tz in (None, "UTC"):
            return time
    return None


def _cast_to(type_: pa.DataType) -> pc.CastOptions:
    """Refuses to change values, except that times may lose what is less than their unit."""
    return pc.CastOptions(type_, allow_time_truncate=True)


def _plain(type_: pa.DataType) -> pa.DataType:
    """The type of the same values without another way to store them."""
    if pa.types.is_dictionary(type_):
        return _plain(type_.value_type)
    if pa.types.is_string_view(type_):
        return pa.large_string()
    return pa.large_binary() if pa.types.is_binary_view(type_) else type_


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
