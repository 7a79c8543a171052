"""What a report is made of: the scored documents of a run, each text once in its group."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from levelhead.corpus.parts import row_groups
from levelhead.corpus.task import CorpusError
from levelhead.types import DIMENSIONS, Dimension

NO_VALUE = "(none)"
MISSING = ("", NO_VALUE)
# More groups are no comparison: most likely the column is one of ids or texts.
MAX_VALUES = 1_000


class Rows(NamedTuple):
    """All rows of a run, as arrays."""

    groups: Any
    """The number of each row's group."""
    within: Any
    """The number of each row's value in the second column; without one, of its group."""
    placed: Any
    """Which rows have a value there."""
    scored: Any
    """Which rows have scores."""
    counted: Any
    """Which rows have scores and a text that no earlier row of their group has."""
    digests: Any
    words: Any
    scores: Mapping[Dimension, Any]
    """NaN in rows without scores."""
    group_names: Sequence[str]
    within_names: Sequence[str]


def read_rows(paths: Sequence[Path], by: str, within: str | None) -> Rows:
    """The rows of these parts; CorpusError if a column is missing or has too many values."""
    require(paths[0], [by, within or by])
    if "digest" not in pq.read_schema(paths[0]).names:
        raise CorpusError("the run has no column digest, so it is of an older version: score again")
    groups, others = _Values(by), _Values(within or by)
    columns = [by, within or by, "error", "words", "digest", *DIMENSIONS]
    chunks: list[tuple[Any, ...]] = []
    for path in paths:
        for table in row_groups(path, [*dict.fromkeys(columns)]):
            scores = (table.column(d).fill_null(np.nan).to_numpy() for d in DIMENSIONS)
            chunks.append(
                (
                    groups.numbers_of(table.column(by)),
                    others.numbers_of(table.column(within or by)),
                    pc.is_null(table.column("error")).to_numpy(),
                    table.column("digest").fill_null("").to_numpy().astype("S32"),
                    table.column("words").fill_null(0).to_numpy(),
                    *scores,
                )
            )
    group, value, scored, digests, words, *found = map(np.concatenate, zip(*chunks, strict=True))
    return Rows(
        groups=group,
        within=value,
        placed=~np.isin(value, [n for name, n in others.numbers.items() if name in MISSING]),
        scored=scored,
        counted=scored & ~repeated(group, digests, scored),
        digests=digests,
        words=words,
        scores=dict(zip(DIMENSIONS, found, strict=True)),
        group_names=[*groups.numbers],
        within_names=[*others.numbers],
    )


def require(path: Path, columns: Sequence[str]) -> None:
    """CorpusError if the output lacks one of the columns, or one holds more than single values."""
    schema = pq.read_schema(path)
    if missing := [column for column in dict.fromkeys(columns) if column not in schema.names]:
        raise CorpusError(
            f"no column {', '.join(missing)} in the output, which has {', '.join(schema.names)}: "
            "levelhead score has to --keep it"
        )
    for column in columns:
        if pa.types.is_nested(type_ := schema.field(column).type):
            raise CorpusError(f"the values of the column {column} can't be compared: {type_}")


def split(numbers: Any, *columns: Any) -> Iterator[tuple[int, list[Any]]]:
    """The values of each column by number, in the order of the numbers; rows keep their order."""
    order = np.argsort(numbers, kind="stable")
    found, starts = np.unique(numbers[order], return_index=True)
    pieces = [np.split(column[order], starts[1:]) for column in columns]
    for at, number in enumerate(found.tolist()):
        yield number, [piece[at] for piece in pieces]


class _Values:
    """The values of a column, numbered in the order in which they come."""

    def __init__(self, column: str) -> None:
        self.column = column
        self.numbers: dict[str, int] = {}

    def numbers_of(self, values: pa.ChunkedArray) -> Any:
        """The number of each value; CorpusError if there are more than MAX_VALUES."""
        coded = values.cast(pa.string()).fill_null(NO_VALUE).combine_chunks().dictionary_encode()
        names = coded.dictionary.to_pylist()
        numbers = [self.numbers.setdefault(name, len(self.numbers)) for name in names]
        if len(self.numbers) > MAX_VALUES:
            raise CorpusError(
                f"the column {self.column} has more than {MAX_VALUES:,} values, too many to compare"
            )
        return np.array(numbers, int)[coded.indices.to_numpy()]


def repeated(groups: Any, digests: Any, counted: Any) -> Any:
    """Which of the counted rows have a digest that an earlier one of their group has."""
    order = np.lexsort((digests, groups, ~counted))  # stable: an earlier row stays earlier
    before, after = order[:-1], order[1:]
    same = (groups[before] == groups[after]) & (digests[before] == digests[after])
    found = np.zeros(len(groups), bool)
    found[after] = same & counted[after] & counted[before]
    return found
