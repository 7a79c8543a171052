"""Records of CSV, as Python's csv module reads them, in bounded memory."""

import csv
import sys
from collections.abc import Iterator
from enum import Enum, auto

from levelhead.corpus.lines import pieces

# A record is bounded before it is parsed, so that its fields need no limit of their own.
csv.field_size_limit(sys.maxsize)
# Each byte is one character of it, so that what is not UTF-8 comes through as it is.
BYTES = "latin-1"


class State(Enum):
    """Where the next byte stands."""

    START = auto()
    """At the start of a field, where a quotation mark opens it."""
    PLAIN = auto()
    """In a field without quotation marks around it, or after the closing one."""
    QUOTED = auto()
    """Inside quotation marks, where a line end belongs to the field."""
    CLOSED = auto()
    """Right after a quotation mark that closes the field, unless another one follows."""


class Unclosed(Exception):
    """The file ended inside quotation marks; str() says where they were opened."""


def after(piece: bytes, state: State) -> State:
    """The state behind a piece of a line."""
    at, end = 0, len(piece)
    while True:
        if state is State.QUOTED:
            at = piece.find(b'"', at) + 1
            if not at:
                return State.QUOTED
            state = State.CLOSED
        if at == end:
            return state
        if piece[at] == ord('"') and state is not State.PLAIN:
            at += 1
        else:
            at = piece.find(b',"', at) + 2
            if at < 2:
                return State.START if piece.endswith((b",", b"\n")) else State.PLAIN
        state = State.QUOTED


def records(path: str, most: int) -> Iterator[list[str] | str]:
    """The fields of each record that is not blank, each byte a character (see BYTES).

    For a record of more than `most` bytes, or one that the csv module refuses, what is wrong
    with it.
    """
    held: list[bytes] = []
    size, state, line, first = 0, State.START, 1, 1
    for piece in pieces(path):
        size += len(piece)
        if size <= most:
            held.append(piece)
        else:
            held.clear()
        state = after(piece, state)
        if piece.endswith(b"\n"):
            line += 1
            if state is not State.QUOTED:
                yield from _record(held, size, most)
                held, size, state, first = [], 0, State.START, line
    if state is State.QUOTED:
        raise Unclosed(f"the record in line {first} has a quotation mark that is never closed")
    yield from _record(held, size, most)


def _record(held: list[bytes], size: int, most: int) -> Iterator[list[str] | str]:
    if size > most:
        yield f"the row has more than {most} bytes"
        return
    try:
        yield from filter(None, csv.reader([b"".join(held).decode(BYTES)]))
    except csv.Error:
        yield "the row is no CSV: a line end outside of quotation marks"
