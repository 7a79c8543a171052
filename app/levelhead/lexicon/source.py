"""A TOML file of the lexicon, and the lines of its faults."""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

_Model = TypeVar("_Model", bound=BaseModel)


class EntryFault(NamedTuple):
    """What is wrong with an entry's field; either may be empty when the fault is wider."""

    entry: str
    field: str
    reason: str


def parse(path: Path, model: type[_Model]) -> tuple[_Model | None, list[str]]:
    """The file as a model, or None and a line `path:line: entry.field: reason` for each fault."""
    try:
        source = path.read_text("utf-8")
        return model.model_validate(tomllib.loads(source)), []
    except FileNotFoundError:
        return None, [f"{path}:1: file is missing"]
    except UnicodeDecodeError as error:
        return None, [f"{path}:1: not UTF-8: {error.reason}"]
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return None, [f"{path}:{line[1] if line else source.count(chr(10)) + 1}: {error}"]
    except ValidationError as error:
        return None, [describe(path, _fault(e["loc"], e["msg"])) for e in error.errors()]


def describe(path: Path, fault: EntryFault) -> str:
    """The fault as `path:line: entry.field: reason`, with the line of the entry or of its field."""
    entry, field, reason = fault
    where = ".".join(part for part in (entry, field) if part)
    line = _line(path.read_text("utf-8").splitlines(), entry, field)
    return f"{path}:{line}: {where + ': ' if where else ''}{reason}"


def _line(lines: list[str], entry: str, field: str) -> int:
    """Counted from 1; the entry's head where the field is not written, 1 where nothing is."""
    at, inside = 1, not entry
    for number, line in enumerate(lines, start=1):
        if re.match(rf'\[\w+\."?{re.escape(entry)}"?\]', line) and entry:
            at, inside = number, True
        elif inside and field and re.match(rf"{re.escape(field)}\s*=", line):
            return number
        elif inside and line.startswith("["):
            break
    return at


def _fault(loc: tuple[int | str, ...], reason: str) -> EntryFault:
    """`("entries", "awful", "forms", 0)` names the entry and its field, `("about",)` a field."""
    parts = [str(part) for part in loc]
    if len(parts) == 1:
        return EntryFault("", parts[0], reason)
    return EntryFault(parts[1], parts[2] if len(parts) > 2 else "", reason)
