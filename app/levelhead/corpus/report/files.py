"""The files of `levelhead report`: a page, and its numbers as CSV."""

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from levelhead.corpus.report.comparison import Comparison
from levelhead.corpus.report.excerpts import Excerpt, excerpts
from levelhead.corpus.report.page import page
from levelhead.types import DIMENSIONS

PAGE = "report.html"
# How a text begins that a spreadsheet takes for a formula, also in full width or after a space.
FORMULA = re.compile(r"\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# Numbers may begin like a formula; they stay numbers.
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def write_report(folder: Path, comparison: Comparison, to: Path) -> list[Path]:
    """Write the page and its CSV files to the folder `to`; returns their paths."""
    documents = list(excerpts(folder, comparison))
    to.mkdir(parents=True, exist_ok=True)
    (to / PAGE).write_text(page(comparison, documents), "utf-8")
    return [
        to / PAGE,
        _write(to / "groups.csv", GROUPS, _groups(comparison)),
        *([_write(to / "time.csv", TIMES, _times(comparison))] if comparison.points else []),
        _write(to / "terms.csv", TERMS, comparison.terms),
        _write(to / "documents.csv", DOCUMENTS, _documents(documents)),
    ]


GROUPS = (
    *("group", "rows", "errors", "documents", "words", "enough", "dimension"),
    *("mean", "low", "high", "q05", "q25", "q50", "q75", "q95", "in_band_high"),
)
TERMS = ("group", "dimension", "category", "term", "times")
TIMES = ("group", "start", "dimension", "documents", "mean", "low", "high")
DOCUMENTS = ("dimension", "end", "rank", "row", "id", "group", "score", "marked")


def _groups(comparison: Comparison) -> Iterable[Sequence[object]]:
    for group in comparison.groups:
        known = (
            group.name,
            group.rows,
            group.errors,
            group.documents,
            group.words,
            group.comparable,
        )
        for dimension, spread in group.spread.items():
            _, *mean = spread.mean
            yield (*known, dimension, *map(_round, (*mean, *spread.quantiles, spread.high)))
        if not group.spread:  # nothing but errors: a group all the same
            yield known


def _times(comparison: Comparison) -> Iterable[Sequence[object]]:
    for point in comparison.points:
        for dimension, (documents, *mean) in point.mean.items():
            yield (point.group, point.start, dimension, documents, *map(_round, mean))


def _documents(documents: Sequence[Excerpt]) -> Iterable[Sequence[object]]:
    ranks = dict.fromkeys(((d, e) for d in DIMENSIONS for e in ("highest", "lowest")), 0)
    for document in documents:
        dimension, end, row = document.extreme
        ranks[dimension, end] += 1
        marked = "; ".join(document.words)
        yield (
            *(dimension, end, ranks[dimension, end], row),
            *(document.id, document.group, document.score, marked),
        )


def _round(number: float) -> float:
    """The number with two more decimal places than scores have."""
    return round(number, 5)


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(map(_cell, row) for row in rows)
    return path


def _cell(value: object) -> object:
    """The value, with ' before a text that a spreadsheet would run as a formula (see OWASP)."""
    if isinstance(value, str) and FORMULA.match(value) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value
