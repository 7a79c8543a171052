"""The tables of a report's page."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from levelhead.corpus.report.comparison import Comparison
from levelhead.corpus.report.differences import Difference
from levelhead.corpus.report.drawing import SHOWN, shortened, titled
from levelhead.corpus.report.estimates import BOOTSTRAP_BELOW, MIN_DOCUMENTS, RESAMPLES
from levelhead.corpus.report.groups import Group, Mean
from levelhead.corpus.report.html import Heads, number, table, text
from levelhead.corpus.report.plots import drawn_groups
from levelhead.corpus.report.terms import MAX_WITH_TERMS, TermCount
from levelhead.render import counted, escaped
from levelhead.types import Dimension

# Terms that are shown for a category and group; terms.csv has more.
MAX_TERMS = 5
# As many columns of terms as a page has room for.
TERM_GROUPS = 6
UNKNOWN = "–"


def groups_table(comparison: Comparison) -> str:
    """All groups, with errors and duplicates."""
    rows = [
        [
            text(shortened(group.name) + ("" if group.comparable else " *")),
            *(number(f"{n:,}") for n in (group.documents, group.repeats, group.errors)),
            number(f"{group.words:,}"),
            number(f"{group.median_words:,.0f}"),
            *(cell for d in SHOWN for cell in _spread(group, d)),
        ]
        for group in comparison.groups
    ]
    of_group = ["", "documents", "duplicates", "errors", "words", "words each"]
    of_scores = ["mean (95 %)", "marked", "high"]
    return table(
        "Means of both scores with their 95 % intervals, the share of documents with a mark, and "
        "that of documents in the band high. words each: median of the documents. * too small to "
        "compare",
        [Heads(of_group), *(Heads(of_scores, titled(d)) for d in SHOWN)],
        rows,
    )


def _spread(group: Group, dimension: Dimension) -> Iterator[str]:
    spread = group.spread.get(dimension)
    if spread is None:
        yield from [number(UNKNOWN)] * 3
        return
    yield number(_mean(spread.mean))
    yield number(f"{spread.marked:.0%}")
    yield number(f"{spread.high:.0%}")


def _mean(mean: Mean) -> str:
    if mean.interval is None:
        return f"{mean.mean:.3f}"
    low, high = mean.interval
    return f"{mean.mean:.3f} ({low:.3f}–{high:.3f})"


def differences_table(comparison: Comparison) -> str:
    """Each pair of groups."""
    found: dict[tuple[str, str], dict[Dimension, Difference]] = {}
    for difference in comparison.differences:
        pair = found.setdefault((difference.first, difference.second), {})
        pair[difference.dimension] = difference
    rows = [
        [
            text(f"{shortened(first)} − {shortened(second)}"),
            number(" / ".join(f"{n:,}" for n in pair["hedging"].documents)),
            *(cell for d in SHOWN for cell in _difference(pair[d])),
        ]
        for (first, second), pair in found.items()
    ]
    kinds = [comparison.question.within or "", "length" * comparison.question.within_length]
    within = " and ".join(filter(None, kinds))
    only = (
        f" Only documents of the same {escaped(within)} are compared; –: fewer than "
        f"{MIN_DOCUMENTS} of a group."
    )
    tested = sum(pair["hedging"].value is not None for pair in found.values())
    return table(
        "Mean of the first group minus mean of the second. p is corrected for "
        f"{counted(tested, 'pair')} with Holm's procedure, and the interval has the level of "
        "its step. higher: how often a document of the first group has a higher score than one of "
        "the second; ties count half. "
        f"Bold: p ≤ .05. * a group has fewer than {BOOTSTRAP_BELOW} documents: bootstrap, "
        f"whose p is {1 / (RESAMPLES + 1)} at least before the correction.{only * bool(within)}",
        [
            Heads(["", "documents"]),
            *(Heads(["difference (interval)", "p", "higher"], titled(d)) for d in SHOWN),
        ],
        rows,
    )


def _difference(found: Difference) -> Iterator[str]:
    if found.value is None or found.low is None or found.high is None or found.p is None:
        yield from [number(UNKNOWN)] * 3
        return
    star = "*" if min(found.documents) < BOOTSTRAP_BELOW else ""
    value = f"{_signed(found.value)} ({_signed(found.low)} to {_signed(found.high)}){star}"
    yield number(value, strong=found.significant)
    yield number(_p(found.p))
    yield number(f"{found.superiority:.0%}")


def _signed(value: float) -> str:
    return f"{round(value, 3) or 0.0:+.3f}".replace("-", "−")


def _p(p: float) -> str:
    return "< .001" if p < 0.001 else f"{p:.3f}".lstrip("0")


def lengths_table(comparison: Comparison) -> str:
    """Scores by fifths of length."""
    rows = [
        [
            text(f"{fifth.shortest:,}–{fifth.longest:,}"),
            number(f"{fifth.mean['hedging'].documents:,}"),
            *(
                number(shown)
                for d in SHOWN
                for shown in (_mean(fifth.mean[d]), f"{fifth.marked[d]:.0%}")
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
        f"and the share with a mark. Rank correlation of length and score: {correlations}. {held}",
        [
            Heads(["words", "documents"]),
            *(Heads(["mean (95 %)", "marked"], titled(d)) for d in SHOWN),
        ],
        rows,
    )


def terms_tables(comparison: Comparison) -> Iterator[str]:
    """The most used terms of each category, for each group that is drawn."""
    shown = drawn_groups(comparison)[:TERM_GROUPS]
    by_category = sorted(
        comparison.terms.of(g.name for g in shown), key=lambda t: (t.dimension, t.category)
    )
    for dimension, of_dimension in groupby(by_category, key=lambda t: t.dimension):
        rows = []
        for category, terms in groupby(of_dimension, key=lambda t: t.category):
            mine = _by_group(terms)
            cells = [text("; ".join(mine.get(group.name, ()))) for group in shown]
            rows.append([text(category), *cells])
        yield f"<h3>{dimension}</h3>"
        yield table(
            f"The {MAX_TERMS} most used of the largest groups: how often and, in brackets, in how "
            f"many documents. terms.csv has all terms of the {MAX_WITH_TERMS} largest groups",
            [Heads(["", *(shortened(group.name) for group in shown)])],
            rows,
        )


def _by_group(terms: Iterator[TermCount]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for term in terms:
        most = found.setdefault(term.group, [])
        if len(most) < MAX_TERMS:
            most.append(f"{term.term} {term.times:,} ({term.documents:,})")
    return found
