"""What readers of all formats share: which rows are left, and errors that name the file."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import pyarrow as pa
from daft.exceptions import DaftCoreException

from levelhead.corpus.records import UnclosedQuote
from levelhead.corpus.task import CorpusError

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
    empty: Mapping[str, Sequence[str]]
    """The files with rows in none of which a column has a value; an empty field of CSV is none."""

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


def numbered(columns: Sequence[pa.Array]) -> list[str]:
    """Names for the columns: those of the input may occur twice."""
    return [FAULT_COLUMN, *map(str, range(len(columns) - 1))]


@contextmanager
def input_errors(path: str) -> Iterator[None]:
    """Any error of reading a file becomes a CorpusError that names it."""
    try:
        yield
    except (UnclosedQuote, DaftCoreException, pa.ArrowException, OSError, ValueError) as error:
        raise CorpusError(f"the input can't be read: {path}: {error}") from error


def once(columns: Iterable[str], names: Sequence[str], path: str) -> None:
    """CorpusError if the file has several columns of a name that is needed."""
    if twice := [column for column in columns if names.count(column) > 1]:
        raise CorpusError(f"{path}: there are several columns with the name {twice[0]}")


def require(
    columns: Iterable[str], found: Sequence[str], path: str, has: Iterable[str], where: str = ""
) -> None:
    """CorpusError if a column is not among those that were found; `has` is what the file has."""
    if missing := [column for column in dict.fromkeys(columns) if column not in found]:
        raise CorpusError(
            f"no column {', '.join(missing)} in the input: {path} has {', '.join(has)}{where}"
        )
