"""Single fields of a line of JSON, without the memory that the objects of all others would take."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, TypeVar

import msgspec

# What a text that is not a string becomes: a value that no text has.
NO_STRING = True
# msgspec and `bytes.decode` raise these if a line is not JSON, or not UTF-8.
JSON_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_MISSING = msgspec.Raw(b"")

# A string, also one that never ends, or a number that JSON has not, but Python, pandas and
# JavaScript's libraries write. Possessive, so that it takes time proportional to the line.
_TOKEN = re.compile(
    rb'"(?:[^"\\]++|\\.)*+"?|(?<![\w.+-])(?:NaN|-?Infinity)(?![\w.+-])', re.DOTALL | re.ASCII
)
# The same values in JSON. A missing value is NaN where it is a number in Python.
_NUMBERS = {b"NaN": b"null", b"Infinity": b"1e999", b"-Infinity": b"-1e999"}
_HALF_ESCAPED = re.compile(rb"\\u[dD][89a-fA-F]")
_CONTROLS = frozenset(range(0x20))
# A character as two escapes, half of one, or another escape, which may be a backslash.
_ESCAPE = re.compile(
    rb"(\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2})"
    rb"|(\\u[dD][89a-fA-F][\da-fA-F]{2})|\\.",
    re.DOTALL,
)
# U+FFFD as nobody writes it, so that a string with one that was there is not taken for repaired.
_REPLACED = rb"\uFfFd"
_UNESCAPED = "a control character that is not escaped"
_HALF = "half of a surrogate pair"

Found = TypeVar("Found")


class Fault(NamedTuple):
    """What a text has instead of a string."""

    reason: str


def repaired(line: bytes) -> bytes:
    """A line that is not JSON without faults that say nothing of its other fields.

    NaN is a null there, a control character is escaped, half a surrogate pair is U+FFFD. Takes
    memory in proportion to the line, however many faults it has.
    """
    return _replaced(line, _TOKEN, _valid)


def _valid(token: re.Match[bytes]) -> bytes:
    whole = token[0]
    if number := _NUMBERS.get(whole):
        return number
    for code in _CONTROLS.intersection(whole):
        whole = whole.replace(bytes([code]), b"\\u%04x" % code)
    if _HALF_ESCAPED.search(whole):
        whole = _replaced(whole, _ESCAPE, lambda escape: _REPLACED if escape[2] else escape[0])
    return whole


def _replaced(
    whole: bytes, pattern: re.Pattern[bytes], replace: Callable[[re.Match[bytes]], bytes]
) -> bytes:
    """As re.sub does, which holds an object for each match and what is between them."""
    found, at = bytearray(), 0
    for match in pattern.finditer(whole):
        if (new := replace(match)) != match[0]:
            found += whole[at : match.start()] + new
            at = match.end()
    return bytes(found + whole[at:])


def read_line(line: bytes, read: Callable[[bytes, bytes | None], Found]) -> Found:
    """What `read` returns for the line and None, or for the repaired line and the line.

    The latter if the line is not JSON.
    """
    try:
        return read(line, None)
    except msgspec.DecodeError:
        return read(repaired(line), line)


def field_of(line: bytes, column: str) -> bytes | None:
    """The JSON of a field, or of one inside of another (article.body); None if it has no value.

    One of JSON_ERRORS if the line is not a JSON object; ValueError if msgspec takes no such name.
    """
    whole, *around = map(bytes, msgspec.structs.astuple(_decoder(column).decode(line)))
    if not whole and around and around[0].startswith(b"{"):
        return field_of(around[0], column.partition(".")[2])
    return None if whole in (b"", b"null") else whole


def text_field(
    line: bytes, column: str, original: bytes | None = None
) -> str | bool | Fault | None:
    """The string in a field; NO_STRING for any other value.

    Its fault if the line was repaired and the string is not in the `original`.
    """
    value = field_of(line, column)
    if value is not None and value[:1] != b'"':
        return NO_STRING
    if value and original is not None and value not in original:
        return Fault(_HALF if _REPLACED in value else _UNESCAPED)
    return _string(value)


def kept_field(line: bytes, column: str) -> str | None:
    """The string in a field, or any other value as JSON: types may differ from line to line."""
    value = field_of(line, column)
    if value is None or value[:1] == b'"':
        return _string(value)
    return msgspec.json.format(value, indent=-1).decode()


def _string(value: bytes | None) -> str | None:
    return None if value is None else msgspec.json.decode(value, type=str)


@lru_cache
def _decoder(column: str) -> "msgspec.json.Decoder[msgspec.Struct]":
    """Skips all fields but that of the column, and that of its first part, if it has several."""
    names = {"whole": column} | ({"around": column.partition(".")[0]} if "." in column else {})
    fields = [(attribute, msgspec.Raw, _MISSING) for attribute in names]
    return msgspec.json.Decoder(msgspec.defstruct("Line", fields, rename=names))
