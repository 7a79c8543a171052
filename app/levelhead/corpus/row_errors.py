"""Which errors the rows of an output have, and where to look for the first of each kind."""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pyarrow.compute as pc

from levelhead.corpus.parts import Manifest, row_groups

# Errors that differ only in their numbers are of one kind.
_NUMBER = re.compile(r"\d+")

COLUMNS = ("error", "file", "row")


class RowError(NamedTuple):
    """A kind of error: how many rows have it, and the first of them."""

    rows: int
    error: str
    file: str
    row: int


def row_errors(folder: Path, manifest: Manifest) -> list[RowError]:
    """The kinds of errors of an output, the most frequent first."""
    first: dict[str, tuple[str, str, int]] = {}
    rows: Counter[str] = Counter()
    for part in manifest.parts:
        for group in row_groups(folder / part.name, COLUMNS) if part.errors else ():
            columns = group.filter(pc.field("error").is_valid()).to_pydict().values()
            for error, file, row in zip(*columns, strict=True):
                kind = _NUMBER.sub("", error)
                rows[kind] += 1
                first.setdefault(kind, (error, file, row))
    return [RowError(number, *first[kind]) for kind, number in rows.most_common()]
