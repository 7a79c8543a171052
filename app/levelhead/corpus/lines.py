"""Files as streams of bytes, on this machine or elsewhere, and their lines in bounded memory."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
from pyarrow.fs import FileSystem

from levelhead.corpus.source import COMPRESSIONS, LOCAL

# What is read at a time: large enough for an object store, small beside a worker process.
BLOCK = 1 << 20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def opened(path: str) -> BinaryIO:
    """The file at an address, as it is stored.

    Arrow opens what is elsewhere: Daft's own files wait forever for a thread that Daft has lent to
    the one who reads them.
    """
    if path.startswith(LOCAL):
        return open(path.removeprefix(LOCAL), "rb")
    scheme, _, rest = path.partition("://")
    bucket, _, key = rest.partition("/")
    store, root = FileSystem.from_uri(f"{scheme}://{bucket}/")
    file: BinaryIO = store.open_input_file(f"{root}/{key}")
    return file


def pieces(path: str) -> Iterator[bytes]:
    """The lines of a file, decompressed, with their ends; a byte order mark is left out.

    A line that runs over the end of a block comes in several pieces, so nothing here is longer
    than BLOCK.
    """
    compression = next((c for s, c in COMPRESSIONS.items() if path.lower().endswith(s)), None)
    with opened(path) as raw:
        file = pa.CompressedInputStream(raw, compression) if compression else raw
        mark = BYTE_ORDER_MARK
        while block := file.read(BLOCK):
            *whole, last = block.removeprefix(mark).split(b"\n")
            mark = b""
            for line in whole:
                yield line + b"\n"
            if last:
                yield last


def lines(path: str, most: int) -> Iterator[bytes | None]:
    """The lines that are not blank, without their ends; None for one of more than `most` bytes."""
    held: list[bytes] = []
    size = 0
    for piece in pieces(path):
        size += len(piece)
        if size <= most:
            held.append(piece)
        else:
            held.clear()
        if piece.endswith(b"\n"):
            if line := b"".join(held).strip():
                yield line
            elif size > most:
                yield None
            held, size = [], 0
    if size > most:
        yield None
    elif line := b"".join(held).strip():
        yield line
