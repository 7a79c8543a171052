"""What the pictures of a report share: their style, their axes, and SVG for the page."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from levelhead.corpus.report.accuracy import accuracy_of, is_measured
from levelhead.corpus.report.groups import Group
from levelhead.corpus.task import Task
from levelhead.engine.score import BANDS
from levelhead.types import DIMENSIONS, Dimension

# How many groups their marks distinguish without colour; more groups take more pictures.
MARKED_AT_ONCE = 8
# Okabe and Ito's palette, for readers who confuse red and green, plus an eighth colour.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8a7a00")
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")

STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "levelhead",  # equal input gives equal bytes
    "font.family": "sans-serif",
    "font.size": 9,
    "text.parse_math": False,  # a group may be called $
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
}
WIDE = 9.4  # inches: as wide as the text
# The end of an axis that shows all scores, with room for a mark at 1.
WHOLE = 1.02
# Sensational before hedging, as in the tables.
SHOWN = DIMENSIONS[::-1]


def svg(draw: Callable[..., Figure], *arguments: object) -> str:
    """A drawing in STYLE, as an <svg> element without the XML declaration and document type."""
    out = StringIO()
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        # The browser has glyphs that matplotlib's font lacks; only the widths are guessed.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure = draw(*arguments)
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()[out.getvalue().index("<svg") :]


def figure_of(
    rows: int, columns: int, height: float, width: float = WIDE, **shared: Any
) -> tuple[Figure, list[Axes]]:
    """A figure of the size in inches, and its axes."""
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, list(figure.subplots(rows, columns, squeeze=False, **shared).flat)


def with_styles(groups: Sequence[Any]) -> Iterator[tuple[Any, str, str]]:
    """Each of at most MARKED_AT_ONCE with its colour and mark."""
    return zip(groups, COLOURS, MARKS, strict=False)


def batches(groups: Sequence[Group]) -> Iterator[Sequence[Group]]:
    """The groups of each picture in which groups are distinguished by marks."""
    for first in range(0, len(groups), MARKED_AT_ONCE):
        yield groups[first : first + MARKED_AT_ONCE]


def titled(dimension: Dimension, task: Task) -> str:
    """The dimension, with how far its marks can be trusted."""
    if not is_measured(dimension, task):
        return f"{dimension} (not looked for)"
    return f"{dimension} ({accuracy_of(dimension, task) or 'precision and recall unknown'})"


def upper_limit(dimension: Dimension, values: Sequence[float]) -> float:
    """Where an axis of scores ends that shows the values and where both bands begin."""
    return min(1.05 * max(*values, BANDS[dimension][1]), WHOLE)


def common_limit(values: Mapping[Dimension, Sequence[float]]) -> float:
    """The end of the axes of both dimensions, so that equal scores are equally far."""
    return max(upper_limit(dimension, [0.0, *values[dimension]]) for dimension in SHOWN)


def draw_bands(axis: Axes, dimension: Dimension, *, across: bool) -> None:
    """Lines where the bands moderate and high begin, `across` an axis of scores that goes up."""
    for limit, name in zip(BANDS[dimension], ("moderate", "high"), strict=True):
        line = axis.axhline(limit) if across else axis.axvline(limit)
        line.set(color="#888888", linewidth=0.7, linestyle=(0, (3, 3)), zorder=0)
        place = (1.0, limit) if across else (limit, 1.0)
        whole = axis.get_yaxis_transform() if across else axis.get_xaxis_transform()
        label = axis.text(*place, name, transform=whole, color="#666666", fontsize=7)
        label.set(va="bottom" if across else "top", ha="right" if across else "center")


def legend(figure: Figure, handles: Sequence[Any], labels: Iterable[str], title: str) -> None:
    """Labels outside of the axes; the space keeps one that begins with _ from being dropped."""
    spaced = [f" {label}" for label in labels]
    figure.legend(handles, spaced, title=title, loc="outside right upper", frameon=False)
