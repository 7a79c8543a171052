"""The numbers of a report: groups, periods, terms, highest and lowest documents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from math import sqrt
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from levelhead.corpus.parts import Manifest, read_manifest, row_groups, verify
from levelhead.corpus.report.dates import days_of, starts_of
from levelhead.corpus.task import PERIODS, CorpusError, Period
from levelhead.engine.score import BANDS
from levelhead.types import DIMENSIONS, Dimension

# With fewer documents, the mean of skewed scores is not nearly normal, and one document has too
# much weight.
MIN_DOCUMENTS = 30
# 95 % of a normal distribution are within this many standard deviations.
Z_95 = 1.96
MAX_EXTREMES = 20
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
NO_VALUE = "(none)"


class Mean(NamedTuple):
    """A mean and its 95 % range."""

    documents: int
    mean: float
    low: float
    high: float


class Spread(NamedTuple):
    """The distribution of the scores of a group; quantiles at 5, 25, 50, 75 and 95 %."""

    mean: Mean
    quantiles: tuple[float, float, float, float, float]
    high: float
    """The share of documents in the band `high`."""


class Group(NamedTuple):
    """The documents that have one value of the column."""

    name: str
    rows: int
    errors: int
    words: int
    spread: Mapping[Dimension, Spread]

    @property
    def documents(self) -> int:
        """How many documents have scores."""
        return self.rows - self.errors

    @property
    def comparable(self) -> bool:
        """Whether there are enough documents to compare them with other groups."""
        return self.documents >= MIN_DOCUMENTS


class PeriodMean(NamedTuple):
    """A group's mean in the period that begins on the day `start`."""

    group: str
    start: date
    mean: Mapping[Dimension, Mean]


class TermCount(NamedTuple):
    """How often a term of a category occurs in a group."""

    group: str
    dimension: str
    category: str
    term: str
    times: int


class Extreme(NamedTuple):
    """A document with one of the highest or lowest scores, by the number of its row."""

    dimension: Dimension
    end: Literal["highest", "lowest"]
    row: int


@dataclass(frozen=True)
class Comparison:
    """All numbers of a report."""

    manifest: Manifest
    by: str
    time: str | None
    groups: tuple[Group, ...]
    """The largest first."""
    period: Period | None
    points: tuple[PeriodMean, ...]
    undated: int
    """Scored documents whose time could not be read."""
    unread: tuple[str, ...]
    """Examples of the values that could not be read."""
    far: tuple[date, ...]
    """Days of scored documents that are too far from all others to be in a point."""
    terms: tuple[TermCount, ...]
    extremes: tuple[Extreme, ...]
    scores: Mapping[Dimension, Any]
    """Scores of all documents without error, as arrays."""


