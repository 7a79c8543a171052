"""The page of a report: one file of HTML that loads nothing."""

from collections.abc import Iterator, Sequence

import numpy as np

from levelhead.corpus.report.caveats import caveats
from levelhead.corpus.report.comparison import Comparison
from levelhead.corpus.report.drawing import batches, svg
from levelhead.corpus.report.estimates import BOOTSTRAP_BELOW, MIN_DOCUMENTS, RESAMPLES
from levelhead.corpus.report.excerpts import MAX_EXTREMES, Excerpt, Extreme
from levelhead.corpus.report.html import STYLE, figure, passage
from levelhead.corpus.report.page_tables import (
    differences_table,
    groups_table,
    lengths_table,
    terms_tables,
)
from levelhead.corpus.report.plots import (
    drawn_groups,
    drawn_points,
    drawn_values,
    frequencies,
    parts,
    plane,
    plane_limits,
    spreads,
    timeline,
)
from levelhead.engine.score import BANDS
from levelhead.render import escaped, self_contained
from levelhead.types import DIMENSIONS


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
            *_documents(comparison, documents),
            *_method(comparison),
        )
    )
    return self_contained(title, STYLE, body)


def _source(comparison: Comparison) -> str:
    manifest, task = comparison.manifest, comparison.manifest.task
    options = "".join(f", {name} {value}" for name, value in task.options.items())
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
        "diamond with line: mean and its 95 % interval. Dashed: where the bands moderate and high "
        f"begin ({limits}).",
    )


def _differences(comparison: Comparison) -> Iterator[str]:
    if comparison.differences:
        yield "<h2>Differences between groups</h2>"
        yield differences_table(comparison)


def _plane(comparison: Comparison) -> Iterator[str]:
    drawn = [*batches(drawn_groups(comparison))]
    if not drawn:
        return
    yield "<h2>Hedging against sensational</h2>"
    limits = plane_limits(comparison)
    beyond = np.logical_or(*(comparison.scores[d] > limits[d] for d in DIMENSIONS))
    for some in drawn:
        yield figure(
            svg(plane, comparison, some),
            f"Grey: documents, the darker the more; {beyond.sum():,} of {len(beyond):,} have "
            "scores beyond the axes. Marks: the mean of each group, with its 95 % interval.",
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
    yield figure(
        svg(parts, comparison),
        f"Means of the documents of each group by {escaped(within)}, with 95 % intervals. Shown "
        f"are {len(drawn)} of {len({m.value for m in comparison.within}):,} values, those with the "
        f"most documents, and parts of groups with {MIN_DOCUMENTS} documents or more; all are in "
        "within.csv.",
    )


def _lengths(comparison: Comparison) -> Iterator[str]:
    if comparison.fifths:
        yield "<h2>Length</h2>"
        yield lengths_table(comparison)


def _course(comparison: Comparison) -> Iterator[str]:
    course = comparison.course
    if not course:
        return
    names = {point.group for point in drawn_points(course)}
    drawn = [group for group in drawn_groups(comparison) if group.name in names]
    if drawn:
        yield "<h2>Over time</h2>"
    for some in batches(drawn):
        yield figure(
            svg(timeline, comparison, course, some),
            f"Mean score by {course.period} of {escaped(comparison.question.time or '')}; band: "
            f"95 % interval. A gap is a period with fewer than {MIN_DOCUMENTS} documents.",
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


def _documents(comparison: Comparison, documents: Sequence[Excerpt]) -> Iterator[str]:
    yield f"<h2>The {MAX_EXTREMES} highest and lowest documents</h2>"
    column = comparison.manifest.task.columns.text
    if not any(document.text for document in documents):
        yield (
            "<p class='note'>Marked words only, since the output holds no texts: "
            f"levelhead score --keep {escaped(column)} keeps them.</p>"
        )
    shown: dict[int, Extreme] = {}
    before = None
    for document in documents:
        extreme = document.extreme
        if before != (before := (extreme.dimension, extreme.end)):
            yield f"{'</ol>' * bool(shown)}<h3>{extreme.dimension}, {extreme.end}</h3>"
            if extreme.end == "lowest":
                zeros = int((comparison.scores[extreme.dimension] == 0).sum())
                note = f"Of equal scores the longest come first; {zeros:,} are 0."
                yield f"<p class='note'>{note}</p>"
            yield "<ol class='documents'>"
        first = shown.setdefault(extreme.row, extreme)
        known = (
            f"{_shown(document)}"
            if first is extreme
            else f'<p>(<a href="#row{extreme.row}">{first.dimension}, {first.end}</a>)</p>'
        )
        place = f' id="row{extreme.row}"' * (first is extreme)
        yield (
            f"<li{place}><b>{document.score:.3f}</b> {escaped(document.id)} <span class='note'>"
            f"({escaped(extreme.group)}, {document.words:,} words)</span> {known}</li>"
        )
    yield "</ol>" * bool(shown)


def _shown(document: Excerpt) -> str:
    if document.text is None:
        return f"<p>{escaped(', '.join(document.marked)) or '(no marks)'}</p>"
    head = f"<b>{passage(document.headline)}</b><br>" if document.headline else ""
    return f"<p>{head}{passage(document.text)}</p>"


def _method(comparison: Comparison) -> Iterator[str]:
    yield (
        "<h2>Method</h2><ul>"
        "<li>A score is 1 − exp(−30 d), where d is the sum of the scores of a document's marks "
        "divided by its words (at least 30). It is 0 without marks. Whose words they are, "
        "headlines and negation change the score of a mark.</li>"
        "<li>A document whose headline and text are those of an earlier one of its group is "
        "counted once, in every number of this page.</li>"
        "<li>Intervals of means have the level 95 %. With fewer than "
        f"{BOOTSTRAP_BELOW} documents they are those of a symmetric studentized bootstrap with "
        f"{RESAMPLES:,} resamples (the same at each run), otherwise those of Student's t.</li>"
        "<li>Differences are tested with Welch's t, or with the same bootstrap if one of the two "
        f"groups has fewer than {BOOTSTRAP_BELOW} documents. Holm's procedure corrects for all "
        "pairs of groups in a dimension; the interval of a difference has the level of its step, "
        "and so it excludes 0 exactly where the corrected p is at most .05.</li>"
        f"{_strata(comparison)}"
        "<li>Precision and recall are those on a third of 261 openings of newspaper articles, a "
        "third that nobody read who made the program or its word lists. They hold for default "
        "options and the program's own word lists.</li></ul>"
    )


def _strata(comparison: Comparison) -> str:
    question = comparison.question
    kinds = [question.within or "", "fifth of length" if question.within_length else ""]
    named = " and ".join(filter(None, kinds))
    if not named:
        return ""
    return (
        f"<li>Two groups are compared within each {escaped(named)} in which both have two "
        f"documents or more, if these are {MIN_DOCUMENTS} of each. The differences are averaged "
        "with the weights n₁n₂ ∕ (n₁ + n₂), which is a linear regression of the score on the group "
        "with fixed effects; standard errors allow for unequal variances.</li>"
    )
