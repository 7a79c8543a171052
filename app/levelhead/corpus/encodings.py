"""Encodings of CSV and JSON lines: everything that reads them gets UTF-8."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

UTF_8 = "utf-8"
# Bytes read at a time: enough for an object store, and little for a worker process.
BLOCK_BYTES = 1 << 20
# Replaces bytes that are wrong in their encoding. It is never part of UTF-8, so that the row that
# has it is an error, as one with wrong bytes in UTF-8 is.
_WRONG = b"\xff"
# Python's codecs for other purposes than text in files; punycode takes quadratic time.
_NOT_FOR_FILES = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}


def encoding_of(name: str) -> str:
    """Python's name of an encoding; LookupError if there is no such encoding of files."""
    found = codecs.lookup(name).name
    "".encode(found)  # LookupError of a codec from bytes to bytes
    if found in _NOT_FOR_FILES:
        raise LookupError(f"unknown encoding: {name}")
    return found


def blocks(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    """The contents of a file in UTF-8, of at most BLOCK_BYTES before they are decoded.

    Wrong bytes become ones that are wrong in UTF-8. ValueError if a file in UTF-16 or UTF-32 lacks
    the byte order mark that shows the order of its bytes.
    """
    if encoding == UTF_8:
        while block := file.read(BLOCK_BYTES):
            yield block
        return
    decoder = codecs.getincrementaldecoder(encoding)(_HANDLER)
    try:
        while block := file.read(BLOCK_BYTES):
            yield decoder.decode(block).encode(UTF_8, _HANDLER)
        yield decoder.decode(b"", final=True).encode(UTF_8, _HANDLER)
    except UnicodeError as error:  # the message depends on the version of Python
        reason = f"it has no byte order mark: choose {encoding}-le or {encoding}-be"
        raise ValueError(reason) from error


def _replaced(error: UnicodeError) -> tuple[str | bytes, int]:
    """What wrong bytes become: a lone surrogate, which becomes _WRONG when it is encoded."""
    if isinstance(error, UnicodeEncodeError):
        return _WRONG, error.end
    assert isinstance(error, UnicodeDecodeError)
    return "\udcff", error.end


_HANDLER = "levelhead.wrong_bytes"
codecs.register_error(_HANDLER, _replaced)
