"""Read CSV and JSON lines, whose values are bytes until they are scored."""

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice

import msgspec
import pyarrow as pa

from levelhead.corpus.encodings import BLOCK_BYTES
from levelhead.corpus.input_files import InputFiles, delimiter_of, partitions_of
from levelhead.corpus.json_fields import JSON_ERRORS, field_of, read_line
from levelhead.corpus.lines import lines, pieces
from levelhead.corpus.reader import (
    DECODED_ROWS,
    Fragment,
    Reader,
    input_errors,
    numbered,
    once,
    require,
)
from levelhead.corpus.records import BYTE_ENCODING, records
from levelhead.corpus.task import CorpusError, Task

# JSON lines may differ in their keys: a column must be in one of the first lines of each file.
SAMPLED_LINES = 1000
# How a JSON array of objects begins.
_ARRAY = re.compile(rb"\[\s*(?:\{|$)")
_KEYS = msgspec.json.Decoder(dict[str, msgspec.Raw])


class BytesReader(Reader):
    """Reads CSV and JSON lines as bytes; columns that are copied become strings."""

    def __init__(self, files: InputFiles, task: Task) -> None:
        self._max_bytes = task.max_row_bytes
        self.types = dict.fromkeys(task.columns.copied, pa.string())
        self._partitions = task.columns.partitions
        self._needed = task.columns.read
        empty: dict[str, list[str]] = {name: [] for name in self._needed}
        self._encoding = task.encoding
        counts = []
        for path in files.paths:
            with input_errors(path):
                rows, without = self.count(path)
            counts.append(rows)
            for name in without if rows else ():
                empty[name].append(path)
        self.fragments = [*map(Fragment, files.paths, counts)]
        self.empty = empty

    @abstractmethod
    def rows(self, path: str) -> Iterator[tuple[str | bytes | None, ...]]:
        """The error of each row of a file, or None, and its values."""

    @abstractmethod
    def count(self, path: str) -> tuple[int, Iterable[str]]:
        """How many rows a file has, and the columns that have no value in them."""

    def read(self, fragment: Fragment) -> Iterator[pa.RecordBatch]:
        """A few rows at a time, or one where they are large."""
        held: list[tuple[str | bytes | None, ...]] = []
        size = 0
        folders = partitions_of(fragment.path)
        values = [folders[name] for name in self._partitions]
        same = [None if value is None else value.encode() for value in values]
        with input_errors(fragment.path):
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
    return pa.RecordBatch.from_arrays(columns, numbered(columns))


class JsonLinesReader(BytesReader):
    """Reads JSON lines, each of which is parsed where it is scored."""

    def rows(self, path: str) -> Iterator[tuple[str | bytes | None, ...]]:
        """The error, or None, and the line."""
        for line in lines(path, self._max_bytes, self._encoding):
            if line is None:
                yield f"the line has more than {self._max_bytes} bytes", None
            else:
                yield None, line

    def count(self, path: str) -> tuple[int, Iterable[str]]:
        """As above, of lines; CorpusError if a column is in none of the first."""
        empty: Sequence[str] = list(dict.fromkeys(self._needed))
        keys: dict[str, None] = {}
        begin: list[bytes] = []
        number = 0
        for number, (_, line) in enumerate(self.rows(path), 1):
            if number > SAMPLED_LINES and not empty:
                continue
            assert not isinstance(line, str)
            if number <= 2:
                begin.append(line or self._first_piece(path))
            with suppress(*JSON_ERRORS):
                empty, found = read_line(line or b"", partial(_keys_of, empty))
                if number <= SAMPLED_LINES:
                    keys |= dict.fromkeys(found)
        here = [c for c in self._needed if {c, c.partition(".")[0]} & keys.keys()]
        refuse_other_json(begin, path, complete=here == [*self._needed])
        if keys:
            require(self._needed, here, path, keys, f" in its first {SAMPLED_LINES:,} lines")
        return number, empty

    @staticmethod
    def own_columns(columns: Sequence[str], path: str, task: Task) -> set[str] | None:
        """Those of the columns that a file has in one of its first lines; None if it has no key."""
        own: set[str] | None = None
        with input_errors(path):
            for line in islice(lines(path, task.max_row_bytes, task.encoding), SAMPLED_LINES):
                with suppress(*JSON_ERRORS):
                    left, keys = read_line(line or b"", partial(_keys_of, columns))
                    own = (own or set()) | {*columns} - {*left} | {*columns} & {*keys}
        return own

    def _first_piece(self, path: str) -> bytes:
        """How a file begins whose first line is too long: a whole archive may be in one line."""
        return next(filter(None, map(bytes.strip, pieces(path, self._encoding))))


