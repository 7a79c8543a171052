"""How the numbers of a report are made, at the end of its page."""

from collections.abc import Iterator

from levelhead.corpus.report.accuracy import UNREAD
from levelhead.corpus.report.comparison import Comparison
from levelhead.corpus.report.estimates import BOOTSTRAP_BELOW, MIN_DOCUMENTS, RESAMPLES
from levelhead.corpus.report.similar import HASHES, MIN_WORDS, SEQUENCE, SIMILAR
from levelhead.engine.score import HEADLINE, NEGATED, QUOTED, text_score
from levelhead.render import escaped


def method_section(comparison: Comparison) -> Iterator[str]:
    """What is counted, estimated and tested, and how."""
    yield (
        "<h2>Method</h2><ul>"
        "<li>A score is 1 − exp(−30 d), where d is the sum of the scores of a document's marks "
        "divided by its words (at least 30). It is 0 without marks. A mark has a score from 0 "
        "to 1 by the strength of its wording, multiplied by "
        f"{QUOTED} inside a quotation, {HEADLINE} in a headline and {NEGATED} if it is negated. "
        "One mark of 0.5 in 100 words "
        f"makes {text_score([0.5], 100):.2f}, three make {text_score([0.5] * 3, 100):.2f}.</li>"
        "<li>A document whose text is exactly that of an earlier one of its group is left out of "
        f"every number of this page.{_similar(comparison)}</li>"
        "<li>Intervals of means have the level 95 %. With fewer than "
        f"{BOOTSTRAP_BELOW} documents they are those of a symmetric studentized bootstrap with "
        f"{RESAMPLES:,} resamples (the same at each run), otherwise those of Student's t.</li>"
        "<li>Differences are tested with Welch's t, or with the same bootstrap if one of the two "
        f"groups has fewer than {BOOTSTRAP_BELOW} documents. Holm's procedure corrects p for all "
        "pairs of groups, for hedging and sensational wording each by itself. Intervals are not "
        "corrected, so one may exclude 0 where p is above .05.</li>"
        f"{_strata(comparison)}"
        "<li>Precision and recall are those on 80 openings of newspaper articles that nobody read "
        f"who made the program or its word lists, with {_counts()}. Their intervals are Wilson's. "
        "They hold for default options and the program's own word lists.</li></ul>"
    )


def _similar(comparison: Comparison) -> str:
    if comparison.similar is None:
        return " Texts that differ in a word count as two."
    return (
        f" Texts of {MIN_WORDS} words or more are similar if they have {SIMILAR:.0%} of all their "
        f"sequences of {SEQUENCE} words in common, which is estimated by {HASHES} hash functions "
        "(MinHash). A text that is similar to one that is similar to a third counts with both."
    )


def _counts() -> str:
    """The marks and wordings that precision and recall are shares of."""
    counts = (
        f"{accuracy.precision.all} marks and {accuracy.recall.all} wordings of the kind {dimension}"
        for dimension, accuracy in UNREAD.items()
    )
    return ", and ".join(counts)


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
