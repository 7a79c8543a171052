"""The pictures of a report: what is drawn can be seen."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import PolyCollection

from levelhead.corpus.report.comparison import Question, compare
from levelhead.corpus.report.curves import ticks_of, timeline
from levelhead.corpus.report.labels import MAX_LISTED, labels_of, listed
from levelhead.corpus.report.plots import beyond_plane, drawn_groups, parts, plane, spreads
from tests.helpers.scored_runs import document, run_of


def test_a_document_alone_in_its_cell_is_seen_on_white(tmp_path: Path) -> None:
    documents = [*[document(0.1, 0.1, paper="A")] * 2000, document(0.19, 0.19, paper="A")]
    digests = [each | {"digest": str(n)} for n, each in enumerate(documents)]
    comparison = compare(run_of(tmp_path / "run", digests), Question("paper"))
    figure = plane(comparison, drawn_groups(comparison))
    (cells,) = (c for c in figure.axes[0].collections if isinstance(c, PolyCollection))
    cells.update_scalarmappable()
    greys = sorted({round(float(grey), 3) for grey in np.asarray(cells.get_facecolor())[:, 0]})
    assert len(greys) == 2
    darkest, lightest = greys
    assert lightest < 0.9
    assert darkest < lightest - 0.2


# Starts of periods -> the ticks of a curve's axis, and their names.
@pytest.mark.parametrize(
    ("period", "starts", "labels"),
    [
        ("quarter", ["2023-01-01", "2023-10-01"], ["2023 Q1", "2023 Q2", "2023 Q3", "2023 Q4"]),
        ("month", ["2023-11-01", "2024-01-01"], ["2023-11", "2023-12", "2024-01"]),
        ("year", ["1650-01-01", "1652-01-01"], ["1650", "1651", "1652"]),
        ("week", ["2024-01-01", "2024-01-15"], ["2024-01-01", "2024-01-08", "2024-01-15"]),
        ("day", ["2024-02-28", "2024-03-01"], ["2024-02-28", "2024-02-29", "2024-03-01"]),
        ("year", ["2001-01-01", "2024-01-01"], [f"{year}" for year in range(2001, 2025, 2)]),
    ],
)
def test_ticks_are_at_the_starts_of_periods_and_named_as_these(
    period: Any, starts: Sequence[str], labels: list[str]
) -> None:
    days = [date.fromisoformat(start) for start in starts]
    at, names = ticks_of(days, period)
    assert names == labels
    assert at[0] == days[0]
    assert len(at) == len(names)


def test_axes_of_pictures_side_by_side_end_at_the_same_score(tmp_path: Path) -> None:
    documents = [
        document(0.9 - n / 900, n / 900, paper=paper, day=f"202{n % 2}")
        for paper in "AB"
        for n in range(90)
    ]
    folder = run_of(tmp_path / "run", documents)
    comparison = compare(folder, Question("paper", within="day", time="day"))
    assert comparison.course
    for figure in (spreads(comparison), parts(comparison)):
        assert len({axis.get_xlim() for axis in figure.axes}) == 1
    curves = timeline(comparison, comparison.course, drawn_groups(comparison))
    assert len({axis.get_ylim() for axis in curves.axes}) == 1


def test_documents_beyond_the_axes_are_few_and_counted_by_group(tmp_path: Path) -> None:
    documents = [
        *[document(0.3 + n / 1000, 0.3, paper="A") for n in range(300)],
        *[document(0.99 * (n == 0), 0.9 * (n == 1), paper="B") for n in range(100)],
    ]
    comparison = compare(run_of(tmp_path / "run", documents), Question("paper"))
    assert beyond_plane(comparison) == {"A": 0, "B": 2}


LONG = "The Post of the Northern Counties and the City of Example"


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (["A", "B"], ["A", "B"]),
        ([LONG], ["The Post of the…City of Example"]),
        (
            [f"{LONG}, daily", f"{LONG}, weekly"],
            ["The Post of the…f Example, daily", "The Post of the…Example, weekly"],
        ),
        (
            [f"The Post of the {n} {LONG}" for n in "ab"],
            ["The Post of the…City of Example", "The Post of the…City of Example (2)"],
        ),
        (["A\nB", "A B"], ["A B", "A B (2)"]),
        ([""], ["(empty)"]),
    ],
)
def test_labels_are_short_and_all_different(names: list[str], labels: list[str]) -> None:
    assert [*labels_of(names).values()] == labels


def test_a_list_that_is_cut_says_how_many_more_there_are() -> None:
    assert listed(["A", "B"]) == "A; B"
    assert listed(["A"] * (MAX_LISTED + 3)).endswith("; A and 3 more")