def refuse_other_json(begin: Sequence[bytes], path: str, *, complete: bool) -> None:
    """CorpusError if a file is other JSON by its first two lines.

    `complete` if lines have all columns: then a first line that breaks off is a row with an error.
    """
    first, second = (*begin, b"", b"")[:2]
    if _ARRAY.match(first):
        what, filter_ = "a JSON array", "'.[]'"
    elif not complete and first.startswith(b"{") and _between_values(first, second):
        what, filter_ = "JSON objects over several lines", "."
    else:
        return
    raise CorpusError(
        f"{path}: not JSON lines, but {what}: write each article in a line of its own, "
        f"for example with jq -c {filter_}"
    )


def _between_values(first: bytes, second: bytes) -> bool:
    """Whether a line ends where JSON that is laid out over several lines has line ends."""
    ended = first.endswith((b"{", b"[", b",", b":"))
    return bool(second) and (ended or second.startswith((b",", b"}", b"]")))


def _keys_of(empty: Sequence[str], line: bytes, _: bytes | None) -> tuple[list[str], Iterable[str]]:
    """The columns that are still empty after a line, and its keys."""
    return [name for name in empty if field_of(line, name) is None], _KEYS.decode(line)


class CsvReader(BytesReader):
    """Reads CSV files, all of which have the same header."""

    def __init__(self, files: InputFiles, task: Task) -> None:
        self._delimiter = task.delimiter
        self._header = _header_of(files.paths[0], task)
        names = _names(self._header)
        needed = task.columns.read
        once(needed, names, files.paths[0])
        where = ", in one column: see --delimiter" if len(names) == 1 else ""
        require(needed, names, files.paths[0], names, where)
        for path in files.paths[1:]:
            if _header_of(path, task) != self._header:
                raise CorpusError(f"{path}: the header is not that of {files.paths[0]}")
        self._places = [names.index(name) for name in needed]
        super().__init__(files, task)

    @staticmethod
    def own_columns(columns: Sequence[str], path: str, task: Task) -> set[str]:
        """Those of the columns that a file has itself."""
        return {*columns} & {*_names(_header_of(path, task))}

    def count(self, path: str) -> tuple[int, Iterable[str]]:
        """As above, of records."""
        number = 0
        empty = {*self._needed}
        for _, *fields in self.rows(path):
            number += 1
            if empty:
                empty -= {name for name, field in zip(self._needed, fields, strict=True) if field}
        return number, empty

    def rows(self, path: str) -> Iterator[tuple[str | bytes | None, ...]]:
        """The error, or None, and the fields."""
        empty = [None] * len(self._places)
        many = len(self._header)
        delimiter = self._delimiter or delimiter_of(path)
        for record in islice(records(path, self._max_bytes, delimiter, self._encoding), 1, None):
            if isinstance(record, str):
                yield record, *empty
            elif len(record) != many:
                yield f"the row has {len(record)} fields, and the header {many}", *empty
            else:
                yield None, *(record[place].encode(BYTE_ENCODING) for place in self._places)


def _header_of(path: str, task: Task) -> list[str]:
    with input_errors(path):
        delimiter = task.delimiter or delimiter_of(path)
        found = records(path, task.max_row_bytes, delimiter, task.encoding)
        header = next(found, "the file is empty, without a header")
    if isinstance(header, str):
        raise CorpusError(f"{path}: {header}")
    return header


def _names(header: Sequence[str]) -> list[str]:
    return [name.encode(BYTE_ENCODING).decode(errors="replace") for name in header]
