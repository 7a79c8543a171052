"""Input that is not as it should be: each wrong field by its path, never its value."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

# An answer that lists more wrong fields than this helps nobody.
MAX_FAULTS = 20

# Where pydantic's own words are about Python or its parser rather than the value.
_DETAILS = {
    "bool_parsing": "should be true or false",
    "bool_type": "should be true or false",
    "dict_type": "should be an object",
    "extra_forbidden": "is not a known field",
    "float_parsing": "should be a number",
    "float_type": "should be a number",
    "int_parsing": "should be an integer",
    "int_parsing_size": "should be an integer of fewer digits",
    "ip_any_network": "should be an address or a network",
    "list_type": "should be a list",
    "missing": "is required",
    "model_type": "should be an object",
    "string_too_long": "should have at most {max_length} characters",
    "string_too_short": "should not be empty",
    "string_type": "should be a string",
    "string_unicode": "contains an unpaired surrogate",
    "too_long": "should have at most {max_length} items",
    "too_short": "should not be empty",
}

Path = tuple[str | int, ...]

_Model = TypeVar("_Model", bound=BaseModel)


class Fault(NamedTuple):
    """A wrong field: the keys and indexes that lead to it, and what is wrong; never its value."""

    path: Path
    detail: str

    def __str__(self) -> str:
        where = ".".join(map(str, self.path))
        return f"{where}: {self.detail}" if where else self.detail


class InvalidInput(ValueError):
    """Input with at least one fault; str() is a line `field: reason` for each.

    No line holds anything of the input but names of fields, which may be the caller's own.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, self.faults)))


def validated(model: type[_Model], value: object, *, strict: bool = True) -> _Model:
    """`value`, decoded JSON, as a model; InvalidInput names every wrong field."""
    try:
        return model.model_validate(value, strict=strict)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        faults = [Fault(_path(e), detail_of(e)) for e in islice(errors, MAX_FAULTS)]
        raise InvalidInput(faults) from error


def duplicates(field: str, ids: Sequence[str]) -> Iterator[Fault]:
    """A fault for every id that an earlier item of the list `field` has."""
    first: dict[str, int] = {}
    for number, id_ in enumerate(ids):
        if first.setdefault(id_, number) != number:
            yield Fault((field, number, "id"), f"duplicates the id of item {first[id_]}")


def _path(error: ErrorDetails) -> Path:
    path = error["loc"]
    # A wrong key of `thresholds` has the path (…, key, "[key]"); the field it would make is enough.
    return path[:-1] if path[-1:] == ("[key]",) and error["type"] != "extra_forbidden" else path


def detail_of(error: ErrorDetails) -> str:
    """What is wrong, made of our own words and limits only."""
    ours = _DETAILS.get(error["type"])
    return (
        ours.format(**error.get("ctx", {}))
        if ours
        else error["msg"].removeprefix("Input ").removeprefix("String ")
    )
