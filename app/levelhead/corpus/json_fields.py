"""Single fields of a line of JSON, without the memory that the objects of all others would take."""

from functools import lru_cache

import msgspec

# What a text that is not a string becomes: a value that no text has.
NO_STRING = True
# msgspec and `bytes.decode` raise these if a line is not JSON, or not UTF-8.
JSON_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_MISSING = msgspec.Raw(b"")


def field_of(line: bytes, column: str) -> bytes | None:
    """The JSON of a field, or of one inside of another (article.body); None if it has no value.

    One of JSON_ERRORS if the line is not a JSON object; ValueError if msgspec takes no such name.
    """
    whole, *around = map(bytes, msgspec.structs.astuple(_decoder(column).decode(line)))
    if not whole and around and around[0].startswith(b"{"):
        return field_of(around[0], column.partition(".")[2])
    return None if whole in (b"", b"null") else whole


def text_field(line: bytes, column: str) -> str | bool | None:
    """The string in a field; NO_STRING for any other value."""
    value = field_of(line, column)
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
