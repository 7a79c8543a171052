"""Input rows: from what a reader found in one to the blocks of a document, or its error."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from levelhead.corpus.encodings import UTF_8
from levelhead.corpus.json_fields import JSON_ERRORS, Fault, kept_field, read_line, text_field
from levelhead.corpus.task import Columns, Task
from levelhead.engine.analyzer import Block

TEXT, HEADLINE = "text", "headline"


class Unscorable(Exception):
    """A row that can't be scored; str() becomes its `error`."""


class InputRow(NamedTuple):
    """The values of the columns that are scored, as found, and of those copied, as strings."""

    texts: Sequence[object]
    copied: list[str | None]
    wrong: str | None = None
    """The first of the columns that are copied whose bytes are wrong: its value is None."""


def parse_row(values: Sequence[Any], task: Task) -> InputRow:
    """The row of what a reader found; Unscorable if it is a line that is not a JSON object.

    Of Parquet that is the texts as bytes, of CSV all fields as bytes, of JSON lines the line; of
    the latter two then what the names of folders say, as bytes. The columns of Parquet that are
    copied keep their types, and are not among these values.
    """
    if task.format == "parquet":
        return InputRow(values, [])
    columns = task.columns
    size = len(values) - len(columns.partitions)
    own, folders = values[:size], dict(zip(columns.partitions, values[size:], strict=True))
    if task.format == "csv":
        texts = len(columns.texts)
        found = dict(zip(columns.read[texts:], own[texts:], strict=True)) | folders
        copied, wrong = _decoded(columns.copied, found)
        return InputRow([value or None for value in own[:texts]], copied, wrong)
    (line,) = own
    try:
        return read_line(line, partial(_row_of_json, columns, folders))
    except UnicodeDecodeError as error:
        raise Unscorable(f"the line is not {_shown(task.encoding)}") from error
    except JSON_ERRORS as error:
        raise Unscorable("the line is not a JSON object") from error


def _row_of_json(
    columns: Columns,
    folders: Mapping[str, bytes | None],
    line: bytes,
    original: bytes | None,
) -> InputRow:
    return InputRow(
        [text_field(line, column, original) for column in columns.texts],
        [
            _string(folders[column]) if column in folders else kept_field(line, column)
            for column in columns.copied
        ],
    )


def _shown(encoding: str) -> str:
    return "UTF-8" if encoding == UTF_8 else encoding


def _string(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


def _decoded(
    names: Sequence[str], found: Mapping[str, bytes | None]
) -> tuple[list[str | None], str | None]:
    """The values of the columns, and the first whose bytes are wrong.

    Two values that differ in a wrong byte must not become one, which would be a group of a report.
    """
    values: list[str | None] = []
    wrong = None
    for name in names:
        try:
            values.append(_string(found[name]))
        except UnicodeDecodeError:
            values.append(None)
            wrong = name if wrong is None else wrong
    return values, wrong


def blocks_of(row: InputRow, task: Task) -> Iterator[Block]:
    """The blocks as for /analyze: a text alone, or `headline` and `text`; Unscorable."""
    text, *headline = row.texts
    if headline and headline[0] is not None:
        yield Block(_checked(headline[0], HEADLINE, task), "headline", HEADLINE)
    yield Block(_checked(text, TEXT, task), None, TEXT if headline else None)
    if row.wrong is not None:
        raise Unscorable(f"the column {row.wrong} is not {_shown(task.encoding)}")


def _checked(value: object, name: str, task: Task) -> str:
    """The value if it is a text of at most `max_bytes`; the error never repeats it."""
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError as error:
            raise Unscorable(f"the {name} is not {_shown(task.encoding)}") from error
    if value is None:
        raise Unscorable(f"the {name} is null")
    if isinstance(value, Fault):
        raise Unscorable(f"the {name} has {value.reason}")
    if not isinstance(value, str):
        raise Unscorable(f"the {name} is not a string")
    size = len(value) if value.isascii() else len(value.encode())
    if size > task.max_bytes:
        raise Unscorable(f"the {name} has {size} bytes, more than {task.max_bytes}")
    return value
