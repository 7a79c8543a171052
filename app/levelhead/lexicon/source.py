"""A TOML file of the lexicon, and the lines of its faults."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import tomli  # compiled, more than twice as fast as tomllib
from pydantic import BaseModel, ValidationError

from levelhead.invalid_input import detail_of
from levelhead.lexicon.entry import Where

_Model = TypeVar("_Model", bound=BaseModel)

# The longest file; the longest of the lexicon has 55 kB.
MAX_BYTES = 1_000_000
# Further faults of a file are counted, not listed.
MAX_FAULTS = 100

_HEADER = re.compile(r'\[(\w+)(?:\.("[^"]*"|[\w-]+))?\]\s*(?:#.*)?')
_KEY = re.compile(r'("[^"]*"|[\w-]+)\s*=')

# Reasons in the terms of TOML, where those of detail_of() are in the terms of JSON.
_DETAILS = {
    "date_type": "should be a date, such as 2027-03-31",
    "dict_type": "should be a table",
    "extra_forbidden": "is not a known key",
    "model_type": "should be a table",
}


class EntryFault(NamedTuple):
    """What is wrong with a word's field; the field is empty where the word itself is wrong."""

    where: Where
    field: str
    reason: str


def parse(
    path: Path, model: type[_Model], needed: Collection[str] | None = None
) -> tuple[_Model | None, list[str]]:
    """The file as a model, or None and a line `path:line: entry.field: reason` for each fault.

    `needed` are the sections without which the others cannot be checked. If they are given and have
    no fault, the model holds what is right in the file, so that the caller can check that, too.
    """
    raw: dict[str, Any] = {}
    try:
        if path.stat().st_size > MAX_BYTES:
            return None, [f"{path}:1: longer than {MAX_BYTES:,} bytes"]
        source = path.read_text("utf-8")
        raw = tomli.loads(source)
        return model.model_validate(raw), []
    except FileNotFoundError:
        return None, [f"{path}:1: file is missing"]
    except IsADirectoryError:
        return None, [f"{path}:1: this is a folder, not a file"]
    except OSError as error:
        return None, [f"{path}:1: {error.strerror}"]
    except UnicodeDecodeError as error:
        return None, [f"{path}:1: not UTF-8: {error.reason}"]
    except tomli.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return None, [f"{path}:{line[1] if line else source.count(chr(10)) + 1}: {error}"]
    except ValidationError as error:
        faults = [*_faults(error, raw)]
        rest = None if needed is None else _rest(raw, faults, model, needed)
        return rest, describe_all((path, fault) for fault in faults)
    except (RecursionError, ValueError):
        return None, [f"{path}:1: brackets nested too deeply, or a number too long"]


def describe(path: Path, fault: EntryFault) -> str:
    """The fault as `path:line: word.field: reason`, with the line of the word or of its field."""
    return describe_all([(path, fault)])[0]


def describe_all(faults: Iterable[tuple[Path, EntryFault]]) -> list[str]:
    """The faults, each as for describe(), of each file the first MAX_FAULTS."""
    by_path: dict[Path, list[EntryFault]] = {}
    for path, fault in faults:
        by_path.setdefault(path, []).append(fault)
    described: list[str] = []
    for path, of_file in by_path.items():
        lines = path.read_text("utf-8").splitlines()
        described += (_described(path, lines, fault) for fault in of_file[:MAX_FAULTS])
        if more := of_file[MAX_FAULTS:]:
            described.append(f"{path}:1: {len(more):,} more faults")
    return described


def _described(path: Path, lines: list[str], fault: EntryFault) -> str:
    (section, word), field, reason = fault
    name = ".".join(part for part in (word or section, field) if part)
    line = line_of(lines, fault.where, field)
    return f"{path}:{line}: {name + ': ' if name else ''}{reason}"


def line_of(lines: list[str], where: Where, field: str = "") -> int:
    """Counted from 1; that of the word where the field has none of its own, 1 where nothing is."""
    section, word = where
    at, inside, found = 1, not section, not word
    for number, line in enumerate(lines, start=1):
        if header := _HEADER.fullmatch(line):
            if not section and header[1] == field:
                return number
            if inside and section and found:
                break
            inside = header[1] == section
            found = not word or header[2] in (word, f'"{word}"')
            at = number if inside and found else at
        elif inside and (key := _KEY.match(line)):
            name = key[1].strip('"')
            if not found and name == word:
                return number
            if found and field and name == field:
                return number
    return at


def _faults(error: ValidationError, raw: Mapping[str, Any]) -> Iterator[EntryFault]:
    """One fault for each wrong field: pydantic has one for each type that its value may have."""
    places: dict[tuple[Where, str], dict[str, None]] = {}
    for each in error.errors():
        reason = _DETAILS.get(each["type"]) or detail_of(each)
        places.setdefault(_place(each["loc"], raw), {})[reason] = None
    for place, reasons in places.items():
        yield EntryFault(*place, ", or ".join(reasons))


def _rest(
    raw: dict[str, Any], faults: list[EntryFault], model: type[_Model], needed: Collection[str]
) -> _Model | None:
    """The file without the words and fields that have a fault; None where too much is missing."""
    for where, field, _ in faults:
        if (where.section or field) in needed:
            return None
        if where.word:
            raw[where.section].pop(where.word, None)
        else:
            raw.pop(field, None)
    try:
        # The one required field, which may be what has a fault.
        return model.model_validate({"about": "?", **raw})
    except ValidationError:
        return None


def _place(loc: tuple[int | str, ...], raw: Mapping[str, Any]) -> tuple[Where, str]:
    """`("nouns", "mess", "yes", 0)` names a section, a word and its field, `("about",)` a field.

    Only keys of the file's tables count: pydantic adds names of its types, and the fields of a word
    that has only a strength in the file.
    """
    keys: list[str] = []
    value: object = raw
    for key in loc:
        if not isinstance(value, dict):
            break
        keys.append(str(key))
        value = value.get(key)
    section, word, field, *_ = *keys, "", "", ""
    return (Where(section, word), field) if word else (Where("", ""), section)


def in_order(text: str) -> str:
    """The text of a word list with the words of each section sorted, and its patterns by id.

    A comment stays above the word it is about; conditions keep their order.
    """
    head, *sections = re.split(r"(?m)^(?=\[)", text)
    blocks = (s.strip() for s in sections if s.startswith("[patterns."))
    patterns = iter(sorted(blocks, key=lambda block: block.partition("]")[0]))
    ordered = [next(patterns) if s.startswith("[patterns.") else _sorted(s) for s in sections]
    return "\n\n".join([head.strip(), *ordered]) + "\n"


def _sorted(section: str) -> str:
    """A section with its words in order."""
    header, *lines = section.strip().split("\n")
    if header == "[conditions]":
        return section.strip()
    words: list[tuple[str, list[str]]] = []
    above: list[str] = []
    for line in lines:
        above.append(line)
        if key := _KEY.match(line):
            words.append((key[1].strip('"'), above))
            above = []
    ordered = [line for _, block in sorted(words) for line in block]
    return "\n".join([header, *ordered, *above])
