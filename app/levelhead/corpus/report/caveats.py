"""What the numbers of a report do not show, which its page says before them."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from levelhead.corpus.report.accuracy import accuracy_of, is_measured
from levelhead.corpus.report.comparison import Comparison
from levelhead.corpus.report.curves import drawn_points
from levelhead.corpus.report.dates import EXAMPLES
from levelhead.corpus.report.differences import MAX_COMPARED
from levelhead.corpus.report.drawing import SHOWN
from levelhead.corpus.report.estimates import MIN_DOCUMENTS, upper_bound_of_none
from levelhead.corpus.report.groups import Spread
from levelhead.corpus.report.labels import listed
from levelhead.corpus.report.lengths import overlap
from levelhead.corpus.report.periods import Course
from levelhead.corpus.report.plots import MAX_DRAWN
from levelhead.corpus.task import Task
from levelhead.render import counted, escaped

# Two groups with less in common are hardly comparable without regard to length.
LITTLE = 0.25


def caveats(comparison: Comparison) -> Iterator[str]:
    """A list, the limits of this run first."""
    lines = [*_of_run(comparison), *_of_groups(comparison)]
    if comparison.course:
        lines += _of_time(comparison, comparison.course, comparison.question.time or "")
    lines += [
        f"The program makes mistakes: {_accuracy(comparison.task)} Means are not corrected "
        "for this; differences can be trusted so far as the mistakes are equally frequent in all "
        "groups.",
        "An interval says how well the mean of such documents is known if they are a fair sample, "
        "each independent of the others. It does not make a sample fair, and says nothing about "
        "what is true.",
    ]
    yield "<h2>What to keep in mind</h2><ul>"
    yield from (f"<li>{line}</li>" for line in lines)
    yield "</ul>"


def _accuracy(task: Task) -> str:
    known = [(d, accuracy) for d in SHOWN if (accuracy := accuracy_of(d, task))]
    if not known:
        return "how often was not measured with the options of this run."
    shares = " and ".join(f"{d} {accuracy.with_intervals}" for d, accuracy in known)
    return (
        f"in newspaper texts that its authors had not read, {shares}. Precision is the share of "
        "marks that are right, recall the share of wordings that are marked; in brackets are their "
        "95 % intervals."
    )


def _of_run(comparison: Comparison) -> Iterator[str]:
    manifest = comparison.manifest
    if manifest.done < manifest.rows:
        yield (
            f"<b>The run is not finished:</b> {manifest.done:,} of {manifest.rows:,} documents "
            "are in, the first ones of the input."
        )
    for dimension in SHOWN:
        if not is_measured(dimension, manifest.task):
            yield (
                f"<b>Not looked for:</b> {dimension} wording, which the options of the run leave "
                "out. Its scores are all 0 and measure nothing."
            )
    if profile := manifest.task.profile:
        yield (
            f"<b>House rules:</b> the scores are those with the profile {escaped(profile.name)}."
        )
    if manifest.errors:
        errors = counted(manifest.errors, "document")
        yield f"<b>Without a score</b> (see error in the parts): {errors}."
    if repeats := sum(group.repeats for group in comparison.groups):
        yield (
            f"<b>Duplicates:</b> {counted(repeats, 'document')} with the text of an earlier one of "
            f"the group{' or a similar one' * comparison.question.without_similar}, left out."
        )
    if comparison.shared:
        yield (
            f"<b>Shared texts:</b> {counted(comparison.shared, 'document')} with a text that "
            "another group has, too; they are counted in each, and tests take them for independent."
        )
    yield from _of_copies(comparison)


def _of_copies(comparison: Comparison) -> Iterator[str]:
    """Texts that are similar to others."""
    if comparison.similar is None:
        yield (
            "Texts that are similar, such as an agency's with another first sentence, are not "
            "looked for, since the output holds no texts: levelhead score --keep "
            f"{escaped(comparison.task.columns.text)} keeps them."
        )
    elif any(comparison.similar):
        repeated, shared = comparison.similar
        done = (
            "They are left out: of such texts of one group the first is counted, and of those of "
            "several groups none."
            if comparison.question.without_similar
            else "All are counted, and tests take them for independent; --without-similar leaves "
            "them out."
        )
        yield (
            f"<b>Similar texts:</b> {counted(repeated, 'document')} with a text that is similar to "
            "an earlier one of the group, and "
            f"{counted(shared, 'document')} with one that is similar or equal to one of another "
            f"group. {done}"
        )


def _of_groups(comparison: Comparison) -> Iterator[str]:
    small = [
        f"{comparison.label(group)} ({group.documents:,})"
        for group in comparison.groups
        if not group.comparable
    ]
    if small:
        yield (
            f"<b>Too small to compare</b>, with fewer than {MIN_DOCUMENTS} scored documents, and "
            f"left out of the pictures and of differences: {escaped(listed(small))}."
        )
    yield from _of_equal_scores(comparison)
    yield from _of_strata(comparison)
    yield from _of_two_signs(comparison)
    yield from _of_lengths(comparison)
    names = [comparison.label(group) for group in comparison.comparable]
    if names[MAX_COMPARED:]:
        yield (
            f"Differences are those between the {MAX_COMPARED} largest groups; not compared: "
            f"{escaped(listed(names[MAX_COMPARED:]))}."
        )
    if names[MAX_DRAWN:]:
        yield (
            f"Pictures show the {MAX_DRAWN} largest groups; not drawn: "
            f"{escaped(listed(names[MAX_DRAWN:]))}."
        )


def _of_equal_scores(comparison: Comparison) -> Iterator[str]:
    """Groups whose scores have no spread that an interval or a test could be made from."""
    for dimension in SHOWN:
        if not is_measured(dimension, comparison.task):
            continue
        found = [
            f"{comparison.label(group)} ({_equal_scores(group.spread[dimension])})"
            for group in comparison.comparable
            if group.spread[dimension].mean.constant
        ]
        if found:
            yield (
                f"<b>All {dimension} scores are equal</b> in {escaped('; '.join(found))}. That "
                "gives no interval and no test: a resample of equal scores has no spread, and "
                "another sample need not have the same. The means are shown, and the p of other "
                "pairs is not corrected for theirs."
            )


def _equal_scores(spread: Spread) -> str:
    mean = spread.mean
    if spread.marked:
        return f"{mean.mean:.3f} in {mean.documents:,} documents"
    bound = upper_bound_of_none(mean.documents)
    return (
        f"0 in {mean.documents:,} documents, so with 95 % confidence fewer than {bound:.2%} of "
        "such documents have a mark"
    )


def _of_two_signs(comparison: Comparison) -> Iterator[str]:
    """Differences whose two measures point to different groups."""
    pairs = [
        f"{comparison.labels[d.first]} − {comparison.labels[d.second]} ({d.dimension})"
        for d in comparison.differences
        if d.opposed
    ]
    if pairs:
        yield (
            "<b>Mean and frequency disagree</b>, marked ‡: in "
            f"{counted(len(pairs), 'difference')} one group has the higher mean, but a document of "
            "the other has the higher score more often. Both are right: a few high scores raise a "
            "mean, and count no more than others in the second. p is that of the means. Say which "
            f"of the two you mean ({_examples(pairs)})."
        )


def _examples(pairs: Sequence[str]) -> str:
    """The first of them; the CSV files have all."""
    return escaped("; ".join(pairs[:EXAMPLES])) + " …" * (len(pairs) > EXAMPLES)


def _of_strata(comparison: Comparison) -> Iterator[str]:
    """What comparing within strata leaves out."""
    within, strata = comparison.question.within, escaped(comparison.question.strata)
    if within and comparison.unplaced:
        yield (
            f"<b>Without {escaped(within)}</b>, and in no difference between groups: "
            f"{counted(comparison.unplaced, 'document')}."
        )
    parts = [
        f"{comparison.label(group)}: {left_out}"
        for group in comparison.comparable[:MAX_COMPARED]
        if strata and (left_out := comparison.left_out(group))
    ]
    if parts and comparison.compared:
        yield (
            f"<b>Left out of the differences within {strata}</b>, since a document is compared "
            "only with those of the same: "
            f"{escaped('; '.join(parts))}. Means, pictures and other tables have them. In a "
            "difference of two groups are the documents that the table counts."
        )
    pairs = [d for d in comparison.differences if d.dimension == "hedging"]
    left = [pair for pair in pairs if pair.value is None]
    if not left:
        return
    some = {name for pair in pairs if pair.value is not None for name in (pair.first, pair.second)}
    alone = {name: None for pair in pairs for name in (pair.first, pair.second) if name not in some}
    names = escaped(", ".join(comparison.labels[name] for name in alone))
    none = f" Compared with no other: {names}." if alone else ""
    yield (
        f"<b>Not compared:</b> {len(left):,} of {counted(len(pairs), 'pair')} of groups, with "
        f"fewer than {MIN_DOCUMENTS} documents each of the same {strata}.{none} Without the "
        f"comparison within {strata} they can be compared, with nothing held constant."
    )


def _of_lengths(comparison: Comparison) -> Iterator[str]:
    """Pairs of groups whose difference may be one of length."""
    if comparison.question.within_length:
        return
    names = [group.name for group in comparison.comparable[:MAX_COMPARED]]
    pairs = [
        f"{comparison.labels[first]} and {comparison.labels[second]}"
        for first, second in combinations(names, 2)
        if overlap(comparison.lengths[first], comparison.lengths[second]) < LITTLE
    ]
    if pairs:
        yield (
            f"<b>Unlike lengths:</b> {counted(len(pairs), 'pair')} of groups with less than "
            f"{LITTLE:.0%} of their documents in the same fifths of length "
            f"({_examples(pairs)}). Their difference may be one of length: see there."
        )


def _of_time(comparison: Comparison, course: Course, time: str) -> Sequence[str]:
    lines = []
    if course.missing:
        lines.append(
            f"Without {escaped(time)}, and in no curve: {counted(course.missing, 'document')}."
        )
    if course.undated:
        examples = ", ".join(map(repr, course.unread))
        lines.append(
            f"With a value of {escaped(time)} that can't be read, and in no curve: "
            f"{counted(course.undated, 'document')}"
            f"{escaped(f' (for example {examples})') if examples else ''}."
        )
    if course.coarse:
        lines.append(
            f"With a month or year as {escaped(time)}, which is longer than a {course.period}, and "
            f"in no curve: {counted(course.coarse, 'document')}."
        )
    if course.far:
        first = ", ".join(map(str, course.far[:EXAMPLES]))
        more = " …" if len(course.far) > EXAMPLES else ""
        lines.append(
            "Dated far from all others, and in no curve: "
            f"{counted(course.far_documents, 'document')} ({first}{more})."
        )
    if course.period is None:
        near = " that is near others" * bool(course.far_documents)
        remedy = (
            f" Either {escaped(time)} is not a column of dates, or --time-format has to say how "
            "they are written."
        ) * bool(course.undated)
        return [
            f"<b>No curves:</b> no document with a score has a date in {escaped(time)}{near}."
            f"{remedy}",
            *lines,
        ]
    drawn = {point.group for point in drawn_points(course)}
    absent = [comparison.label(g) for g in comparison.comparable[:MAX_DRAWN] if g.name not in drawn]
    if absent:
        lines.append(
            f"In no curve, since no {course.period} has {MIN_DOCUMENTS} documents of the group: "
            f"{escaped(listed(absent))}."
        )
    if few := len(course.points) - len([*drawn_points(course)]):
        lines.append(
            f"Points that are not drawn, since the {course.period} has fewer than "
            f"{MIN_DOCUMENTS} documents of the group: {few:,} of {len(course.points):,}."
        )
    return lines
