"""The files of `levelhead report`: a page, and its numbers as CSV."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from levelhead.corpus.parts import replacing
from levelhead.corpus.report.accuracy import accuracy_of
from levelhead.corpus.report.comparison import Comparison
from levelhead.corpus.report.excerpts import Excerpt, excerpts
from levelhead.corpus.report.groups import Mean
from levelhead.corpus.report.page import page
from levelhead.corpus.report.plots import beyond_plane, drawn_groups
from levelhead.corpus.task import Task
from levelhead.types import DIMENSIONS, Dimension

PAGE = "report.html"
# How a text begins that a spreadsheet takes for a formula, also in full width or after a space.
FORMULA = re.compile(r"\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# Numbers may begin like a formula; they stay numbers.
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
# Two more decimal places than scores have.
PLACES = 5

ACCURACY = ("precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high")
MEAN = ("documents", "mean", "low", "high", "bootstrap", "note", *ACCURACY)
GROUPS = (
    *("group", "rows", "errors", "duplicates", "words", "median_words", "enough", "compared"),
    *("not_compared", "drawn", "beyond_axes", "dimension"),
    *(*MEAN, "sd", "q05", "q25", "q50", "q75", "q95", "marked", "in_band_high"),
    *(f"length_fifth_{number}" for number in range(1, 6)),
)
DIFFERENCES = (
    *("first", "second", "dimension", "documents_first", "documents_second"),
    *("strata", "unadjusted", "difference", "low", "high", "bootstrap", "p", "p_holm"),
    *("superiority", "note", *ACCURACY),
)
WITHIN = ("group", "within", "compared", "dimension", *MEAN)
LENGTHS = ("shortest", "longest", "dimension", *MEAN, "marked", "rank_correlation")
TIMES = ("group", "start", "dimension", *MEAN)
CATEGORIES = ("group", "dimension", "category", "times", "documents")
TERMS = ("group", "dimension", "category", "term", "times", "documents")
DOCUMENTS = ("dimension", "end", "rank", "row", "id", "group", "words", "score", "marked")


def write_report(folder: Path, comparison: Comparison, to: Path) -> list[Path]:
    """Write the page and its CSV files to the folder `to`; returns their paths."""
    documents = [*excerpts(folder, comparison.manifest, comparison.extremes)]
    to.mkdir(parents=True, exist_ok=True)
    with replacing(to / PAGE) as path:
        path.write_text(page(comparison, documents), "utf-8")
    tables: list[tuple[str, Sequence[str], Iterable[Sequence[object]]]] = [
        ("groups", GROUPS, _groups(comparison)),
        ("differences", DIFFERENCES, _differences(comparison)),
        ("within", WITHIN, _within(comparison)),
        ("lengths", LENGTHS, _lengths(comparison)),
        ("time", TIMES, _times(comparison)),
        ("categories", CATEGORIES, comparison.categories),
        ("terms", TERMS, comparison.terms),
        ("documents", DOCUMENTS, _documents(documents)),
    ]
    return [to / PAGE, *(_write(to / f"{name}.csv", head, rows) for name, head, rows in tables)]


def _mean(dimension: Dimension, mean: Mean, task: Task) -> Iterator[object]:
    """The values of MEAN; if low and high are empty, the note says why."""
    yield mean.documents
    yield from map(_round, (mean.mean, *(mean.interval or (None, None))))
    yield mean.bootstrap
    yield mean.note
    yield from _accuracy(dimension, task)


def _accuracy(dimension: Dimension, task: Task) -> Sequence[float | None]:
    """The values of ACCURACY; empty if they are not known."""
    accuracy = accuracy_of(dimension, task)
    if not accuracy:
        return [None] * len(ACCURACY)
    return [round(n, 3) for share in accuracy for n in (float(share), *share.interval)]


def _groups(comparison: Comparison) -> Iterator[Sequence[object]]:
    task, beyond = comparison.task, beyond_plane(comparison)
    drawn = {group.name for group in drawn_groups(comparison)}
    for group in comparison.groups:
        known = (
            *(group.name, group.rows, group.errors, group.repeats, group.words),
            *(group.median_words, group.comparable),
            sum(comparison.compared.get(group.name, {}).values()),
            *(comparison.left_out(group), group.name in drawn, beyond.get(group.name, 0)),
        )
        for dimension, spread in group.spread.items():
            shares = map(_round, (spread.deviation, *spread.quantiles, spread.marked, spread.high))
            lengths = map(_round, comparison.lengths[group.name])
            yield (*known, dimension, *_mean(dimension, spread.mean, task), *shares, *lengths)
        if not group.spread:  # nothing but errors: a group all the same
            yield known


def _differences(comparison: Comparison) -> Iterator[Sequence[object]]:
    for found in comparison.differences:
        yield (
            *(found.first, found.second, found.dimension, *found.documents, found.strata),
            *map(_round, (comparison.unadjusted(found), found.value, found.low, found.high)),
            *(found.bootstrap, _significant(found.raw), _significant(found.p)),
            *(_round(found.superiority), found.note, *_accuracy(found.dimension, comparison.task)),
        )


def _within(comparison: Comparison) -> Iterator[Sequence[object]]:
    for part in comparison.within:
        for dimension, mean in part.mean.items():
            known = part.group, part.value, comparison.compared_in(part), dimension
            yield *known, *_mean(dimension, mean, comparison.task)


def _lengths(comparison: Comparison) -> Iterator[Sequence[object]]:
    for fifth in comparison.fifths:
        for dimension, mean in fifth.mean.items():
            known = (fifth.shortest, fifth.longest, dimension)
            shares = map(_round, (fifth.marked[dimension], comparison.correlations[dimension]))
            yield *known, *_mean(dimension, mean, comparison.task), *shares


def _times(comparison: Comparison) -> Iterator[Sequence[object]]:
    for point in comparison.course.points if comparison.course else ():
        for dimension, mean in point.mean.items():
            yield point.group, point.start, dimension, *_mean(dimension, mean, comparison.task)


def _documents(documents: Sequence[Excerpt]) -> Iterator[Sequence[object]]:
    ranks = dict.fromkeys(((d, e) for d in DIMENSIONS for e in ("highest", "lowest")), 0)
    for document in documents:
        dimension, end, row, group = document.extreme
        ranks[dimension, end] += 1
        yield (
            *(dimension, end, ranks[dimension, end], row, document.id, group),
            *(document.words, document.score, "; ".join(document.marked)),
        )


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, PLACES)


def _significant(p: float | None) -> float | None:
    """A p-value with three digits, however small it is."""
    return None if p is None else float(f"{p:.3g}")


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with replacing(path) as new, new.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(map(_cell, row) for row in rows)
    return path


def _cell(value: object) -> object:
    """The value, with ' before a text that a spreadsheet would run as a formula (see OWASP)."""
    if isinstance(value, str) and FORMULA.match(value) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value
