"""The HTML that a report is made of: its style, tables, figures and marked texts."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from levelhead.corpus.report.excerpts import Passage
from levelhead.render import escaped, segments

STYLE = """
:root { font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; }
body { max-width: 66rem; margin: 2rem auto; padding: 0 1.25rem; counter-reset: table figure; }
h1 { font-size: 1.7rem; margin-bottom: .2rem; }
h2 { font-size: 1.2rem; margin: 2.4rem 0 .4rem; border-top: 2px solid #1a1a1a; padding-top: .5rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
p.note, span.note, figcaption, caption { color: #555; font-size: .88rem; }
caption { text-align: left; padding-bottom: .3rem; max-width: min(66rem, calc(100vw - 2.5rem)); }
caption::before { counter-increment: table; content: "Table " counter(table) ". "; }
figcaption::before { counter-increment: figure; content: "Figure " counter(figure) ". "; }
caption::before, figcaption::before { font-weight: bold; }
figure { margin: 1rem 0; }
svg { max-width: 100%; height: auto; }
div.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .86rem; width: 100%; }
th, td { padding: .25rem .6rem .25rem 0; text-align: left; vertical-align: top; }
th { border-bottom: 1.5px solid #1a1a1a; vertical-align: bottom; }
th.over { border-bottom: 1px solid #999; font-weight: normal; white-space: nowrap; }
td { border-bottom: 1px solid #ddd; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
td:first-child { min-width: 8.5em; overflow-wrap: anywhere; }
ol.documents { padding-left: 1.6rem; }
ol.documents li { margin-bottom: .7rem; font-size: .9rem; overflow-wrap: anywhere; }
ol.documents p { margin: .1rem 0; font-family: Georgia, serif; }
mark { color: inherit; background: none; }
mark.sensational { background: #f3b8b8; font-weight: bold; }
mark.hedging { text-decoration: underline dotted 2px #0b6f9b; text-underline-offset: 3px; }
p.warning { border-left: 4px solid #d55e00; padding-left: .7rem; }
@media screen and (max-width: 44rem) {
  figure { overflow-x: auto; } svg { max-width: none; width: 40rem; }
}
@page { size: A4; margin: 16mm 14mm; }
@media print {
  :root { font-size: 8.5pt; } body { margin: 0; max-width: none; padding: 0; }
  caption { max-width: none; }
  figure, caption, thead, tr, li, div.short { break-inside: avoid; }
  h2, h3, caption, thead { break-after: avoid; }
  thead { display: table-header-group; }
  div.wide { overflow: visible; }
  th, td { padding-right: .3rem; }
  svg { max-height: 235mm; }
  mark.sensational { background: none; outline: 1px solid #a33; }
}
"""


# Tables with more rows may be divided between printed pages.
SHORT = 20


class Heads(NamedTuple):
    """Names of adjacent columns, and what is written over them."""

    names: Sequence[str]
    over: str = ""


def table(caption: str, heads: Sequence[Heads], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells made by `text` and `number`; the caption is HTML."""
    names = [name for head in heads for name in head.names]
    first = rows[0] if rows else [""] * len(names)
    numbers = [' class="number"' if cell.startswith(NUMBER) else "" for cell in first]
    under = "".join(f"<th{n}>{escaped(name)}</th>" for n, name in zip(numbers, names, strict=True))
    over = "".join(
        f'<th class="over" colspan="{len(head.names)}">{escaped(head.over)}</th>' for head in heads
    )
    above = f"<tr>{over}</tr>" if any(head.over for head in heads) else ""
    short = " short" * (len(rows) <= SHORT)
    lines = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return (
        f'<div class="wide{short}"><table><caption>{caption}</caption>'
        f"<thead>{above}<tr>{under}</tr></thead>\n<tbody>{lines}</tbody></table></div>"
    )


NUMBER = '<td class="number">'


def text(value: str) -> str:
    """A cell of text."""
    return f"<td>{escaped(value)}</td>"


def number(value: str, *, strong: bool = False) -> str:
    """A cell with a number, in bold if it is `strong`."""
    return f"{NUMBER}{f'<b>{escaped(value)}</b>' if strong else escaped(value)}</td>"


def numbers(values: Sequence[str], *, strong: bool = False) -> str:
    """A cell with a number on each line, in bold if they are `strong`."""
    lines = "<br>".join(map(escaped, values))
    return f"{NUMBER}{f'<b>{lines}</b>' if strong else lines}</td>"


def figure(svg: str, caption: str) -> str:
    """A picture; the caption is HTML."""
    return f"<figure>{svg}<figcaption>{caption}</figcaption></figure>"


def passage(shown: Passage) -> str:
    """A piece of a text with its marks."""
    pieces = "".join(_marked(shown))
    return f"{'… ' * shown.cut_before}{pieces}{'…' * shown.cut_after}"


def _marked(shown: Passage) -> Iterator[str]:
    for piece, covering in segments(shown.text, shown.marks):
        if covering:
            kinds = " ".join(dict.fromkeys(mark.dimension for mark in covering))
            hint = "; ".join(f"{mark.category} {mark.score:.2f}" for mark in covering)
            yield f'<mark class="{kinds}" title="{escaped(hint)}">{escaped(piece)}</mark>'
        else:
            yield escaped(piece)
