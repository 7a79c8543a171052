"""Files as streams of bytes, on this machine or elsewhere, and their lines in bounded memory."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
from pyarrow.fs import FileSystem

from levelhead.corpus.encodings import UTF_8, blocks
from levelhead.corpus.input_files import COMPRESSIONS, LOCAL_PREFIX

BYTE_ORDER_MARK = codecs.BOM_UTF8
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def open_input(path: str) -> BinaryIO:
    """The bytes of the file at an address, still compressed.

    Arrow opens files on other machines: one that Daft opens waits forever if it is read in a thread
    of Daft's own.
    """
    if path.startswith(LOCAL_PREFIX):
        return open(path.removeprefix(LOCAL_PREFIX), "rb")
    scheme, _, rest = path.partition("://")
    bucket, _, key = rest.partition("/")
    store, root = FileSystem.from_uri(f"{scheme}://{bucket}/")
    file: BinaryIO = store.open_input_file(f"{root}/{key}")
    return file


def pieces(path: str, encoding: str) -> Iterator[bytes]:
    """The lines of a file, decompressed, in UTF-8, with their ends, without a byte order mark.

    A line that crosses the end of a block comes in several pieces, so that none is longer than a
    block. ValueError if the file begins like one in UTF-16 and `encoding` is UTF-8.
    """
    compression = next((c for s, c in COMPRESSIONS.items() if path.lower().endswith(s)), None)
    with open_input(path) as raw:
        file = pa.CompressedInputStream(raw, compression) if compression else raw
        mark = BYTE_ORDER_MARK
        for block in blocks(file, encoding):
            if mark and block.startswith(_UTF_16_MARKS):
                raise ValueError("the file is in UTF-16: add --encoding utf-16")
            *whole, last = block.removeprefix(mark).split(b"\n")
            mark = b""
            for line in whole:
                yield line + b"\n"
            if last:
                yield last


def lines(path: str, max_bytes: int, encoding: str = UTF_8) -> Iterator[bytes | None]:
    """The lines that are not blank, without their ends; None for one of more than `max_bytes`."""
    held: list[bytes] = []
    size = 0
    for piece in pieces(path, encoding):
        size += len(piece)
        if size <= max_bytes:
            held.append(piece)
        else:
            held.clear()
        if piece.endswith(b"\n"):
            if line := b"".join(held).strip():
                yield line
            elif size > max_bytes:
                yield None
            held, size = [], 0
    if size > max_bytes:
        yield None
    elif line := b"".join(held).strip():
        yield line
