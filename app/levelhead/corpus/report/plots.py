"""The pictures of a report, as SVG in its page."""

from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from levelhead.corpus.output_rows import ALL_CATEGORIES
from levelhead.corpus.report.comparison import MIN_DOCUMENTS, Comparison, Group, PeriodMean
from levelhead.corpus.report.dates import next_start
from levelhead.engine.score import BANDS
from levelhead.types import CATEGORIES, DIMENSIONS, Dimension

# As many groups as can be distinguished by mark, also without colour.
MAX_GROUPS = 8
# Okabe and Ito's palette, for readers who confuse red and green, plus an eighth colour.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8a7a00")
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")

STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "levelhead",  # equal input gives equal bytes
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
}
WIDE = 9.4  # inches: as wide as the text


def drawn_groups(comparison: Comparison) -> list[Group]:
    """The groups that are drawn: at most MAX_GROUPS, the largest first."""
    return [group for group in comparison.groups if group.comparable][:MAX_GROUPS]


def _styled(draw: Callable[[Comparison], Figure]) -> Callable[[Comparison], str]:
    """A drawing in STYLE, as an <svg> element without the XML declaration and document type."""

    def styled(comparison: Comparison) -> str:
        out = StringIO()
        with matplotlib.rc_context(STYLE):
            draw(comparison).savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        return out.getvalue()[out.getvalue().index("<svg") :]

    return styled


@_styled
def spreads(comparison: Comparison) -> Figure:
    """A box for each group and dimension."""
    groups = drawn_groups(comparison)[::-1]
    figure, axes = _figure(2, 0.9 + 0.32 * len(groups), sharey=True)
    for axis, dimension in zip(axes, DIMENSIONS[::-1], strict=True):
        boxes = [_box(group, dimension) for group in groups]
        axis.bxp(
            boxes,
            orientation="horizontal",
            showfliers=False,
            showmeans=True,
            widths=0.55,
            patch_artist=True,
            boxprops={"facecolor": "#dfe8f0", "edgecolor": "#33495e"},
            medianprops={"color": "#000000", "linewidth": 1.6},
            meanprops={"marker": "D", "markerfacecolor": "#d55e00", "markeredgecolor": "none"},
        )
        _bands(axis, dimension, "v")
        axis.set(title=dimension, xlabel="score", xlim=(0, 1))
    return figure


@_styled
def plane(comparison: Comparison) -> Figure:
    """All documents by both scores, with the means of the groups."""
    figure, (axis,) = _figure(1, 4.8, width=7.6)
    shown = axis.hexbin(
        comparison.scores["hedging"],
        comparison.scores["sensational"],
        gridsize=34,
        extent=(0, 1, 0, 1),
        bins="log",
        mincnt=1,
        cmap="Greys",
        linewidths=0.2,
    )
    # As lines: the page's Content-Security-Policy would have to allow a picture in the SVG.
    bar = figure.colorbar(shown, ax=axis, label="documents", shrink=0.6)
    assert bar.solids is not None
    bar.solids.set_rasterized(False)
    for group, colour, mark in _with_styles(drawn_groups(comparison)):
        hedging, sensational = (group.spread[d].mean for d in DIMENSIONS)
        axis.errorbar(
            hedging.mean,
            sensational.mean,
            xerr=[[hedging.mean - hedging.low], [hedging.high - hedging.mean]],
            yerr=[[sensational.mean - sensational.low], [sensational.high - sensational.mean]],
            color=colour,
            marker=mark,
            markersize=8,
            markeredgecolor="white",
            linestyle="none",
            label=group.name,
        )
    _bands(axis, "hedging", "v")
    _bands(axis, "sensational", "h")
    axis.set(xlabel="hedging", ylabel="sensational", xlim=(0, 1), ylim=(0, 1))
    handles, names = axis.get_legend_handles_labels()
    figure.legend(handles, names, title=comparison.by, loc="outside right upper", frameon=False)
    return figure


