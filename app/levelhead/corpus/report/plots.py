"""The pictures of a report."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from levelhead.corpus.output_rows import ALL_CATEGORIES
from levelhead.corpus.report.comparison import Comparison
from levelhead.corpus.report.drawing import (
    MARKED_AT_ONCE,
    SHOWN,
    WHOLE,
    common_limit,
    draw_bands,
    figure_of,
    legend,
    titled,
    upper_limit,
    with_styles,
)
from levelhead.corpus.report.estimates import MIN_DOCUMENTS
from levelhead.corpus.report.groups import Group, Mean
from levelhead.corpus.report.labels import labels_of
from levelhead.types import CATEGORIES, Dimension

# Five pictures of MARKED_AT_ONCE; the tables and CSV files have all groups.
MAX_DRAWN = 5 * MARKED_AT_ONCE
# Greys that are seen on white, for a cell of one document, and behind the means.
GREYS = (0.25, 0.65)
# The share of documents that each axis of the plane shows at least: all would leave no room to see
# how the means of groups differ.
IN_PLANE = 0.99


def drawn_groups(comparison: Comparison) -> list[Group]:
    """The groups that are drawn: at most MAX_DRAWN, the largest first."""
    return comparison.comparable[:MAX_DRAWN]


def spreads(comparison: Comparison) -> Figure:
    """A box for each group and dimension, with the interval of the mean."""
    groups = drawn_groups(comparison)[::-1]
    figure, axes = figure_of(1, 2, 0.9 + 0.32 * len(groups), sharey=True)
    limit = common_limit(
        {
            d: [max(g.spread[d].quantiles[-1], end_of(g.spread[d].mean)) for g in groups]
            for d in SHOWN
        }
    )
    for axis, dimension in zip(axes, SHOWN, strict=True):
        axis.bxp(
            [_box(comparison, group, dimension) for group in groups],
            orientation="horizontal",
            showfliers=False,
            widths=0.55,
            patch_artist=True,
            boxprops={"facecolor": "#dfe8f0", "edgecolor": "#33495e"},
            medianprops={"color": "#000000", "linewidth": 1.6},
        )
        for at, group in enumerate(groups, start=1):
            _draw_mean(axis, group.spread[dimension].mean, at, "#d55e00", "D")
        draw_bands(axis, dimension, across=False)
        axis.set(
            title=titled(dimension, comparison.task).replace(" (", "\n("),
            xlabel="score",
            xlim=(0, limit),
        )
        axis.set_ylim(0.5, len(groups) + 1.1)  # room for the names of the bands
    return figure


def parts(comparison: Comparison) -> Figure:
    """The means of each group in each of the largest values of the second column."""
    groups = drawn_groups(comparison)[::-1]
    values = drawn_values(comparison)
    found = {(mean.group, mean.value): mean.mean for mean in comparison.within}
    height = 0.9 + (0.18 + 0.07 * len(values)) * len(groups)
    figure, axes = figure_of(1, 2, height, sharey=True)
    ends: dict[Dimension, list[float]] = {dimension: [] for dimension in SHOWN}
    for axis, dimension in zip(axes, SHOWN, strict=True):
        for (row, group), (value, colour, mark) in (
            (numbered, styled) for numbered in enumerate(groups) for styled in with_styles(values)
        ):
            mean = found.get((group.name, value), {}).get(dimension)
            if mean and mean.documents >= MIN_DOCUMENTS:
                at = row + 0.35 - 0.7 * (values.index(value) + 0.5) / len(values)
                _draw_mean(axis, mean, at, colour, mark)
                ends[dimension].append(end_of(mean))
        for row in range(len(groups) - 1):
            axis.axhline(row + 0.5, color="#dddddd", linewidth=0.7)
        draw_bands(axis, dimension, across=False)
        axis.set(title=titled(dimension, comparison.task).replace(" (", "\n("), xlabel="mean score")
        axis.set_yticks(range(len(groups)), [*map(comparison.label, groups)])
        axis.set_ylim(-0.5, len(groups) - 0.1)
    for axis in axes:
        axis.set_xlim(0, common_limit(ends))
    handles = [
        axes[0].errorbar([], [], xerr=[], color=colour, marker=mark, linestyle="none")
        for _, colour, mark in with_styles(values)
    ]
    legend(figure, handles, labels_of(values).values(), comparison.question.within or "")
    return figure


def drawn_values(comparison: Comparison) -> list[str]:
    """The values of the second column with the most documents, of those with enough of a group."""
    sizes: dict[str, int] = {}
    for mean in comparison.within:
        documents = mean.mean["hedging"].documents
        if documents >= MIN_DOCUMENTS:
            sizes[mean.value] = sizes.get(mean.value, 0) + documents
    return sorted(sizes, key=lambda value: -sizes[value])[:MARKED_AT_ONCE]


def plane(comparison: Comparison, groups: Sequence[Group]) -> Figure:
    """All documents by both scores, with the means of some groups."""
    figure, (axis,) = figure_of(1, 1, 5.2)
    limits = plane_limits(comparison)
    grey = ListedColormap(colormaps["Greys"](np.linspace(*GREYS, 256)))
    shown = axis.hexbin(
        comparison.scores["hedging"],
        comparison.scores["sensational"],
        gridsize=48,
        extent=(0, limits["hedging"], 0, limits["sensational"]),
        bins="log",
        mincnt=1,
        cmap=grey,
        linewidths=0.2,
    )
    # As lines: the page's Content-Security-Policy would have to allow a picture in the SVG.
    bar = figure.colorbar(shown, ax=axis, label="documents", shrink=0.6, format="{x:g}")
    bar.minorticks_off()
    assert bar.solids is not None
    bar.solids.set_rasterized(False)
    handles = []
    for group, colour, mark in with_styles(groups):
        hedging, sensational = (group.spread[d].mean for d in ("hedging", "sensational"))
        handles.append(
            axis.errorbar(
                hedging.mean,
                sensational.mean,
                xerr=_arms(hedging),
                yerr=_arms(sensational),
                color=colour,
                marker=mark,
                markersize=8,
                markeredgecolor="white",
                linestyle="none",
                clip_on=False,
            )
        )
    draw_bands(axis, "hedging", across=False)
    draw_bands(axis, "sensational", across=True)
    axis.set(
        xlabel=titled("hedging", comparison.task),
        ylabel=titled("sensational", comparison.task),
        xlim=(0, limits["hedging"]),
        ylim=(0, limits["sensational"]),
    )
    legend(figure, handles, map(comparison.label, groups), comparison.question.by)
    return figure


def frequencies(comparison: Comparison) -> Figure:
    """How often each category occurs in each group: in 1,000 words, and in which documents."""
    groups = drawn_groups(comparison)
    number = {group.name: n for n, group in enumerate(groups)}
    counts = np.zeros((2, len(groups), len(ALL_CATEGORIES)))
    for count in comparison.categories:
        if count.group in number:
            at = number[count.group], ALL_CATEGORIES.index(count.category)
            counts[:, *at] = count.times, count.documents
    counts[0] *= 1000 / np.array([[max(group.words, 1)] for group in groups])
    counts[1] *= 100 / np.array([[group.documents] for group in groups])
    figure, axes = figure_of(2, 1, 2.2 + 0.6 * len(groups), sharex=True)
    titles = (("marks in 1,000 words", ".1f"), ("documents with a mark, %", ".0f"))
    for axis, values, (title, places) in zip(axes, counts, titles, strict=True):
        _draw_heat(axis, values, places)
        axis.set_title(title)
        middles = np.arange(len(groups)) + 0.5
        axis.set_yticks(middles, [*map(comparison.label, groups)])
        axis.axvline(len(CATEGORIES["hedging"]), color="#d55e00", linewidth=1.5)
    middles = np.arange(len(ALL_CATEGORIES)) + 0.5
    axes[-1].set_xticks(middles, ALL_CATEGORIES, rotation=40, ha="right", rotation_mode="anchor")
    return figure


def _draw_heat(axis: Axes, values: Any, places: str) -> None:
    axis.pcolormesh(values, cmap="Greys", vmin=0, edgecolors="white", linewidth=1)
    axis.invert_yaxis()
    axis.tick_params(length=0)
    for (row, column), value in np.ndenumerate(values):
        colour = "white" if value > values.max() * 0.55 else "black"
        label = axis.text(column + 0.5, row + 0.5, format(value, places), color=colour, size=8)
        label.set(ha="center", va="center")


def _draw_mean(axis: Axes, mean: Mean, at: float, colour: str, mark: str) -> None:
    axis.errorbar(
        mean.mean,
        at,
        xerr=_arms(mean),
        color=colour,
        marker=mark,
        markersize=4,
        zorder=5,
        clip_on=False,  # a mean of 0 is on the edge
    )


def _arms(mean: Mean) -> Any:
    """How far the interval reaches from the mean to both sides; None if there is none."""
    if mean.interval is None:
        return None
    return [[mean.mean - mean.interval[0]], [mean.interval[1] - mean.mean]]


def end_of(mean: Mean) -> float:
    """How far to the right a mean is drawn."""
    return mean.interval[1] if mean.interval else mean.mean


def plane_limits(comparison: Comparison) -> dict[Dimension, float]:
    """Where the axes of the plane end: they show all means, both bands and most documents."""
    limits = {}
    for dimension in SHOWN:
        means = (group.spread[dimension].mean for group in drawn_groups(comparison))
        most = float(np.quantile(comparison.scores[dimension], IN_PLANE))
        limits[dimension] = upper_limit(dimension, [most, *map(end_of, means)])
    inside = np.logical_and(*(comparison.scores[d] <= limits[d] for d in SHOWN))
    return limits if inside.any() else dict.fromkeys(SHOWN, WHOLE)


def beyond_plane(comparison: Comparison) -> Mapping[str, int]:
    """How many counted documents of each group have a score beyond an axis of the plane."""
    if not drawn_groups(comparison):
        return {}
    limits = plane_limits(comparison)
    beyond = np.logical_or(*(comparison.scores[d] > limits[d] for d in SHOWN))
    counts = np.bincount(comparison.members[beyond], minlength=len(comparison.groups)).tolist()
    return {group.name: n for group, n in zip(comparison.groups, counts, strict=True)}


def _box(comparison: Comparison, group: Group, dimension: Dimension) -> dict[str, Any]:
    low, first, middle, third, high = group.spread[dimension].quantiles
    name = f"{comparison.label(group)} ({group.documents:,})"
    return {"label": name, "whislo": low, "q1": first, "med": middle, "q3": third, "whishi": high}