def compare(
    folder: Path,
    by: str,
    time: str | None,
    *,
    time_format: str | None = None,
    period: Period | None = None,
) -> Comparison:
    """The numbers of the output in a folder.

    `time_format` is that of `days_of`. Without a `period`, it is the shortest in which most groups
    have enough documents. CorpusError if there is no output, a part is damaged, or a column is
    missing.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        raise CorpusError(f"{folder} holds no run of levelhead score")
    if not manifest.done:
        raise CorpusError(f"{folder} holds no finished part yet")
    for part in manifest.parts:
        verify(folder, part)
    paths = [folder / part.name for part in manifest.parts]
    _require(paths[0], [by, *([time] if time else [])])
    columns = dict.fromkeys([by, *([time] if time else []), "error", "words", *DIMENSIONS])
    table = pa.concat_tables([pq.read_table(path, columns=[*columns]) for path in paths])
    names = _names(table.column(by))
    scored = pc.is_null(table.column("error")).to_numpy()
    words = table.column("words").fill_null(0).to_numpy()
    scores = {d: table.column(d).to_numpy()[scored] for d in DIMENSIONS}
    codes, labels = _coded(names)
    groups = tuple(_groups(codes, labels, scored, words, scores))
    found = days_of(table.column(time), time_format) if time else None
    points: tuple[PeriodMean, ...] = ()
    if found:
        days, far = found.days[scored], found.far[scored]
        shown = ~far & ~np.isnat(days)
        coded = codes[scored]
        enough = [code for code in np.unique(coded) if (coded == code).sum() >= MIN_DOCUMENTS]
        period = period or _period(days[shown], coded[shown], enough)
        here = {d: scores[d][shown] for d in DIMENSIONS}
        points = tuple(_points(days[shown], period, coded[shown], labels, here))
    return Comparison(
        manifest=manifest,
        by=by,
        time=time,
        groups=groups,
        period=period if points else None,
        points=points,
        undated=int(np.isnat(days).sum()) if found else 0,
        unread=found.unread if found else (),
        far=tuple(np.unique(days[far]).tolist()) if found else (),
        terms=tuple(_terms(paths, by)),
        extremes=tuple(_extremes(scores, words[scored], np.flatnonzero(scored))),
        scores=scores,
    )


def mean_of(scores: Any) -> Mean:
    """Mean and normal approximation: mean ± 1.96 standard errors, within 0 and 1."""
    mean = float(scores.mean())
    error = Z_95 * float(scores.std(ddof=1)) / sqrt(len(scores)) if len(scores) > 1 else 1.0
    return Mean(len(scores), mean, max(mean - error, 0.0), min(mean + error, 1.0))


def _require(path: Path, columns: Sequence[str]) -> None:
    present = pq.read_schema(path).names
    if missing := [column for column in columns if column not in present]:
        raise CorpusError(
            f"no column {', '.join(missing)} in the output, which has {', '.join(present)}: "
            "levelhead score has to --keep it"
        )


def _names(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string()).fill_null(NO_VALUE)


def _coded(names: pa.ChunkedArray) -> tuple[Any, list[str]]:
    """A number for each row, and the names by number."""
    coded = names.combine_chunks().dictionary_encode()
    return coded.indices.to_numpy(), coded.dictionary.to_pylist()


def _groups(
    codes: Any, labels: Sequence[str], scored: Any, words: Any, scores: Mapping[Dimension, Any]
) -> Iterator[Group]:
    rows = np.bincount(codes, minlength=len(labels))
    fine = np.bincount(codes[scored], minlength=len(labels))
    total = np.bincount(codes, weights=words, minlength=len(labels))
    for code in sorted(range(len(labels)), key=lambda c: (-rows[c], labels[c])):
        mine = codes[scored] == code
        spread = {d: _spread(d, scores[d][mine]) for d in DIMENSIONS} if fine[code] else {}
        errors = int(rows[code] - fine[code])
        yield Group(labels[code], int(rows[code]), errors, int(total[code]), spread)


def _spread(dimension: Dimension, scores: Any) -> Spread:
    five, quarter, half, three, most = (float(q) for q in np.quantile(scores, QUANTILES))
    high = float((scores >= BANDS[dimension][1]).mean())
    return Spread(mean_of(scores), (five, quarter, half, three, most), high)


def _period(days: Any, codes: Any, groups: Sequence[int]) -> Period:
    """The shortest period in which most groups have enough documents, in half of their periods."""
    for period in PERIODS:
        starts = starts_of(days, period)
        counts = [np.unique(starts[codes == code], return_counts=True)[1] for code in groups]
        fit = [len(count) > 0 and np.median(count) >= MIN_DOCUMENTS for count in counts]
        if 2 * sum(fit) > len(fit):
            return period
    return PERIODS[-1]


def _points(
    days: Any, period: Period, codes: Any, labels: Sequence[str], scores: Mapping[Dimension, Any]
) -> Iterator[PeriodMean]:
    starts = starts_of(days, period)
    for code in np.unique(codes):
        for start in np.unique(starts[codes == code]):
            mine = (codes == code) & (starts == start)
            means = {d: mean_of(scores[d][mine]) for d in DIMENSIONS}
            yield PeriodMean(labels[code], start.item(), means)


def _terms(paths: Sequence[Path], by: str) -> Iterator[TermCount]:
    """Count terms one row group at a time, so that no more than one is in memory."""
    keys = ["group", "dimension", "category", "term"]
    counted = None
    for table in chain.from_iterable(row_groups(path, [by, "spans"]) for path in paths):
        spans = pc.list_flatten(table.column("spans")).combine_chunks()
        groups = _names(table.column(by)).take(pc.list_parent_indices(table.column("spans")))
        found = pa.table(
            {
                "group": groups,
                "dimension": pc.struct_field(spans, "dimension"),
                "category": pc.struct_field(spans, "category"),
                "term": pc.utf8_lower(pc.struct_field(spans, "text")),
                "times": pa.repeat(1, len(spans)),
            }
        )
        counted = found if counted is None else pa.concat_tables([counted, found])
        counted = counted.group_by(keys).aggregate([("times", "sum")])
        counted = counted.rename_columns([*keys, "times"])
    assert counted is not None
    for row in counted.sort_by(
        [("times", "descending"), *((k, "ascending") for k in keys)]
    ).to_pylist():
        yield TermCount(**row)


def _extremes(scores: Mapping[Dimension, Any], words: Any, rows: Any) -> Iterator[Extreme]:
    """The extremes; of equal scores, that of the longer document comes first."""
    for dimension in DIMENSIONS:
        mine = scores[dimension]
        for row in rows[np.lexsort((rows, -words, -mine))[:MAX_EXTREMES]]:
            yield Extreme(dimension, "highest", int(row))
        for row in rows[np.lexsort((rows, -words, mine))[:MAX_EXTREMES]]:
            yield Extreme(dimension, "lowest", int(row))
