"""A chart as SVG, by hand: panels side by side, each with its points, in light and dark."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 300, 220
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 34, 44

STYLE = """
  text { font: 11px system-ui, sans-serif; fill: #333 }
  .title { font-size: 13px; font-weight: 600 }
  .end { text-anchor: end }
  .middle { text-anchor: middle }
  .grid { stroke: #ddd; fill: none }
  .line { stroke: #0b62c4; fill: none; stroke-width: 2 }
  .dot { fill: #0b62c4 }
  .guide { stroke: #999; fill: none; stroke-dasharray: 3 3 }
  .paper { fill: #fff }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd }
    .grid { stroke: #444 }
    .line { stroke: #6cb0ff }
    .dot { fill: #6cb0ff }
    .guide { stroke: #888 }
    .paper { fill: #0d1117 }
  }
"""


@dataclass(frozen=True, slots=True)
class Panel:
    """Points over two axes; `log` axes go by powers of ten. `guide` is a dashed line."""

    title: str
    x: str
    points: Sequence[tuple[float, float]]
    log: bool = False
    guide: Sequence[tuple[float, float]] = ()
    guide_means: str = ""


def svg(panels: Sequence[Panel], about: str) -> str:
    """The panels as a whole SVG file; ValueError where a panel has no points."""
    width = WIDTH * len(panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" role="img">',
        f"<title>{escape(about)}</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{HEIGHT}"/>',
    ]
    for number, panel in enumerate(panels):
        parts.append(f'<g transform="translate({number * WIDTH} 0)">')
        parts += _panel(panel)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel) -> Iterator[str]:
    if not panel.points:
        raise ValueError(f"{panel.title}: no points")
    shown = [*panel.points, *panel.guide]
    ticks_x = ticks([x for x, _ in shown], panel.log)
    ticks_y = ticks([y for _, y in shown], panel.log)
    across = _scale(ticks_x, panel.log, LEFT, WIDTH - RIGHT)
    up = _scale(ticks_y, panel.log, HEIGHT - BOTTOM, TOP)
    bottom = HEIGHT - BOTTOM

    yield f'<text class="title" x="{LEFT}" y="18">{escape(panel.title)}</text>'
    for y in ticks_y:
        yield f'<path class="grid" d="M{LEFT} {up(y):.1f}H{WIDTH - RIGHT}"/>'
        yield f'<text class="end" x="{LEFT - 6}" y="{up(y) + 4:.1f}">{short(y)}</text>'
    for x in ticks_x:
        yield f'<text class="middle" x="{across(x):.1f}" y="{bottom + 16}">{short(x)}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text class="middle" x="{middle:.0f}" y="{HEIGHT - 10}">{escape(panel.x)}</text>'
    if panel.guide:
        yield f'<path class="guide" d="{_path(panel.guide, across, up)}"/>'
        x, y = panel.guide[-1]
        yield (
            f'<text class="end" x="{across(x) - 4:.1f}" y="{up(y) - 6:.1f}">'
            f"{escape(panel.guide_means)}</text>"
        )
    yield f'<path class="line" d="{_path(panel.points, across, up)}"/>'
    for x, y in panel.points:
        yield f'<circle class="dot" cx="{across(x):.1f}" cy="{up(y):.1f}" r="3"/>'


def ticks(values: Sequence[float], log: bool) -> list[float]:
    """Round numbers that hold all values between the first and the last of them.

    Linear axes start at 0 and have steps of 1, 2 or 5; log axes are for values above 0.
    """
    if log:
        low, high = floor(log10(min(values))), ceil(log10(max(values)))
        return [10.0**n for n in range(low, max(high, low + 1) + 1)]
    step = 10.0 ** floor(log10(max(values) or 1))
    step *= next((f for f in (0.2, 0.5, 1) if max(values) <= 5 * f * step), 2)
    return [n * step for n in range(ceil(round(max(values) / step, 9)) + 1)]


def short(value: float) -> str:
    """A number for an axis: 2k, 10M, 0.5."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


Scale = Callable[[float], float]


def _scale(marks: Sequence[float], log: bool, start: float, end: float) -> Scale:
    """From a value to its place between `start` and `end`."""
    low, high = (log10(marks[0]), log10(marks[-1])) if log else (marks[0], marks[-1])

    def place(value: float) -> float:
        at = log10(value) if log else value
        return start + (end - start) * (at - low) / (high - low)

    return place


def _path(points: Sequence[tuple[float, float]], across: Scale, up: Scale) -> str:
    return "M" + "L".join(f"{across(x):.1f} {up(y):.1f}" for x, y in points)
