"""The accuracy that reports show is the one of docs/detection.md."""

import re
from pathlib import Path

import pytest

from levelhead.corpus.report.accuracy import UNREAD, Accuracy
from levelhead.types import DIMENSIONS, Dimension


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_accuracy_is_that_on_unread_texts_in_the_docs(dimension: Dimension) -> None:
    docs = (Path(__file__).parent.parent / "docs/detection.md").read_text("utf-8")
    rows = rf"\| newsroom, {dimension} \| precision .*(\.\d+) \|\n\|  \| recall .*(\.\d+) \|\n"
    found = re.search(rows, docs)
    assert found
    assert UNREAD[dimension] == (float(found[1]), float(found[2]))


def test_an_accuracy_is_written_as_in_the_docs() -> None:
    assert str(Accuracy(0.896, 1.0)) == "precision .90, recall 1.00"
