"""What is done to each row of the input: its columns, the options of /analyze, the lexicon."""

from datetime import date
from typing import Literal, get_args

from msgspec import Struct

FileFormat = Literal["parquet", "jsonl", "csv"]
FILE_FORMATS: tuple[FileFormat, ...] = get_args(FileFormat)

Period = Literal["day", "week", "month", "quarter", "year"]
PERIODS: tuple[Period, ...] = get_args(Period)  # the shortest first
# The format of times that are seconds since 1970, which as a number alone could be many things.
EPOCH = "epoch"

# A row may be this many times as long as the longest text. JSON in ASCII has six bytes for a
# character that has two in UTF-8, and a row also holds a headline and kept columns.
ROW_BYTES_PER_TEXT_BYTE = 4


class CorpusError(Exception):
    """A run that can't start or go on; str() says what the user can fix."""


class Columns(Struct, frozen=True):
    """Names of the input's columns, by use."""

    text: str
    id: str | None = None
    headline: str | None = None
    keep: tuple[str, ...] = ()
    partitions: tuple[str, ...] = ()
    """Those of `id` and `keep` whose values are in the names of folders: outlet=Post."""

    @property
    def copied(self) -> tuple[str, ...]:
        """Columns that are copied to the output: the id first, if there is one."""
        return (*((self.id,) if self.id else ()), *self.keep)

    @property
    def texts(self) -> tuple[str, ...]:
        """Columns that are scored: the text, then the headline, if there is one."""
        return (self.text, *((self.headline,) if self.headline else ()))

    @property
    def read(self) -> tuple[str, ...]:
        """Columns of the files themselves: the texts, then those that are copied."""
        return (*self.texts, *(c for c in self.copied if c not in self.partitions))


class DatedProfile(Struct, frozen=True):
    """The profile of a run, and the day on which it began: terms may be allowed until some day."""

    name: str
    hash: str
    day: date


class Task(Struct, frozen=True):
    """What each worker does to each row; equal tasks give equal rows. Part of the manifest."""

    format: FileFormat
    columns: Columns
    options: dict[str, object]
    """The options of /analyze, under their names there, that differ from the defaults; with a
    profile, all that were given."""
    max_bytes: int
    """A longer text, in bytes of UTF-8, is an error."""
    seconds: float
    """A row that takes more processor time is an error."""
    lexicon: str
    """The hash of the word lists."""
    version: str
    """The version of levelhead."""
    delimiter: str | None = None
    """What is between the fields of CSV; None for a tab in files named .tsv, else a comma."""
    encoding: str = "utf-8"
    """Python's name of the encoding of CSV and JSON lines."""
    profile: DatedProfile | None = None

    @property
    def max_row_bytes(self) -> int:
        """A longer row of the input is an error; no more than this is held of it."""
        return ROW_BYTES_PER_TEXT_BYTE * self.max_bytes
