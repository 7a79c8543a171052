"""What a run is asked to do: the columns, the options of /analyze, and the lexicon."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from msgspec import Struct

from levelhead.version import VERSION

Format = Literal["parquet", "jsonl", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)


# How many times as long as its text a row may be. JSON in ASCII has six bytes for two of UTF-8.
ROW = 4


class Failure(Exception):
    """A run that can't start or go on; str() says what the person at the terminal can mend."""


class Columns(Struct, frozen=True):
    """Which columns of the input are what."""

    text: str
    id: str | None = None
    headline: str | None = None
    keep: tuple[str, ...] = ()

    @property
    def carried(self) -> tuple[str, ...]:
        """What goes from the input into the output as it is: the id first, if there is one."""
        return (*((self.id,) if self.id else ()), *self.keep)

    @property
    def judged(self) -> tuple[str, ...]:
        """What is read to be scored: the text, then the headline, if there is one."""
        return (self.text, *((self.headline,) if self.headline else ()))


class Task(Struct, frozen=True):
    """What each worker does to each row; equal tasks give equal rows."""

    format: Format
    columns: Columns
    options: dict[str, object]
    """The options of /analyze that differ from the defaults, in its words."""
    max_bytes: int
    """A longer text, in bytes of UTF-8, is an error."""
    seconds: float
    """A row that is not scored in this time is an error."""
    lexicon: str
    """The hash of the word lists."""
    version: str
    """Of levelhead."""

    @property
    def row_bytes(self) -> int:
        """A row of which more is to be read is an error: no more than this is held of it.

        It leaves room for a text as JSON in ASCII, with its headline and kept columns.
        """
        return ROW * self.max_bytes


class Job(Struct, frozen=True):
    """A run: what to read, what to do to it, where to put it."""

    inputs: Sequence[str]
    input_format: Format | None
    columns: Columns
    options: dict[str, object]
    max_bytes: int
    seconds: float
    lexicon: str
    """The hash of the word lists in `lexicon_folder`."""
    lexicon_folder: Path
    out: Path
    part_rows: int
    workers: int | None
    """How many processes score; None for as many as there are processors."""
    ray: str | None
    """The address of a cluster; None for this machine."""

    def task(self, format_: Format) -> Task:
        """What is done to each row, once it is known what the input is."""
        return Task(
            format_,
            self.columns,
            self.options,
            self.max_bytes,
            self.seconds,
            self.lexicon,
            VERSION,
        )
