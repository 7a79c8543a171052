"""The highest and lowest documents of a report, with an excerpt around their marks."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, product
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from levelhead.corpus.input_rows import HEADLINE
from levelhead.corpus.parts import Manifest, row_groups
from levelhead.corpus.report.documents import Rows
from levelhead.engine.score import PLACES
from levelhead.types import DIMENSIONS, Dimension

MAX_EXTREMES = 20
End = Literal["highest", "lowest"]
# Enough to see what a score is made of; two printed pages have room for ten of them.
MAX_EXCERPT_CHARS = 600
# Of a document without marks.
MAX_PLAIN_CHARS = 200
# What an excerpt shows before its first mark; how far before its end it may be cut at a space.
LEAD_CHARS = 80


class Extreme(NamedTuple):
    """A document with one of the highest or lowest scores, by the number of its row."""

    dimension: Dimension
    end: End
    row: int
    group: str


class ExcerptMark(NamedTuple):
    """A span of an excerpt, in code points."""

    start: int
    end: int
    dimension: str
    category: str
    score: float


class Passage(NamedTuple):
    """A piece of a text with its marks; whether something was left out before and after it."""

    text: str
    marks: tuple[ExcerptMark, ...]
    cut_before: bool
    cut_after: bool


class Excerpt(NamedTuple):
    """A document with a high or low score; its headline and text are None if they weren't kept."""

    extreme: Extreme
    id: str
    score: float
    words: int
    headline: Passage | None
    text: Passage | None
    marked: tuple[str, ...]
    """The marked words of the extreme's dimension, in order."""


def extremes_of(rows: Rows) -> Iterator[Extreme]:
    """The extremes; of equal scores, that of the longer document comes first, then the first row.

    No text is in a list twice.

    The highest of both dimensions come first: a page shows a document where it comes first.
    """
    counted = np.flatnonzero(rows.counted)
    words = rows.words[counted]
    ends: tuple[tuple[End, int], ...] = (("highest", -1), ("lowest", 1))
    for (end, sign), dimension in product(ends, DIMENSIONS):
        keys = (counted, -words, sign * rows.scores[dimension][counted])
        for row in _first(counted[np.lexsort(keys)], rows.digests):
            yield Extreme(dimension, end, row, rows.group_names[rows.groups[row]])


def excerpts(folder: Path, manifest: Manifest, extremes: Sequence[Extreme]) -> Iterator[Excerpt]:
    """The excerpts in the order of the extremes; each part is read at most once."""
    columns = manifest.task.columns
    names = [
        *("id", columns.text, columns.headline or columns.text),
        *("spans", "words", *DIMENSIONS),
    ]
    found = dict(_rows(folder, manifest, names, {extreme.row for extreme in extremes}))
    unit = manifest.task.options.get("offset_unit", "codepoint")
    for extreme in extremes:
        row = found[extreme.row]
        headline, text = row.get(columns.headline or ""), row.get(columns.text)
        heads = [s for s in row["spans"] if s["block"] == HEADLINE]
        spans = [s for s in row["spans"] if s["block"] != HEADLINE]
        yield Excerpt(
            extreme=extreme,
            id=str(row["id"]),
            score=row[extreme.dimension],
            words=row["words"],
            headline=_passage(headline, heads, unit, extreme.dimension),
            text=_passage(text, spans, unit, extreme.dimension),
            marked=tuple(s["text"] for s in row["spans"] if s["dimension"] == extreme.dimension),
        )


def _first(rows: Any, digests: Any) -> Sequence[int]:
    """The first MAX_EXTREMES rows that differ in what was scored."""
    chosen: dict[bytes, int] = {}
    for row in rows.tolist():
        chosen.setdefault(digests[row], row)
        if len(chosen) == MAX_EXTREMES:
            break
    return [*chosen.values()]


def _rows(
    folder: Path, manifest: Manifest, names: Sequence[str], wanted: set[int]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """These rows with their numbers."""
    parts = manifest.parts
    for part, after in zip(parts, accumulate(part.rows for part in parts), strict=True):
        first = after - part.rows
        mine = sorted(row for row in wanted if first <= row < after)
        if mine:
            present = pq.read_schema(folder / part.name).names
            needed = [name for name in dict.fromkeys(names) if name in present]
            for table in row_groups(folder / part.name, needed):
                here = [row for row in mine if first <= row < first + len(table)]
                # Arrow finds no type for the rows of a group that has none of them.
                places = pa.array([row - first for row in here], pa.int64())
                taken = table.take(places).to_pylist()
                yield from zip(here, taken, strict=True)
                first += len(table)


def _passage(
    text: object, spans: Sequence[Mapping[str, Any]], unit: object, dimension: Dimension
) -> Passage | None:
    """The excerpt of a text that has most of the marks of the dimension, by their scores."""
    if not isinstance(text, str):
        return None
    marks = sorted(_marks(text, spans, unit))
    mine = [mark for mark in marks if mark.dimension == dimension]
    start, length = _best_start(text, mine), MAX_EXCERPT_CHARS if mine else MAX_PLAIN_CHARS
    end = len(text)
    if end - start > length:
        end = start + length
        end = text.rfind(" ", end - LEAD_CHARS, end) + 1 or end
    moved = (
        mark._replace(start=mark.start - start, end=mark.end - start)
        for mark in marks
        if start <= mark.start and mark.end <= end
    )
    return Passage(text[start:end], tuple(moved), start > 0, end < len(text))


def _best_start(text: str, marks: Sequence[ExcerptMark]) -> int:
    """Where the excerpt begins: at a word, before the first of the marks that it is to show."""
    ends = [mark.end for mark in marks]
    sums = [*accumulate((mark.score for mark in marks), initial=0.0)]

    def shown(number: int) -> float:
        """The scores of the marks in an excerpt that begins with this one."""
        last = bisect_right(ends, marks[number].start + MAX_EXCERPT_CHARS - LEAD_CHARS)
        return round(sums[max(last, number)] - sums[number], PLACES)

    start = marks[max(range(len(marks)), key=shown)].start if marks else 0
    if len(text) <= MAX_EXCERPT_CHARS or start <= LEAD_CHARS:
        return 0
    return text.find(" ", start - LEAD_CHARS, start) + 1 or start


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
