"""The highest and lowest documents of a report, with their marks if their texts were kept."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from levelhead.corpus.input_rows import HEADLINE
from levelhead.corpus.parts import row_groups
from levelhead.corpus.report.comparison import Comparison, Extreme

# Enough to see what a score is made of; two printed pages have room for ten of them.
MAX_EXCERPT_CHARS = 600


class ExcerptMark(NamedTuple):
    """A span of an excerpt, in code points."""

    start: int
    end: int
    dimension: str
    category: str
    score: float


class Excerpt(NamedTuple):
    """A document with a high or low score; `text` is None if it was not kept."""

    extreme: Extreme
    id: str
    group: str
    score: float
    headline: str | None
    text: str | None
    marks: tuple[ExcerptMark, ...]
    words: tuple[str, ...]
    """The marked words of the extreme's dimension, in order."""


def excerpts(folder: Path, comparison: Comparison) -> Iterator[Excerpt]:
    """The excerpts in the order of `comparison.extremes`; each part is read at most once."""
    rows = dict(_rows(folder, comparison))
    columns = comparison.manifest.task.columns
    unit = comparison.manifest.task.options.get("offset_unit", "codepoint")
    for extreme in comparison.extremes:
        row = rows[extreme.row]
        text = row.get(columns.text)
        mine = [s for s in row["spans"] if s["block"] != HEADLINE]
        yield Excerpt(
            extreme=extreme,
            id=str(row["id"]),
            group=str(row[comparison.by]),
            score=row[extreme.dimension],
            headline=row.get(columns.headline) if columns.headline else None,
            text=text if isinstance(text, str) else None,
            marks=tuple(_marks(text, mine, unit)) if isinstance(text, str) else (),
            words=tuple(s["text"] for s in row["spans"] if s["dimension"] == extreme.dimension),
        )


def _rows(folder: Path, comparison: Comparison) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of the excerpts with their numbers."""
    wanted = sorted({extreme.row for extreme in comparison.extremes})
    columns = comparison.manifest.task.columns
    names = ["id", comparison.by, columns.text, columns.headline, "spans", "hedging", "sensational"]
    parts = comparison.manifest.parts
    for part, after in zip(parts, accumulate(part.rows for part in parts), strict=True):
        first = after - part.rows
        mine = [row for row in wanted if first <= row < after]
        if mine:
            present = pq.read_schema(folder / part.name).names
            needed = [name for name in dict.fromkeys(names) if name and name in present]
            for table in row_groups(folder / part.name, needed):
                here = [row for row in mine if first <= row < first + len(table)]
                taken = table.take([row - first for row in here]).to_pylist()
                yield from zip(here, taken, strict=True)
                first += len(table)


def _marks(text: str, spans: Sequence[Mapping[str, Any]], unit: object) -> Iterator[ExcerptMark]:
    code_point = _code_points(text, unit)
    for span in spans:
        yield ExcerptMark(
            code_point[span["start"]],
            code_point[span["end"]],
            span["dimension"],
            span["category"],
            span["score"],
        )


def _code_points(text: str, unit: object) -> Sequence[int] | Mapping[int, int]:
    """Code points by offset in `unit`."""
    if unit == "codepoint":
        return range(len(text) + 1)
    encoding, size = ("utf-16-le", 2) if unit == "utf16" else ("utf-8", 1)
    offsets = accumulate((len(c.encode(encoding)) // size for c in text), initial=0)
    return {offset: point for point, offset in enumerate(offsets)}
