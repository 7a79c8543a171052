"""From what a row of the input holds to the blocks of a document, or to the reason it is none."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from levelhead.corpus.job import Task
from levelhead.engine.analyzer import Block

TEXT, HEADLINE = "text", "headline"


class Unscorable(Exception):
    """A row that holds no document; str() becomes its `error`."""


class Row(NamedTuple):
    """What is to be scored, as found; and what is to be carried over, as strings."""

    judged: Sequence[object]
    carried: list[str | None]


def unpacked(values: Sequence[Any], task: Task) -> Row:
    """Of Parquet come the texts as bytes, of CSV all fields as bytes, of JSON lines the line."""
    if task.format == "parquet":
        return Row(values, [])
    if task.format == "csv":
        judged = len(task.columns.judged)
        return Row(
            [value or None for value in values[:judged]],
            [
                None if value is None else value.decode(errors="replace")
                for value in values[judged:]
            ],
        )
    try:
        fields = msgspec.json.decode(values[0], type=dict[str, object])
        return Row(
            [fields.get(column) for column in task.columns.judged],
            [_as_string(fields, column) for column in task.columns.carried],
        )
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unscorable("the line is no JSON object") from error


def blocks(judged: Sequence[object], task: Task) -> Iterator[Block]:
    """What /analyze would be sent: a text alone, or the blocks `headline` and `text`."""
    text, *headline = judged
    if headline and headline[0] is not None:
        yield Block(_checked(headline[0], HEADLINE, task), "headline", HEADLINE)
    yield Block(_checked(text, TEXT, task), None, TEXT if headline else None)


def _checked(value: object, name: str, task: Task) -> str:
    """The value if it is a text of a length that is taken; the error never repeats it."""
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError as error:
            raise Unscorable(f"the {name} is not UTF-8") from error
    if value is None:
        raise Unscorable(f"the {name} is null")
    if not isinstance(value, str):
        raise Unscorable(f"the {name} is no string")
    size = len(value) if value.isascii() else len(value.encode())
    if size > task.max_bytes:
        raise Unscorable(f"the {name} has {size} bytes, more than {task.max_bytes}")
    return value


def _as_string(fields: Mapping[str, object], column: str) -> str | None:
    """JSON's types differ from line to line: what is no string is kept as its JSON."""
    value = fields.get(column)
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()
