"""How often the detector is right, which a report shows with its means."""

from typing import NamedTuple

from levelhead.types import Dimension


class Accuracy(NamedTuple):
    """Shares of marks that are right, and of wordings that are marked."""

    precision: float
    recall: float

    def __str__(self) -> str:
        return f"precision {_share(self.precision)}, recall {_share(self.recall)}"


# The column "unread third" of docs/detection.md, newsroom: texts that nobody read who changed a
# rule. tests/test_report_accuracy.py compares the two.
UNREAD: dict[Dimension, Accuracy] = {
    "hedging": Accuracy(0.836, 0.824),
    "sensational": Accuracy(0.910, 0.523),
}


def _share(share: float) -> str:
    return f"{share:.2f}".lstrip("0")
