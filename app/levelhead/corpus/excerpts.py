"""The documents at both ends of a report, with their marks, where their texts were kept."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from levelhead.corpus.figures import End, Figures
from levelhead.corpus.parts import row_groups
from levelhead.corpus.unpack import HEADLINE

# Enough to see what a score was made of; two pages of print hold ten of them.
CHARS = 600


class Mark(NamedTuple):
    """A span in a text; code points."""

    start: int
    end: int
    dimension: str
    category: str
    score: float


class Excerpt(NamedTuple):
    """A document at an end; `text` is None where it was not kept."""

    end: End
    id: str
    group: str
    score: float
    headline: str | None
    text: str | None
    marks: tuple[Mark, ...]
    words: tuple[str, ...]
    """The marked words of its dimension, in order."""


def excerpts(folder: Path, figures: Figures) -> Iterator[Excerpt]:
    """In the order of `figures.ends`; each part that is needed is read once."""
    rows = dict(_rows(folder, figures))
    columns = figures.manifest.task.columns
    unit = figures.manifest.task.options.get("offset_unit", "codepoint")
    for end in figures.ends:
        row = rows[end.row]
        text = row.get(columns.text)
        mine = [s for s in row["spans"] if s["block"] != HEADLINE]
        yield Excerpt(
            end=end,
            id=str(row["id"]),
            group=str(row[figures.by]),
            score=row[end.dimension],
            headline=row.get(columns.headline) if columns.headline else None,
            text=text if isinstance(text, str) else None,
            marks=tuple(_marks(text, mine, unit)) if isinstance(text, str) else (),
            words=tuple(s["text"] for s in row["spans"] if s["dimension"] == end.dimension),
        )


def _rows(folder: Path, figures: Figures) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows that are shown, by number."""
    wanted = sorted({end.row for end in figures.ends})
    columns = figures.manifest.task.columns
    names = ["id", figures.by, columns.text, columns.headline, "spans", "hedging", "sensational"]
    parts = figures.manifest.parts
    ends = accumulate(part.rows for part in parts)
    for part, after in zip(parts, ends, strict=True):
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


def _marks(text: str, spans: Sequence[Mapping[str, Any]], unit: object) -> Iterator[Mark]:
    place = _places(text, unit)
    for span in spans:
        yield Mark(
            place[span["start"]],
            place[span["end"]],
            span["dimension"],
            span["category"],
            span["score"],
        )


def _places(text: str, unit: object) -> Sequence[int] | Mapping[int, int]:
    """Code points for offsets in `unit`."""
    if unit == "codepoint":
        return range(len(text) + 1)
    encoding, size = ("utf-16-le", 2) if unit == "utf16" else ("utf-8", 1)
    offsets = accumulate((len(c.encode(encoding)) // size for c in text), initial=0)
    return {offset: place for place, offset in enumerate(offsets)}
