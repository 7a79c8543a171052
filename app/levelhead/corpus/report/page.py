"""The page of a report: one file of HTML that loads nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence

from levelhead.corpus.report.caveats import caveats
from levelhead.corpus.report.comparison import Comparison
from levelhead.corpus.report.curves import drawn_points, timeline
from levelhead.corpus.report.drawing import batches, svg
from levelhead.corpus.report.estimates import BOOTSTRAP_BELOW, MIN_DOCUMENTS
from levelhead.corpus.report.excerpts import Excerpt
from levelhead.corpus.report.html import STYLE, figure
from levelhead.corpus.report.labels import listed, shortened
from levelhead.corpus.report.method import method_section
from levelhead.corpus.report.page_documents import documents_section
from levelhead.corpus.report.page_tables import (
    differences_table,
    groups_table,
    length_shares_table,
    lengths_table,
    terms_tables,
)
from levelhead.corpus.report.plots import (
    beyond_plane,
    drawn_groups,
    drawn_values,
    frequencies,
    parts,
    plane,
    spreads,
)
from levelhead.engine.score import BANDS
from levelhead.render import escaped, self_contained

# How the captions of all pictures name the interval of a mean.
INTERVAL = f"95 % interval (with fewer than {BOOTSTRAP_BELOW} documents, that of a bootstrap)"


def page(comparison: Comparison, documents: Sequence[Excerpt]) -> str:
    """The whole report."""
    title = f"Hedging and sensational wording by {comparison.question.by}"
    body = "\n".join(
        (
            f"<h1>{escaped(title)}</h1>",
            _source(comparison),
            *caveats(comparison),
            *_groups(comparison),
            *_differences(comparison),
            *_plane(comparison),
            *_parts(comparison),
            *_lengths(comparison),
            *_course(comparison),
            *_wording(comparison),
            *documents_section(comparison, documents),
            *method_section(comparison),
        )
    )
    return self_contained(title, STYLE, body)


def _source(comparison: Comparison) -> str:
    manifest, task = comparison.manifest, comparison.task
    options = "".join(f", {name} {value}" for name, value in task.options.items())
    if used := task.profile:
        options = f", profile {used.name} {used.hash[:19]} as of {used.day}{options}"
    return (
        f'<p class="note">{manifest.done:,} documents, {manifest.errors:,} of them without a score;'
        f" levelhead {escaped(task.version)}, lexicon {escaped(task.lexicon[:19])}"
        f"{escaped(options)}.</p>"
    )


def _groups(comparison: Comparison) -> Iterator[str]:
    yield "<h2>Groups</h2>"
    yield groups_table(comparison)
    if not drawn_groups(comparison):
        yield "<p class='warning'>No group is large enough for a picture.</p>"
        return
    limits = "; ".join(f"{d} {low} and {high}" for d, (low, high) in BANDS.items())
    yield figure(
        svg(spreads, comparison),
        "Boxes hold the middle half of the documents, lines reach from 5 to 95 %; bar: median; "
        f"diamond with line: mean and its {INTERVAL}. Dashed: where the bands moderate and high "
        f"begin ({limits}).",
    )


def _differences(comparison: Comparison) -> Iterator[str]:
    if not comparison.differences:
        return
    yield "<h2>Differences between groups</h2>"
    if any(found.value is not None for found in comparison.differences):
        yield differences_table(comparison)
    else:
        yield (
            f"<p class='warning'>No two groups have {MIN_DOCUMENTS} documents each of the same "
            f"{escaped(comparison.question.strata)}, so none are compared.</p>"
        )


def _plane(comparison: Comparison) -> Iterator[str]:
    drawn = [*batches(drawn_groups(comparison))]
    if not drawn:
        return
    yield "<h2>Hedging against sensational</h2>"
    beyond = beyond_plane(comparison)
    of_each = [f"{comparison.labels[name]} {n:,}" for name, n in beyond.items() if n]
    named = f" ({escaped(listed(of_each))})" if of_each else ""
    for some in drawn:
        yield figure(
            svg(plane, comparison, some),
            "Grey: documents, the darker the more, on a logarithmic scale; "
            f"{sum(beyond.values()):,} of {len(comparison.members):,} have scores beyond the "
            f"axes{named} and are in all other numbers. "
            f"Marks: the mean of each group, with its {INTERVAL}.",
        )


def _parts(comparison: Comparison) -> Iterator[str]:
    within = comparison.question.within
    if not within:
        return
    yield f"<h2>Groups by {escaped(within)}</h2>"
    drawn = drawn_values(comparison)
    if not drawn:
        yield "<p class='warning'>No part of a group is large enough for a picture.</p>"
        return
    sizes = Counter[str]()
    for part in comparison.within:
        sizes[part.value] += part.mean["hedging"].documents
    values = [f"{shortened(v)} ({n:,})" for v, n in sizes.most_common() if v not in drawn]
    named = f" Values not drawn: {escaped(listed(values))}." if values else ""
    groups = {group.name for group in drawn_groups(comparison)}
    few = [
        f"{comparison.labels[part.group]}, {shortened(part.value)} ({documents:,})"
        for part in comparison.within
        if part.value in drawn
        and part.group in groups
        and (documents := part.mean["hedging"].documents) < MIN_DOCUMENTS
    ]
    small = f" Parts of groups not drawn: {escaped(listed(few))}." if few else ""
    yield figure(
        svg(parts, comparison),
        f"Means of the documents of each group by {escaped(within)}, each with its "
        f"{INTERVAL}. Shown are {len(drawn)} of {len(sizes):,} values, those with the "
        f"most documents, and parts of groups with {MIN_DOCUMENTS} documents or more; all are in "
        f"within.csv.{named}{small}",
    )


def _lengths(comparison: Comparison) -> Iterator[str]:
    if comparison.fifths:
        yield "<h2>Length</h2>"
        yield lengths_table(comparison)
        yield length_shares_table(comparison)


def _course(comparison: Comparison) -> Iterator[str]:
    course = comparison.course
    if not course:
        return
    points = Counter(point.group for point in drawn_points(course))
    drawn = [group for group in drawn_groups(comparison) if group.name in points]
    if drawn:
        yield "<h2>Over time</h2>"
    if max(points.values(), default=0) == 1:
        yield (
            f"<p class='warning'>No group has two {course.period}s with {MIN_DOCUMENTS} documents, "
            "so no curve is drawn; time.csv has the means.</p>"
        )
        return
    for some in batches(drawn):
        yield figure(
            svg(timeline, comparison, course, some),
            f"Mean score by {course.period} of {escaped(comparison.question.time or '')}; band: "
            f"{INTERVAL}. A gap is a period with fewer than {MIN_DOCUMENTS} documents.",
        )


def _wording(comparison: Comparison) -> Iterator[str]:
    if drawn_groups(comparison):
        yield "<h2>Categories</h2>"
        yield figure(
            svg(frequencies, comparison),
            "Left of the line hedging, right of it sensational. One document with many marks "
            "raises the upper numbers, long documents raise the lower ones.",
        )
        yield "<h2>Most used terms</h2>"
        yield from terms_tables(comparison)
