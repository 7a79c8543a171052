"""The pictures of a report that show scores over time."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from levelhead.corpus.report.comparison import Comparison
from levelhead.corpus.report.dates import next_start
from levelhead.corpus.report.drawing import (
    SHOWN,
    draw_bands,
    figure_of,
    legend,
    titled,
    upper_limit,
    with_styles,
)
from levelhead.corpus.report.estimates import MIN_DOCUMENTS
from levelhead.corpus.report.groups import Group
from levelhead.corpus.report.periods import Course, PeriodMean
from levelhead.corpus.report.plots import drawn_groups
from levelhead.types import Dimension


def timeline(comparison: Comparison, course: Course, groups: Sequence[Group]) -> Figure:
    """A line for each of some groups and each dimension, with its 95 % intervals as a band."""
    figure, axes = figure_of(2, 1, 5.4, sharex=True)
    names = {group.name for group in drawn_groups(comparison)}
    for axis, dimension in zip(axes, SHOWN, strict=True):
        handles = []
        for group, colour, mark in with_styles(groups):
            days, mean, low, high = line_of(course, group, dimension)
            axis.fill_between(days, low, high, color=colour, alpha=0.18)
            handles += axis.plot(days, mean, color=colour, marker=mark, markersize=4)
        ends = [p.mean[dimension].mean for p in drawn_points(course) if p.group in names]
        draw_bands(axis, dimension, across=True)
        limit = upper_limit(dimension, [0.0, *ends])
        axis.set(title=titled(dimension, comparison.task), ylabel="mean score", ylim=(0, limit))
    legend(figure, handles, [group.name for group in groups], comparison.question.by)
    return figure


def line_of(course: Course, group: Group, dimension: Dimension) -> Sequence[Any]:
    """Days, means and both ends of their intervals; NaN for what a period does not have."""
    rows: list[tuple[Any, float, float, float]] = []
    for point in (p for p in drawn_points(course) if p.group == group.name):
        start = np.datetime64(point.start, "D")
        assert course.period
        if rows and (expected := next_start(rows[-1][0], course.period)) != start:
            rows.append((expected, np.nan, np.nan, np.nan))
        mean, interval = point.mean[dimension].mean, point.mean[dimension].interval
        rows.append((start, mean, *(interval or (np.nan, np.nan))))
    return [*zip(*rows, strict=True)] if rows else ((), (), (), ())


def drawn_points(course: Course) -> Iterator[PeriodMean]:
    """The points that have enough documents."""
    return (p for p in course.points if p.mean["hedging"].documents >= MIN_DOCUMENTS)
