"""Which wording is marked in which group: how often, and in how many documents."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from levelhead.corpus.parts import row_groups
from levelhead.corpus.report.documents import Rows


class TermCount(NamedTuple):
    """How often a term of a category occurs in a group, and in how many documents."""

    group: str
    dimension: str
    category: str
    term: str
    times: int
    documents: int


class CategoryCount(NamedTuple):
    """How many spans of a category a group has, and in how many documents."""

    group: str
    dimension: str
    category: str
    times: int
    documents: int


TERM = ["group", "dimension", "category", "term"]
CATEGORY = TERM[:-1]
COUNTS = ["times", "documents"]
# The largest groups, whose terms are counted: a thousand groups would have a million terms.
MAX_WITH_TERMS = 40
# What is read of the spans, as Parquet names the fields of a list of structs.
READ = [f"spans.list.element.{name}" for name in ("dimension", "category", "text")]
# As objects of Python, a hundred bytes each.
ROWS_AT_ONCE = 10_000


class Terms:
    """The counts of terms, the most frequent first; in columns, as there may be a million."""

    def __init__(self, table: pa.Table, group_names: Sequence[str]) -> None:
        self._table = table
        self._group_names = group_names

    def __iter__(self) -> Iterator[TermCount]:
        for group, *rest in _rows(self._table):
            yield TermCount(self._group_names[group], *rest)

    def of(self, groups: Iterable[str]) -> Iterator[TermCount]:
        """Those of some groups."""
        numbers = pa.array([self._group_names.index(group) for group in groups], pa.int64())
        return iter(Terms(self._table.filter(pc.field("group").isin(numbers)), self._group_names))


def counts_of(
    paths: Sequence[Path], rows: Rows, groups: Sequence[str]
) -> tuple[Sequence[CategoryCount], Terms]:
    """The counts of categories, the most frequent first, and of the terms of some groups.

    Spans are read one row group at a time, so that no more than one is in memory.
    """
    categories: list[pa.Table] = []
    terms: list[pa.Table] = []
    with_terms = pc.field("group").isin([rows.group_names.index(group) for group in groups])
    for spans in _spans(paths, rows):
        categories = [_sum([*categories, _count(spans, CATEGORY)], CATEGORY)]
        terms = [_sum([*terms, _count(spans.filter(with_terms), TERM)], TERM)]
    names, found = rows.group_names, _rows(_sorted(categories, CATEGORY))
    counts = [CategoryCount(names[group], *rest) for group, *rest in found]
    return counts, Terms(_sorted(terms, TERM), names)


def _spans(paths: Sequence[Path], rows: Rows) -> Iterator[pa.Table]:
    """The spans of the counted documents of each row group."""
    first = 0
    for table in (table for path in paths for table in row_groups(path, READ)):
        here = slice(first, first + len(table))
        first += len(table)
        counted = rows.counted[here]
        lists = table.column("spans").combine_chunks().filter(pa.array(counted))
        row, spans = pc.list_parent_indices(lists), pc.list_flatten(lists)
        yield pa.table(
            {
                "group": pa.array(rows.groups[here][counted]).take(row),
                "dimension": pc.struct_field(spans, "dimension"),
                "category": pc.struct_field(spans, "category"),
                "term": pc.utf8_lower(pc.struct_field(spans, "text")),
                "row": row,
            }
        )


def _count(spans: pa.Table, keys: list[str]) -> pa.Table:
    of_documents = spans.group_by([*keys, "row"]).aggregate([([], "count_all")])
    counted = of_documents.group_by(keys).aggregate([("count_all", "sum"), ([], "count_all")])
    return counted.rename_columns([*keys, *COUNTS])


def _sum(tables: Sequence[pa.Table], keys: list[str]) -> pa.Table:
    summed = pa.concat_tables(tables).group_by(keys).aggregate([(name, "sum") for name in COUNTS])
    return summed.rename_columns([*keys, *COUNTS])


def _sorted(tables: Sequence[pa.Table], keys: list[str]) -> pa.Table:
    order = [("times", "descending"), *((key, "ascending") for key in keys)]
    return pa.concat_tables(tables).sort_by(order)


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_batches(max_chunksize=ROWS_AT_ONCE):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
