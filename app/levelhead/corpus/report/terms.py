"""Which wording is marked in which group: how often, and in how many documents."""

from collections.abc import Iterator, Sequence
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


def counts_of(
    paths: Sequence[Path], rows: Rows
) -> tuple[Sequence[CategoryCount], Sequence[TermCount]]:
    """The counts of categories and of terms, the most frequent first.

    Spans are read one row group at a time, so that no more than one is in memory.
    """
    categories: list[pa.Table] = []
    terms: list[pa.Table] = []
    for spans in _spans(paths, rows):
        categories = [_sum([*categories, _count(spans, CATEGORY)], CATEGORY)]
        terms = [_sum([*terms, _count(spans, TERM)], TERM)]
    names = rows.group_names
    return (
        [CategoryCount(names[group], *rest) for group, *rest in _sorted(categories, CATEGORY)],
        [TermCount(names[group], *rest) for group, *rest in _sorted(terms, TERM)],
    )


def _spans(paths: Sequence[Path], rows: Rows) -> Iterator[pa.Table]:
    """The spans of the counted documents of each row group."""
    first = 0
    for table in (table for path in paths for table in row_groups(path, ["spans"])):
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


def _sorted(tables: Sequence[pa.Table], keys: list[str]) -> Iterator[tuple[Any, ...]]:
    order = [("times", "descending"), *((key, "ascending") for key in keys)]
    table = pa.concat_tables(tables).sort_by(order)
    return zip(*(column.to_pylist() for column in table.columns), strict=True)
