"""The tables of a report's page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from levelhead.corpus.report.comparison import Comparison
from levelhead.corpus.report.differences import Difference
from levelhead.corpus.report.drawing import SHOWN, titled
from levelhead.corpus.report.estimates import ALPHA, BOOTSTRAP_BELOW, LEAST_P
from levelhead.corpus.report.groups import Group, Mean
from levelhead.corpus.report.html import Heads, number, numbers, table, text
from levelhead.corpus.report.labels import listed
from levelhead.corpus.report.plots import drawn_groups
from levelhead.corpus.report.terms import MAX_WITH_TERMS, TermCount
from levelhead.render import counted, escaped
from levelhead.types import Dimension

# Terms that are shown for a category and group; terms.csv has more.
MAX_TERMS = 5
# The columns of terms for which a page has room.
TERM_GROUPS = 6
UNKNOWN = "–"
# After a mean of scores that are all equal, and after a difference of two signs.
EQUAL_SIGN, OPPOSED_SIGN = " †", " ‡"
# After the name of a group, and after an interval.
SMALL_SIGN, BOOTSTRAP_SIGN = " §", "*"
EQUAL_NOTE = " † all scores are equal, which gives neither an interval nor a test."


def groups_table(comparison: Comparison) -> str:
    """All groups, with errors and duplicates."""
    rows = [
        [
            text(comparison.label(group) + ("" if group.comparable else SMALL_SIGN)),
            *(number(f"{n:,}") for n in (group.documents, group.repeats, group.errors)),
            number(f"{group.words:,}"),
            number(f"{group.median_words:,.0f}"),
            *(cell for d in SHOWN for cell in _spread(group, d)),
        ]
        for group in comparison.groups
    ]
    small = f"{SMALL_SIGN} too small to compare."
    of_group = ["", "documents", "duplicates", "errors", "words", "words each"]
    of_scores = ["mean (95 %)", "marked", "high"]
    return table(
        "Means of both scores with their 95 % intervals, the share of documents with a mark, and "
        "that of documents in the band high. words each: median of the documents."
        f"{small * (len(comparison.comparable) < len(comparison.groups))}"
        f"{_notes([s.mean for g in comparison.groups for s in g.spread.values()])}",
        [Heads(of_group), *(Heads(of_scores, titled(d, comparison.task)) for d in SHOWN)],
        rows,
    )


def _spread(group: Group, dimension: Dimension) -> Iterator[str]:
    spread = group.spread.get(dimension)
    if spread is None:
        yield from [number(UNKNOWN)] * 3
        return
    yield number(_mean(spread.mean))
    yield number(share_shown(spread.marked))
    yield number(share_shown(spread.high))


def share_shown(share: float) -> str:
    """A share of documents; 0% is none of them, and 100% are all."""
    shown = f"{share:.0%}"
    if shown == "0%" and share > 0:
        return "< 1%"
    return "> 99%" if shown == "100%" and share < 1 else shown


def _mean(mean: Mean) -> str:
    if mean.interval is None:
        return f"{mean.mean:.3f}{EQUAL_SIGN * mean.constant}"
    low, high = mean.interval
    return f"{mean.mean:.3f} ({low:.3f}–{high:.3f}){BOOTSTRAP_SIGN * bool(mean.bootstrap)}"


def _notes(means: Sequence[Mean]) -> str:
    """What the signs after these means say, if there are any."""
    bootstrap = (
        f" {BOOTSTRAP_SIGN} fewer than {BOOTSTRAP_BELOW} documents: the interval is that of a "
        "bootstrap."
    ) * any(mean.bootstrap for mean in means)
    return bootstrap + EQUAL_NOTE * any(mean.constant for mean in means)


def differences_table(comparison: Comparison) -> str:
    """Each pair of groups."""
    found: dict[tuple[str, str], dict[Dimension, Difference]] = {}
    for difference in comparison.differences:
        pair = found.setdefault((difference.first, difference.second), {})
        pair[difference.dimension] = difference
    strata = comparison.question.strata
    rows = [
        [
            text(f"{comparison.labels[first]} − {comparison.labels[second]}"),
            numbers(_documents(comparison, pair["hedging"])),
            *[number(f"{pair['hedging'].strata:,}")] * bool(strata),
            *(cell for d in SHOWN for cell in _difference(comparison, pair[d])),
        ]
        for (first, second), pair in found.items()
    ]
    only = (
        f" documents: those that are compared, with how many each group has; only documents of "
        f"the same {escaped(strata)} are. strata: in how many values of it. Differences and "
        "1st higher are means of those in the strata, with weights n₁n₂ ∕ (n₁ + n₂), where n₁ and "
        "n₂ are the documents of the two groups. plain: the difference "
        "of all documents, which holds nothing constant, and may have another sign if the groups "
        "have unlike shares of these. –: too few in common."
    )
    star = (
        f" {BOOTSTRAP_SIGN} a group has fewer than {BOOTSTRAP_BELOW} documents: bootstrap, whose "
        f"p, {LEAST_P} at least before the correction, varies by chance by some tenths of itself "
        "where it is small."
    )
    shown = [difference for pair in found.values() for difference in pair.values()]
    starred = any(difference.bootstrap for difference in shown)
    equal = EQUAL_NOTE * any(difference.constant for difference in shown)
    two_signs = (
        " ‡ one group has the higher mean, and documents of the other have the higher score more "
        "often: see what to keep in mind."
    ) * any(difference.opposed for difference in shown)
    return table(
        "Mean of the first group minus mean of the second, with its 95 % interval. p is that of "
        "this difference, corrected with Holm's procedure for all pairs that are tested "
        f"({_tested(shown)}); each of the two kinds of wording is a family of its own, and the "
        "intervals are not corrected. 1st higher: how often a document of "
        "the first group has a higher score than one of the second; ties count half, so 50% is "
        f"neither. It has no test. Bold: p ≤ .05."
        f"{star * starred}{equal}{two_signs}{only * bool(strata)}",
        [
            Heads(["", "documents", *["strata"] * bool(strata)]),
            *(
                Heads(
                    [*["plain"] * bool(strata), "difference (95 %)", "p", "1st higher"],
                    titled(d, comparison.task),
                )
                for d in SHOWN
            ),
        ],
        rows,
    )


def _documents(comparison: Comparison, found: Difference) -> Sequence[str]:
    """How many documents of the two groups are compared, within strata of how many."""
    if not comparison.question.strata:
        return [" / ".join(f"{n:,}" for n in found.documents)]
    sizes = {group.name: group.documents for group in comparison.comparable}
    of_each = zip(found.documents, (found.first, found.second), strict=True)
    return [f"{n:,} of {sizes[name]:,}" for n, name in of_each]


def _difference(comparison: Comparison, found: Difference) -> Iterator[str]:
    if comparison.question.strata:
        yield number(_signed(comparison.unadjusted(found)))
    if found.value is None or found.superiority is None:
        yield from [number(UNKNOWN)] * 3
        return
    if found.low is None or found.high is None or found.p is None:
        yield number(f"{_signed(found.value)}{EQUAL_SIGN}")
        yield number(UNKNOWN)
    else:
        star = BOOTSTRAP_SIGN * bool(found.bootstrap)
        interval = f"({_signed(found.low)} to {_signed(found.high)}){star}"
        both = [_signed(found.value), interval]  # with strata a line of both is too long
        lines = both if comparison.question.strata else [" ".join(both)]
        yield numbers(lines, strong=found.significant)
        yield number(p_shown(found.p, least=found.least))
    yield number(f"{share_shown(found.superiority)}{OPPOSED_SIGN * found.opposed}")


def _tested(differences: Iterable[Difference]) -> str:
    """For how many pairs p is corrected: `sensational 10, hedging 9`."""
    tests = Counter(d.dimension for d in differences if d.p is not None)
    return ", ".join(f"{d} {tests[d]:,}" for d in SHOWN)


def _signed(value: float) -> str:
    """Three digits, or as many as show that it is not 0."""
    places = 3 if round(value, 3) or not round(value, 5) else 5
    return f"{round(value, places) or 0.0:+.{places}f}".replace("-", "−")


def p_shown(p: float, *, least: bool = False) -> str:
    """Three digits, that are on the same side of ALPHA as p is."""
    if p < 0.001:
        return "< .001"
    shown = f"{p:.3f}"
    if p > ALPHA and float(shown) <= ALPHA:
        return f"> {shown}".replace("0.", ".")
    return f"{'≤ ' * least}{shown}".replace("0.", ".")


def lengths_table(comparison: Comparison) -> str:
    """Scores by fifths of length."""
    rows = [
        [
            text(f"{fifth.shortest:,}–{fifth.longest:,}"),
            number(f"{fifth.mean['hedging'].documents:,}"),
            *(
                number(shown)
                for d in SHOWN
                for shown in (_mean(fifth.mean[d]), share_shown(fifth.marked[d]))
            ),
        ]
        for fifth in comparison.fifths
    ]
    correlations = ", ".join(f"{d} {comparison.correlations[d]:+.2f}" for d in SHOWN)
    held = (
        "The differences above are taken within these fifths."
        if comparison.question.within_length
        else "The differences above are not corrected for length; --within-length compares "
        "documents of these fifths only with each other."
    )
    return table(
        "Documents by their number of words, in fifths of all: mean scores with 95 % intervals, "
        f"and the share with a mark. Rank correlation of length and score: {correlations}. {held}"
        f"{_notes([mean for fifth in comparison.fifths for mean in fifth.mean.values()])}",
        [
            Heads(["words", "documents"]),
            *(Heads(["mean (95 %)", "marked"], titled(d, comparison.task)) for d in SHOWN),
        ],
        rows,
    )


def length_shares_table(comparison: Comparison) -> str:
    """How the documents of each group are divided among the fifths of length."""
    return table(
        "The share of each group's documents in these fifths. Groups without a common fifth can't "
        "be compared at equal length",
        [Heads(["", *(f"{fifth.shortest:,}–{fifth.longest:,}" for fifth in comparison.fifths)])],
        [
            [
                text(comparison.label(group)),
                *(
                    number(share_shown(comparison.lengths[group.name][f.number]))
                    for f in comparison.fifths
                ),
            ]
            for group in comparison.groups
            if group.documents
        ],
    )


def terms_tables(comparison: Comparison) -> Iterator[str]:
    """The most used terms of each category, for each group that is drawn."""
    shown = drawn_groups(comparison)[:TERM_GROUPS]
    by_category = sorted(
        comparison.terms.of(g.name for g in shown), key=lambda t: (t.dimension, t.category)
    )
    many = len(comparison.groups) > MAX_WITH_TERMS
    others = [comparison.label(group) for group in comparison.groups[len(shown) :]]
    not_shown = f". Not shown: {escaped(listed(others))}" if others else ""
    largest = f" of the {MAX_WITH_TERMS} largest groups" * many
    for dimension, of_dimension in groupby(by_category, key=lambda t: t.dimension):
        rows = []
        for category, terms in groupby(of_dimension, key=lambda t: t.category):
            mine = _by_group(terms)
            cells = [text("; ".join(mine.get(group.name, ()))) for group in shown]
            rows.append([text(category), *cells])
        yield f"<h3>{dimension}</h3>"
        yield table(
            f"The {MAX_TERMS} most used in each of {counted(len(shown), 'group')}, the largest: "
            "how often and, in brackets, in how many documents. Quoted words count fully here, and "
            f"less in scores. terms.csv has all terms{largest}{not_shown}",
            [Heads(["", *(comparison.label(group) for group in shown)])],
            rows,
        )


def _by_group(terms: Iterator[TermCount]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for term in terms:
        most = found.setdefault(term.group, [])
        if len(most) < MAX_TERMS:
            most.append(f"{term.term} {term.times:,} ({term.documents:,})")
    return found
