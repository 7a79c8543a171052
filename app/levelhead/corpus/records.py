"""Records of CSV, as Python's csv module reads them, in bounded memory."""

import csv
import sys
from collections.abc import Iterator
from enum import Enum, auto

from levelhead.corpus.encodings import UTF_8
from levelhead.corpus.lines import pieces

# A record is bounded before it is parsed, so that its fields need no limit of their own.
csv.field_size_limit(sys.maxsize)
# One character for each byte, so that fields that are not UTF-8 are kept as they are.
BYTE_ENCODING = "latin-1"


class CsvState(Enum):
    """Where the next byte of CSV is."""

    START = auto()
    """At the start of a field, where a quotation mark opens it."""
    PLAIN = auto()
    """In a field without quotation marks around it, or after the closing one."""
    QUOTED = auto()
    """Inside quotation marks, where a line end belongs to the field."""
    CLOSED = auto()
    """Right after a quotation mark that closes the field, unless another one follows."""


class UnclosedQuote(Exception):
    """The file ended inside quotation marks; str() says where they were opened."""


def state_after(piece: bytes, state: CsvState, delimiter: bytes = b",") -> CsvState:
    """The state after a piece of a line that began in `state`."""
    at, end = 0, len(piece)
    while True:
        if state is CsvState.QUOTED:
            at = piece.find(b'"', at) + 1
            if not at:
                return CsvState.QUOTED
            state = CsvState.CLOSED
        if at == end:
            return state
        if piece[at] == ord('"') and state is not CsvState.PLAIN:
            at += 1
        else:
            at = piece.find(delimiter + b'"', at) + 2
            if at < 2:
                return CsvState.START if piece.endswith((delimiter, b"\n")) else CsvState.PLAIN
        state = CsvState.QUOTED


def records(
    path: str, max_bytes: int, delimiter: str = ",", encoding: str = UTF_8
) -> Iterator[list[str] | str]:
    """The fields of each record that is not blank, each byte of UTF-8 a character (BYTE_ENCODING).

    The delimiter is one character of ASCII. A string is the error of a record of more than
    `max_bytes`, or of one that the csv module refuses.
    """
    held: list[bytes] = []
    size, state, line, first = 0, CsvState.START, 1, 1
    for piece in pieces(path, encoding):
        size += len(piece)
        if size <= max_bytes:
            held.append(piece)
        else:
            held.clear()
        state = state_after(piece, state, delimiter.encode())
        if piece.endswith(b"\n"):
            line += 1
            if state is not CsvState.QUOTED:
                yield from _record(held, size, max_bytes, delimiter)
                held, size, state, first = [], 0, CsvState.START, line
    if state is CsvState.QUOTED:
        raise UnclosedQuote(f"the record in line {first} has a quotation mark that is never closed")
    yield from _record(held, size, max_bytes, delimiter)


def _record(
    held: list[bytes], size: int, max_bytes: int, delimiter: str
) -> Iterator[list[str] | str]:
    if size > max_bytes:
        yield f"the row has more than {max_bytes} bytes"
        return
    try:
        line = b"".join(held).decode(BYTE_ENCODING)
        yield from filter(None, csv.reader([line], delimiter=delimiter))
    except csv.Error:
        yield "the row is not CSV: a line end outside of quotation marks"
