"""How often the detector is right, which a report shows with its means."""

from typing import NamedTuple

from scipy.stats import binomtest

from levelhead.corpus.task import Task
from levelhead.types import CATEGORIES, Dimension

# Options with which the same wordings are marked as without them.
_SAME_MARKS = frozenset(("dimensions", "explain", "format", "include", "language", "offset_unit"))


class Share(NamedTuple):
    """A number of marks or wordings, of all that there are."""

    some: int
    all: int

    def __float__(self) -> float:
        return self.some / self.all

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval."""
        low, high = binomtest(self.some, self.all).proportion_ci(method="wilson")
        return float(low), float(high)


class Accuracy(NamedTuple):
    """Which share of the marks is right, and which of the wordings is marked."""

    precision: Share
    recall: Share

    def __str__(self) -> str:
        return f"precision {_short(float(self.precision))}, recall {_short(float(self.recall))}"

    @property
    def with_intervals(self) -> str:
        """The same with 95 % intervals."""
        shown = (
            f"{_short(float(share))} ({'–'.join(map(_short, share.interval))})" for share in self
        )
        return "precision {}, recall {}".format(*shown)


# The column "unread third" of docs/detection.md, newsroom: texts that nobody read who changed a
# rule. tests/test_report_accuracy.py compares the two.
UNREAD: dict[Dimension, Accuracy] = {
    "hedging": Accuracy(Share(61, 73), Share(61, 74)),
    "sensational": Accuracy(Share(101, 110), Share(101, 174)),
}


def is_measured(dimension: Dimension, task: Task) -> bool:
    """Whether the run looked for wordings of a dimension; if not, its scores of 0 say nothing."""
    dimensions, categories = task.options.get("dimensions"), task.options.get("categories")
    return (not isinstance(dimensions, list) or dimension in dimensions) and (
        not isinstance(categories, list) or not set(CATEGORIES[dimension]).isdisjoint(categories)
    )


def accuracy_of(dimension: Dimension, task: Task) -> Accuracy | None:
    """The accuracy of a run's marks; None if it was not measured with its options or profile."""
    same = task.profile is None and task.options.keys() <= _SAME_MARKS
    return UNREAD[dimension] if same and is_measured(dimension, task) else None


def _short(share: float) -> str:
    return f"{share:.2f}".removeprefix("0")
