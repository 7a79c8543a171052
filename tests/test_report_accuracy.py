"""The accuracy that reports show is the one of docs/detection.md."""

import re
from pathlib import Path

import pytest

from levelhead.corpus.report.accuracy import UNREAD, Accuracy, Share
from levelhead.types import DIMENSIONS, Dimension

DOCS = (Path(__file__).parent.parent / "docs/detection.md").read_text("utf-8")


def thousandths(number: float) -> str:
    return f"{number:.3f}".removeprefix("0")


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_accuracy_is_that_on_unread_texts_in_the_docs(dimension: Dimension) -> None:
    rows = rf"\| newsroom, {dimension} \| precision .*(\.\d+) \|\n\|  \| recall .*(\.\d+) \|\n"
    found = re.search(rows, DOCS)
    assert found
    assert tuple(thousandths(float(share)) for share in UNREAD[dimension]) == found.groups()


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_its_counts_and_intervals_are_in_the_docs(dimension: Dimension) -> None:
    cells = [
        cell
        for share in UNREAD[dimension]
        for cell in (f"{share.some} of {share.all}", " to ".join(map(thousandths, share.interval)))
    ]
    assert f"\n| newsroom, {dimension} | {' | '.join(cells)} |\n" in DOCS


# By the formula of Wilson (1927) with z = 1.959964, worked out by hand.
@pytest.mark.parametrize(
    ("share", "interval"),
    [
        (Share(0, 10), (".000", ".278")),
        (Share(10, 10), (".722", "1.000")),
        (Share(5, 10), (".237", ".763")),
        (Share(500, 1000), (".469", ".531")),
    ],
)
def test_an_interval_is_wilsons(share: Share, interval: tuple[str, str]) -> None:
    assert tuple(map(thousandths, share.interval)) == interval


def test_an_accuracy_is_written_as_in_the_docs() -> None:
    found = Accuracy(Share(9, 10), Share(10, 10))
    assert str(found) == "precision .90, recall 1.00"
    assert found.with_intervals == "precision .90 (.60–.98), recall 1.00 (.72–1.00)"
