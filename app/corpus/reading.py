"""The rows of a source: how many there are, and a table of them in order from any row on."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import accumulate
from typing import NamedTuple

import daft
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from daft import DataFrame, DataType
from daft.functions import monotonically_increasing_id

from app.corpus.job import Columns, Failure
from app.corpus.source import Source

# Rows that travel together. Without it Daft's readers run ahead of those who read from them.
STRIDE = 512
# How many files or row groups are read ahead of their turn.
AHEAD = 2
# Daft has no offset without a limit.
ALL = 1 << 62
# Lines in which a column has to be met once, in a format whose lines may differ.
PEEKED = 1000
# JSON holds neither of the two outside of its escapes, so a line is one field of bytes.
NO_DELIMITER, NO_QUOTE = "\x1f", "\x1e"
LINE = "line"
# The number of a row, in its partition and above it; no name that a corpus has.
POSITION = "levelhead_position"
# Daft counts the rows of each partition anew, from a multiple of this.
PARTITION = 1 << 36


class Group(NamedTuple):
    """A row group of a Parquet file: what is read as a whole."""

    path: str
    number: int
    rows: int


class ParquetRows:
    """Rows of Parquet files, which tell their numbers beforehand: groups are skipped unread.

    `arguments` are the columns that the Scorer takes, in its order; `types` those that are carried.
    """

    def __init__(self, source: Source, columns: Columns) -> None:
        self.arguments: Sequence[str] = columns.judged
        self._needed = [*dict.fromkeys((*columns.judged, *columns.carried))]
        schema = daft.read_parquet(source.paths[0]).schema().to_pyarrow_schema()
        _demand(self._needed, schema.names)
        self.types: Mapping[str, pa.DataType] = {
            name: schema.field(name).type for name in columns.carried
        }
        self._groups = [group for path in source.paths for group in _groups(path)]

    def count(self) -> int:
        """From the files' footers."""
        return sum(group.rows for group in self._groups)

    def after(self, skipped: int) -> DataFrame:
        """The columns that are needed and POSITION, in order, without the first `skipped` rows.

        A row group is a scan of its own, so that no more than a few are held.
        """
        ends = accumulate(group.rows for group in self._groups)
        left = [g for g, end in zip(self._groups, ends, strict=True) if end > skipped]
        skipped -= self.count() - sum(group.rows for group in left)
        frame = daft.read_parquet([g.path for g in left], row_groups=[[g.number] for g in left])
        return _from(frame.select(*self._needed), skipped)


class LooseRows:
    """Rows of CSV and JSONL, taken as bytes: Daft's readers make nulls of what is not UTF-8.

    `arguments` and `types` as in ParquetRows; what is carried becomes strings.
    """

    def __init__(self, source: Source, columns: Columns) -> None:
        self.types: Mapping[str, pa.DataType] = dict.fromkeys(columns.carried, pa.string())
        if source.format == "csv":
            names = daft.read_csv(source.paths[0]).column_names
            self.arguments: Sequence[str] = (*columns.judged, *columns.carried)
            _demand(self.arguments, names)
            for path in source.paths[1:]:
                if daft.read_csv(path).column_names != names:
                    raise Failure(f"{path}: the header is not that of {source.paths[0]}")
            schema = dict.fromkeys(names, DataType.binary())
            self._frame = daft.read_csv(source.paths, infer_schema=False, schema=schema)
        else:
            self._frame = daft.read_csv(
                source.paths,
                infer_schema=False,
                schema={LINE: DataType.binary()},
                has_headers=False,
                delimiter=NO_DELIMITER,
                quote=NO_QUOTE,
                allow_variable_columns=True,
            )
            self.arguments = (LINE,)
            if keys := _keys(self._frame):
                _demand([columns.text], keys)

    def count(self) -> int:
        """By reading all of them once."""
        frame = self._frame.select(self.arguments[0]).into_batches(STRIDE)
        with _told():
            return sum(map(len, frame.to_arrow_iter(results_buffer_size=1)))

    def after(self, skipped: int) -> DataFrame:
        """As in ParquetRows; what is skipped is read, but goes no further."""
        return _from(self._frame.select(*dict.fromkeys(self.arguments)), skipped)


Rows = ParquetRows | LooseRows


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


def _from(frame: DataFrame, skipped: int) -> DataFrame:
    left = frame.offset(skipped).limit(ALL) if skipped else frame
    return left.with_column(POSITION, monotonically_increasing_id()).into_batches(STRIDE)


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
