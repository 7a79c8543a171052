"""How scores depend on the length of documents."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from levelhead.corpus.report.documents import Rows, split
from levelhead.corpus.report.groups import Mean, mean_of
from levelhead.types import DIMENSIONS, Dimension

FIFTHS = (0.2, 0.4, 0.6, 0.8)


class Fifth(NamedTuple):
    """About a fifth of all documents, by their number of words."""

    number: int
    """From 0; fifths without documents are left out."""
    shortest: int
    longest: int
    mean: Mapping[Dimension, Mean]
    marked: Mapping[Dimension, float]
    """The share of documents with a mark."""


def fifth_of_each(words: Any) -> Any:
    """The number of each document's fifth, from 0; documents of one length are in the same."""
    return np.searchsorted(np.quantile(words, FIFTHS), words, side="left")


def fifths_of(rows: Rows) -> Iterator[Fifth]:
    """The fifths with documents, the shortest documents first."""
    words = rows.words[rows.counted]
    columns = (words, *(rows.scores[d][rows.counted] for d in DIMENSIONS))
    for number, (mine, *scores) in split(fifth_of_each(words), *columns):
        of_each = dict(zip(DIMENSIONS, scores, strict=True))
        yield Fifth(
            number=number,
            shortest=int(mine.min()),
            longest=int(mine.max()),
            mean={d: mean_of(s) for d, s in of_each.items()},
            marked={d: float((s > 0).mean()) for d, s in of_each.items()},
        )


def shares_of(rows: Rows) -> dict[str, tuple[float, ...]]:
    """How the documents of each group are divided among the fifths."""
    fifths = fifth_of_each(rows.words[rows.counted])
    return {
        rows.group_names[number]: tuple(np.bincount(mine, minlength=5) / len(mine))
        for number, (mine,) in split(rows.groups[rows.counted], fifths)
    }


def overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """How much two groups are divided alike: 1 if entirely, 0 if they have no fifth in common."""
    return sum(map(min, one, other))


def correlations_of(rows: Rows) -> dict[Dimension, float]:
    """Spearman's rank correlation of length and score; 0 if all lengths or scores are equal."""
    words = rows.words[rows.counted]
    found = {}
    for dimension in DIMENSIONS:
        scores = rows.scores[dimension][rows.counted]
        varied = np.ptp(words) > 0 and np.ptp(scores) > 0
        found[dimension] = float(stats.spearmanr(words, scores).statistic) if varied else 0.0
    return found
