"""The rows of a source: how many there are, and a table of them in order from any row on."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from itertools import accumulate
from typing import NamedTuple

import daft
import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from daft import DataFrame, DataType, col, lit
from daft.functions import monotonically_increasing_id

from app.corpus.job import Columns, Failure
from app.corpus.source import LOCAL, Source

# Rows that travel together. Without it Daft's readers run ahead of those who read from them.
STRIDE = 512
# How many files or row groups are read ahead of their turn.
AHEAD = 2
# Lines in which a column has to be met once, in a format whose lines may differ.
PEEKED = 1000
# JSON holds neither of the two outside of its escapes, so a line is one field of bytes.
NO_DELIMITER, NO_QUOTE = "\x1f", "\x1e"
LINE = "line"
# The number of a row, in its partition and above it; no name that a corpus has.
POSITION = "levelhead_position"
# The file that a row is of; no such name either.
FILE = "levelhead_file"
# Daft counts the rows of each partition anew, from a multiple of this.
PARTITION = 1 << 36


class Group(NamedTuple):
    """A row group of a Parquet file: what is read as a whole."""

    path: str
    number: int
    rows: int


class Rest(NamedTuple):
    """Rows that are left, and what is known of them: whoever takes them in can tell a loss."""

    frame: DataFrame
    """The columns that are needed and POSITION, in order."""
    first: int
    """The POSITION of the first row."""
    ends: frozenset[int]
    """How many rows there are up to each place where a partition may end."""


class Rows(ABC):
    """The rows of files, in units that are read as a whole: a partition is one or several.

    `arguments` are the columns that the Scorer takes, in its order; `types` those that are carried;
    `counts` the rows of each unit.
    """

    arguments: Sequence[str]
    types: Mapping[str, pa.DataType]
    counts: Sequence[int]

    def after(self, skipped: int) -> Rest:
        """All but the first `skipped` rows; units that have none of the others are not read.

        Daft's own offset counts on a cluster from whatever partition is read first.
        """
        unit = 0
        while unit < len(self.counts) - 1 and skipped >= self.counts[unit]:
            skipped -= self.counts[unit]
            unit += 1
        ends = accumulate(self.counts[unit:], initial=-skipped)
        frame = self.read(unit).with_column(POSITION, monotonically_increasing_id())
        left = frame.where(col(POSITION) >= lit(skipped)).into_batches(STRIDE)
        return Rest(left, skipped, frozenset(ends))

    @abstractmethod
    def read(self, unit: int) -> DataFrame:
        """The columns that are needed, from this unit on."""


class ParquetRows(Rows):
    """Of Parquet files, which tell their numbers beforehand: a unit is a row group."""

    def __init__(self, source: Source, columns: Columns) -> None:
        self.arguments = columns.judged
        self._needed = [*dict.fromkeys((*columns.judged, *columns.carried))]
        schema = daft.read_parquet(source.paths[0]).schema().to_pyarrow_schema()
        _demand(self._needed, schema.names)
        self.types = {name: schema.field(name).type for name in columns.carried}
        self._groups = [group for path in source.paths for group in _groups(path)]
        self.counts = [group.rows for group in self._groups]

    def read(self, unit: int) -> DataFrame:
        """A row group is a scan of its own, so that no more than a few are held."""
        left = self._groups[unit:]
        frame = daft.read_parquet([g.path for g in left], row_groups=[[g.number] for g in left])
        return frame.select(*self._needed)


class LooseRows(Rows):
    """Of CSV and JSONL, taken as bytes: Daft's readers make nulls of what is not UTF-8.

    A unit is a file. What is carried becomes strings.
    """

    def __init__(self, source: Source, columns: Columns) -> None:
        self.types = dict.fromkeys(columns.carried, pa.string())
        self._paths = source.paths
        if source.format == "csv":
            names = daft.read_csv(source.paths[0]).column_names
            self.arguments = (*columns.judged, *columns.carried)
            _demand(self.arguments, names)
            for path in source.paths[1:]:
                if daft.read_csv(path).column_names != names:
                    raise Failure(f"{path}: the header is not that of {source.paths[0]}")
            schema = dict.fromkeys(names, DataType.binary())
            self._read = partial(daft.read_csv, infer_schema=False, schema=schema)
        else:
            self.arguments = (LINE,)
            self._read = partial(
                daft.read_csv,
                infer_schema=False,
                schema={LINE: DataType.binary()},
                has_headers=False,
                delimiter=NO_DELIMITER,
                quote=NO_QUOTE,
                allow_variable_columns=True,
            )
            if keys := _keys(self._read(source.paths)):
                _demand([columns.text], keys)
        self.counts = self._counted()

    def _counted(self) -> list[int]:
        """By reading all of them once; an aggregation by Daft would hold much of them at a time."""
        frame = self._read(self._paths, file_path_column=FILE).select(FILE, self.arguments[0])
        found: Counter[str] = Counter()
        for batch in frame.into_batches(STRIDE).to_arrow_iter(results_buffer_size=1):
            for each in pc.value_counts(batch.column(FILE)).to_pylist():
                found[each["values"]] += each["counts"]
        counts = [found.pop(path.removeprefix(LOCAL), 0) for path in self._paths]
        if found:
            raise Failure(f"rows are in files that were not asked for: {', '.join(found)}")
        return counts

    def read(self, unit: int) -> DataFrame:
        """Only the columns that are needed are made."""
        return self._read(self._paths[unit:]).select(*dict.fromkeys(self.arguments))


def rows_of(source: Source, columns: Columns) -> Rows:
    """The rows of a source; Failure where a column is missing."""
    with _told():
        return (ParquetRows if source.format == "parquet" else LooseRows)(source, columns)


@contextmanager
def _told() -> Iterator[None]:
    """Whatever Daft says of a file that can't be read, as a Failure."""
    try:
        yield
    except (RuntimeError, ValueError, OSError) as error:
        raise Failure(f"the input can't be read: {error}") from error


def _groups(path: str) -> Iterator[Group]:
    footer = _footer(path)
    for number in range(footer.num_row_groups):
        yield Group(path, number, footer.row_group(number).num_rows)


def _footer(path: str) -> pq.FileMetaData:
    """The footer of a Parquet file, which ends with its length and a mark, four bytes each."""
    with daft.File(path).open() as file:
        end = file.seek(-8, 2)
        length = int.from_bytes(file.read(4), "little")
        file.seek(end - length)
        return pq.read_metadata(BytesIO(file.read(length + 8)))


def _keys(frame: DataFrame) -> list[str]:
    """The keys of the first lines; none where there are no lines."""
    found: dict[str, None] = {}
    for line in frame.limit(PEEKED).to_pydict()[LINE]:
        try:
            found |= dict.fromkeys(msgspec.json.decode(line, type=dict[str, msgspec.Raw]))
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
    return [*found]


def _demand(columns: Sequence[str], present: Sequence[str]) -> None:
    missing = [column for column in columns if column not in present]
    if missing:
        raise Failure(f"no column {', '.join(missing)} in the input: it has {', '.join(present)}")
