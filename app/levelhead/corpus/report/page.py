"""The page of a report: one file of HTML that loads nothing."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from levelhead.corpus.report.comparison import (
    MAX_EXTREMES,
    MIN_DOCUMENTS,
    Comparison,
    Group,
    TermCount,
)
from levelhead.corpus.report.dates import EXAMPLES
from levelhead.corpus.report.excerpts import MAX_EXCERPT_CHARS, Excerpt, ExcerptMark
from levelhead.corpus.report.plots import (
    MAX_GROUPS,
    drawn_groups,
    drawn_points,
    frequencies,
    plane,
    spreads,
    timeline,
)
from levelhead.engine.score import BANDS
from levelhead.render import segments, self_contained
from levelhead.types import DIMENSIONS

# Terms that are shown for a category and group; terms.csv has all of them.
MAX_TERMS = 5

STYLE = """
:root { font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; }
body { max-width: 66rem; margin: 2rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.7rem; margin-bottom: .2rem; }
h2 { font-size: 1.2rem; margin: 2.4rem 0 .4rem; border-top: 2px solid #1a1a1a; padding-top: .5rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
p.note, figcaption, caption { color: #555; font-size: .88rem; }
caption { text-align: left; padding-bottom: .3rem; }
figure { margin: 1rem 0; }
svg { max-width: 100%; height: auto; }
div.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .86rem; width: 100%; }
th, td { padding: .25rem .6rem .25rem 0; text-align: left; vertical-align: top; }
th.number { white-space: normal; }
th { border-bottom: 1.5px solid #1a1a1a; vertical-align: bottom; }
td { border-bottom: 1px solid #ddd; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td:first-child { white-space: nowrap; }
ol.documents { padding-left: 1.6rem; }
ol.documents li { margin-bottom: .7rem; font-size: .9rem; }
ol.documents p { margin: .1rem 0; font-family: Georgia, serif; }
ol.documents p { overflow-wrap: anywhere; }
mark { color: inherit; background: none; }
mark.sensational { background: #f3b8b8; font-weight: bold; }
mark.hedging { text-decoration: underline dotted 2px #0b6f9b; text-underline-offset: 3px; }
p.warning { border-left: 4px solid #d55e00; padding-left: .7rem; }
@media print {
  :root { font-size: 9.5pt; } body { margin: 0; max-width: none; padding: 0; }
  figure, tr, li { break-inside: avoid; } h2, h3 { break-after: avoid; }
  mark.sensational { background: none; outline: 1px solid #a33; }
}
"""


def page(comparison: Comparison, documents: Sequence[Excerpt]) -> str:
    """The whole report."""
    body = "\n".join(
        (
            *_head(comparison),
            *_limits(comparison),
            *_groups(comparison),
            *_pictures(comparison),
            *_terms(comparison),
            *_documents(comparison, documents),
        )
    )
    title = f"Hedging and sensational wording by {comparison.by}"
    return self_contained(title, STYLE, body)


def _head(comparison: Comparison) -> Iterator[str]:
    manifest, task = comparison.manifest, comparison.manifest.task
    yield f"<h1>Hedging and sensational wording by {escape(comparison.by)}</h1>"
    options = "".join(f", {name} {value}" for name, value in task.options.items())
    yield (
        f'<p class="note">{manifest.done:,} documents, {manifest.errors:,} of them without a score;'
        f" levelhead {escape(task.version)}, lexicon {escape(task.lexicon[:19])}"
        f"{escape(options)}.</p>"
    )


def _limits(comparison: Comparison) -> Iterator[str]:
    """What the numbers do not show, before the numbers."""
    manifest = comparison.manifest
    yield "<h2>What to keep in mind</h2><ul>"
    if manifest.done < manifest.rows:
        yield (
            f"<li><b>The run is not finished:</b> {manifest.done:,} of {manifest.rows:,} documents "
            "are in, the first ones of the input.</li>"
        )
    if manifest.errors:
        yield f"<li>{manifest.errors:,} documents have no score (see error in the parts).</li>"
    small = [
        f"{group.name} ({group.documents:,})" for group in comparison.groups if not group.comparable
    ]
    if small:
        yield (
            f"<li><b>Too small to compare</b>, with fewer than {MIN_DOCUMENTS} scored documents, "
            f"and left out of the pictures: {escape(', '.join(small))}.</li>"
        )
    left = [g.name for g in comparison.groups if g.comparable][MAX_GROUPS:]
    if left:
        yield (
            f"<li>Pictures show the {MAX_GROUPS} largest groups; not drawn: "
            f"{escape(', '.join(left))}.</li>"
        )
    if comparison.undated:
        examples = ", ".join(map(repr, comparison.unread))
        yield (
            f"<li>{comparison.undated:,} scored documents have no "
            f"{escape(comparison.time or '')} that can be read, and are in no curve"
            f"{escape(f' (for example {examples})') if examples else ''}.</li>"
        )
    if comparison.far:
        first = ", ".join(map(str, comparison.far[:EXAMPLES]))
        yield (
            f"<li>Some documents are dated far from all others and are in no curve: {first}"
            f"{' …' if len(comparison.far) > EXAMPLES else ''}.</li>"
        )
    if few := len(comparison.points) - len(drawn_points(comparison)):
        yield (
            f"<li>{few:,} of {len(comparison.points):,} {comparison.period}s of a group have fewer "
            f"than {MIN_DOCUMENTS} documents and are not drawn.</li>"
        )
    yield (
        "<li>Means come with the range mean ± 1.96 standard errors (normal approximation, 95 %). "
        "It says how well the mean of such documents is known if they are a fair sample; it does "
        "not make a sample fair, and says nothing about what is true.</li></ul>"
    )


def _groups(comparison: Comparison) -> Iterator[str]:
    yield "<h2>Groups</h2>"
    rows = [
        [
            _text(group.name + ("" if group.comparable else " *")),
            _number(f"{group.documents:,}"),
            _number(f"{group.errors:,}"),
            _number(f"{group.words:,}"),
            *(cell for d in DIMENSIONS[::-1] for cell in _spread(group, d)),
        ]
        for group in comparison.groups
    ]
    head = ["", "documents", "errors", "words"]
    for dimension in DIMENSIONS[::-1]:
        head += [dimension, "95 %", "median", "high"]
    yield _table(
        head,
        rows,
        "Means of both scores, their 95 % range, medians, and the share of documents in the band "
        "high. * too small to compare",
    )


def _spread(group: Group, dimension: str) -> Iterator[str]:
    spread = group.spread.get(dimension)  # type: ignore[call-overload]
    if spread is None:
        yield from [_number("–")] * 4
        return
    mean = spread.mean
    yield _number(f"{mean.mean:.3f}")
    yield _number(f"{mean.low:.3f}–{mean.high:.3f}")
    yield _number(f"{spread.quantiles[2]:.3f}")
    yield _number(f"{spread.high:.0%}")


def _pictures(comparison: Comparison) -> Iterator[str]:
    if not drawn_groups(comparison):
        yield "<p class='warning'>No group is large enough for a picture.</p>"
        return
    limits = "; ".join(f"{d} {low} and {high}" for d, (low, high) in BANDS.items())
    yield "<h2>How the scores lie</h2>"
    yield _figure(
        spreads(comparison),
        "Boxes hold the middle half of the documents, lines reach from 5 to 95 %; bar: median, "
        f"diamond: mean. Dashed: where moderate and high begin ({limits}).",
    )
    yield "<h2>Hedging against sensational</h2>"
    yield _figure(
        plane(comparison),
        "Grey: all documents, the darker the more (in powers of ten). Marks: the mean of each "
        "group; crosses, where they are seen, its 95 % range.",
    )
    if drawn_points(comparison):
        yield "<h2>Over time</h2>"
        yield _figure(
            timeline(comparison),
            f"Mean score by {comparison.period} of {escape(comparison.time or '')}; "
            "band: 95 % range.",
        )
    yield "<h2>Categories</h2>"
    yield _figure(frequencies(comparison), "Left of the line hedging, right of it sensational.")


def _terms(comparison: Comparison) -> Iterator[str]:
    yield "<h2>Most used terms</h2>"
    shown = drawn_groups(comparison)
    by_category = sorted(comparison.terms, key=lambda t: (t.dimension, t.category))
    for dimension, of_dimension in groupby(by_category, key=lambda t: t.dimension):
        rows = []
        for category, terms in groupby(of_dimension, key=lambda t: t.category):
            mine = list(terms)
            cells = [_text("; ".join(_most(mine, group))) for group in shown]
            rows.append([_text(category), *cells])
        yield f"<h3>{dimension}</h3>"
        head = ["", *(group.name for group in shown)]
        yield _table(head, rows, f"The {MAX_TERMS} most used, with how often; all are in terms.csv")


def _most(terms: Sequence[TermCount], group: Group) -> list[str]:
    mine = [term for term in terms if term.group == group.name]
    return [f"{term.term} {term.times:,}" for term in mine[:MAX_TERMS]]


def _documents(comparison: Comparison, documents: Sequence[Excerpt]) -> Iterator[str]:
    yield f"<h2>The {MAX_EXTREMES} highest and lowest documents</h2>"
    column = comparison.manifest.task.columns.text
    if not any(document.text for document in documents):
        yield (
            "<p class='note'>Marked words only, since the output holds no texts: "
            f"levelhead score --keep {escape(column)} keeps them.</p>"
        )
    ends = groupby(documents, key=lambda e: (e.extreme.dimension, e.extreme.end))
    for (dimension, end), mine in ends:
        yield f"<h3>{dimension}, {end}</h3><ol class='documents'>"
        for document in mine:
            yield (
                f"<li><b>{document.score:.3f}</b> {escape(document.id)} "
                f"<span class='note'>({escape(document.group)})</span> {_shown(document)}</li>"
            )
        yield "</ol>"


def _shown(document: Excerpt) -> str:
    if document.text is None:
        return f"<p>{escape(', '.join(document.words)) or '(no marks)'}</p>"
    headline = f"<b>{escape(document.headline)}</b><br>" if document.headline else ""
    cut, rest = document.text, ""
    if len(cut) > MAX_EXCERPT_CHARS:
        cut, rest = cut[: cut.rfind(" ", 0, MAX_EXCERPT_CHARS) + 1 or MAX_EXCERPT_CHARS], "…"
    marks = [mark for mark in document.marks if mark.end <= len(cut)]
    return f"<p>{headline}{''.join(_marked(cut, marks))}{rest}</p>"


def _marked(text: str, marks: Sequence[ExcerptMark]) -> Iterator[str]:
    for piece, covering in segments(text, marks):
        if covering:
            kinds = " ".join(mark.dimension for mark in covering)
            hint = "; ".join(f"{mark.category} {mark.score:.2f}" for mark in covering)
            yield f'<mark class="{kinds}" title="{escape(hint)}">{escape(piece)}</mark>'
        else:
            yield escape(piece)


def _figure(svg: str, caption: str) -> str:
    return f"<figure>{svg}<figcaption>{caption}</figcaption></figure>"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    numbers = [' class="number"' if cell.startswith("<td class") else "" for cell in rows[0]]
    heads = "".join(f"<th{n}>{escape(name)}</th>" for n, name in zip(numbers, head, strict=True))
    lines = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return (
        f'<div class="wide"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>{lines}</tbody></table></div>"
    )


def _text(text: str) -> str:
    return f"<td>{escape(text)}</td>"


def _number(text: str) -> str:
    return f'<td class="number">{escape(text)}</td>'
