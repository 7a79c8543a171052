"""Single fields of a line of JSON, without the memory that the objects of all others would take."""

import re
from collections.abc import Callable, Mapping
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
_CONTROL = re.compile(rb"[\x00-\x1f]")
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
NO_FAULTS: Mapping[bytes, str] = {}

Found = TypeVar("Found")


class Fault(NamedTuple):
    """What a text has instead of a string."""

    reason: str


class Repaired(NamedTuple):
    """A line of JSON without faults that say nothing of its other fields."""

    line: bytes
    """NaN is a null there, a control character is escaped, half a surrogate pair is U+FFFD."""
    faults: Mapping[bytes, str]
    """The strings that were repaired, as they are in `line`, and what was wrong with them."""


def repaired(line: bytes) -> Repaired:
    """A line that is not JSON, as far as it can be made so; other faults remain."""
    faults: dict[bytes, str] = {}

    def valid(match: re.Match[bytes]) -> bytes:
        token = match[0]
        if number := _NUMBERS.get(token):
            return number
        escaped = _CONTROL.sub(lambda control: b"\\u%04x" % ord(control[0]), token)
        whole = _ESCAPE.sub(lambda escape: _REPLACED if escape[2] else escape[0], escaped)
        if whole != token:
            faults[whole] = _HALF if whole != escaped else _UNESCAPED
        return whole

    return Repaired(_TOKEN.sub(valid, line), faults)


def read_line(line: bytes, read: Callable[[bytes, Mapping[bytes, str]], Found]) -> Found:
    """What `read` returns for the line and its faults; if it is not JSON, for the repaired one."""
    try:
        return read(line, NO_FAULTS)
    except msgspec.DecodeError:
        return read(*repaired(line))


def field_of(line: bytes, column: str) -> bytes | None:
    """The JSON of a field, or of one inside of another (article.body); None if it has no value.

    One of JSON_ERRORS if the line is not a JSON object; ValueError if msgspec takes no such name.
    """
    whole, *around = map(bytes, msgspec.structs.astuple(_decoder(column).decode(line)))
    if not whole and around and around[0].startswith(b"{"):
        return field_of(around[0], column.partition(".")[2])
    return None if whole in (b"", b"null") else whole


def text_field(
    line: bytes, column: str, faults: Mapping[bytes, str] = NO_FAULTS
) -> str | bool | Fault | None:
    """The string in a field, or its fault; NO_STRING for any other value."""
    value = field_of(line, column)
    if value and value in faults:
        return Fault(faults[value])
    if value is None or value[:1] == b'"':
        return _string(value)
    return NO_STRING


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