@_styled
def timeline(comparison: Comparison) -> Figure:
    """A line for each group and dimension, with its 95 % range as a band."""
    figure, axes = _figure(2, 5.4, rows=2, sharex=True)
    for axis, dimension in zip(axes, DIMENSIONS[::-1], strict=True):
        for group, colour, mark in _with_styles(drawn_groups(comparison)):
            days, mean, low, high = line_of(comparison, group, dimension)
            axis.fill_between(days, low, high, color=colour, alpha=0.18)
            axis.plot(
                days,
                mean,
                color=colour,
                marker=mark,
                markersize=4,
                label=group.name,
            )
        axis.set(title=dimension, ylabel="mean score", ylim=(0, None))
    handles, names = axes[0].get_legend_handles_labels()
    figure.legend(handles, names, title=comparison.by, loc="outside right upper", frameon=False)
    return figure


def line_of(comparison: Comparison, group: Group, dimension: Dimension) -> Sequence[Any]:
    """Days, means and both ends of their ranges; NaN where a period has no point, for a gap."""
    rows: list[tuple[Any, float, float, float]] = []
    for point in (p for p in drawn_points(comparison) if p.group == group.name):
        start = np.datetime64(point.start, "D")
        assert comparison.period
        if rows and (expected := next_start(rows[-1][0], comparison.period)) != start:
            rows.append((expected, np.nan, np.nan, np.nan))
        _, mean, low, high = point.mean[dimension]
        rows.append((start, mean, low, high))
    return [*zip(*rows, strict=True)] if rows else ((), (), (), ())


def drawn_points(comparison: Comparison) -> list[PeriodMean]:
    """The points that have at least MIN_DOCUMENTS."""
    return [p for p in comparison.points if p.mean[DIMENSIONS[0]].documents >= MIN_DOCUMENTS]


@_styled
def frequencies(comparison: Comparison) -> Figure:
    """How often each category occurs in each group, in spans per 1,000 words."""
    groups = drawn_groups(comparison)
    rates = np.zeros((len(groups), len(ALL_CATEGORIES)))
    number = {group.name: n for n, group in enumerate(groups)}
    for term in comparison.terms:
        if term.group in number:
            rates[number[term.group], ALL_CATEGORIES.index(term.category)] += term.times
    rates *= 1000 / np.array([[max(group.words, 1)] for group in groups])
    figure, (axis,) = _figure(1, 1.6 + 0.3 * len(groups))
    axis.pcolormesh(rates, cmap="Greys", vmin=0, edgecolors="white", linewidth=1)
    axis.invert_yaxis()
    for (row, column), rate in np.ndenumerate(rates):
        colour = "white" if rate > rates.max() * 0.55 else "black"
        axis.text(
            column + 0.5, row + 0.5, f"{rate:.1f}", color=colour, ha="center", va="center", size=8
        )
    middles = np.arange(len(ALL_CATEGORIES)) + 0.5
    axis.set_xticks(middles, ALL_CATEGORIES, rotation=40, ha="right", rotation_mode="anchor")
    axis.set_yticks(middles[: len(groups)], [group.name for group in groups])
    axis.tick_params(length=0)
    axis.axvline(len(CATEGORIES["hedging"]), color="#d55e00", linewidth=1.5)
    axis.set_title("spans for 1,000 words")
    return figure


def _box(group: Group, dimension: Dimension) -> dict[str, object]:
    spread = group.spread[dimension]
    low, first, middle, third, high = spread.quantiles
    return {
        "label": f"{group.name} ({group.documents:,})",
        "whislo": low,
        "q1": first,
        "med": middle,
        "q3": third,
        "whishi": high,
        "mean": spread.mean.mean,
    }


def _with_styles(groups: Sequence[Group]) -> Iterator[tuple[Group, str, str]]:
    return zip(groups, COLOURS, MARKS, strict=False)


def _bands(axis: Axes, dimension: Dimension, way: str) -> None:
    """Lines where the bands moderate and high begin."""
    for limit in BANDS[dimension]:
        draw = axis.axvline if way == "v" else axis.axhline
        draw(limit, color="#888888", linewidth=0.7, linestyle=(0, (3, 3)), zorder=0)


def _figure(
    count: int, height: float, rows: int = 1, width: float = WIDE, **shared: Any
) -> tuple[Figure, list[Axes]]:
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, list(figure.subplots(rows, count // rows, squeeze=False, **shared).flat)
