"""Differences between groups, by themselves and within strata."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from scipy import stats

from levelhead.corpus.report.differences import differences


def drawn(size: int, mean: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).beta(2, 2 / mean - 2, size)


def test_all_pairs_of_a_dimension_are_corrected_together() -> None:
    groups = [{0: drawn(200, mean, seed)} for seed, mean in enumerate((0.1, 0.11, 0.3))]
    found = [*differences(["A", "B", "C"], "hedging", groups)]
    assert [(d.first, d.second, d.documents) for d in found] == [
        ("A", "B", (200, 200)),
        ("A", "C", (200, 200)),
        ("B", "C", (200, 200)),
    ]
    assert [d.significant for d in found] == [False, True, True]
    plain = stats.ttest_ind(groups[0][0], groups[1][0], equal_var=False)
    assert found[0].p == found[0].raw == pytest.approx(plain.pvalue)
    assert (found[0].low, found[0].high) == pytest.approx(plain.confidence_interval(0.95))
    assert [d.p for d in found[1:]] == [2 * (found[1].raw or 0), 3 * (found[2].raw or 0)]


def regression(first: Mapping[int, Any], second: Mapping[int, Any]) -> float:
    """The coefficient of the group, with an effect for each stratum, by least squares."""
    rows = [
        (score, group, stratum)
        for group, scores in ((1.0, first), (0.0, second))
        for stratum, mine in scores.items()
        for score in mine
    ]
    y, group, strata = (np.array(column) for column in zip(*rows, strict=True))
    design = np.column_stack([group, *(strata == s for s in sorted({*first, *second}))])
    return float(np.linalg.lstsq(design.astype(float), y, rcond=None)[0][0])


def test_strata_are_compared_each_by_itself_as_in_a_regression() -> None:
    first = {0: drawn(300, 0.1, 1), 1: drawn(50, 0.4, 2)}
    second = {0: drawn(40, 0.1, 3), 1: drawn(200, 0.4, 4)}
    (found,) = differences(["A", "B"], "hedging", [first, second])
    assert found.value == pytest.approx(regression(first, second))
    assert not found.significant
    pooled = [{0: np.concatenate([*each.values()])} for each in (first, second)]
    (mixed,) = differences(["A", "B"], "hedging", pooled)
    assert mixed.significant


@pytest.mark.parametrize(
    ("first", "second", "superiority"),
    [
        ({0: [0.1, 0.2]}, {0: [0.1, 0.2]}, 0.5),
        ({0: [0.3, 0.4]}, {0: [0.1, 0.2, 0.2]}, 1.0),
        ({0: [0.0, 0.2]}, {0: [0.1, 0.3]}, 0.25),
        ({0: [0.0, 0.2], 1: [0.3, 0.4]}, {0: [0.1, 0.3], 1: [0.1, 0.2]}, 0.625),
    ],
)
def test_superiority_is_how_often_the_first_is_higher(
    first: dict[int, list[float]], second: dict[int, list[float]], superiority: float
) -> None:
    groups = [{s: np.array(v * 15) for s, v in each.items()} for each in (first, second)]
    (found,) = differences(["A", "B"], "sensational", groups)
    assert found.superiority == superiority


@pytest.mark.parametrize(
    ("first", "second", "documents", "strata"),
    [
        ({0: 50, 1: 1}, {0: 40, 1: 30}, (50, 40), 1),  # one document has no variance
        ({0: 50, 2: 9}, {0: 40, 1: 30}, (50, 40), 1),
        ({0: 50, 1: 9}, {0: 29, 1: 30}, (59, 59), 2),
        ({0: 50, 1: 20}, {0: 29, 2: 30}, (50, 29), 1),
        ({0: 50}, {1: 40}, (0, 0), 0),
    ],
)
def test_only_strata_with_two_documents_of_both_are_compared(
    first: dict[int, int], second: dict[int, int], documents: tuple[int, int], strata: int
) -> None:
    groups = [{s: drawn(n, 0.2, s) for s, n in each.items()} for each in (first, second)]
    (found,) = differences(["A", "B"], "sensational", groups)
    assert (found.documents, found.strata) == (documents, strata)
    assert (found.value is None) == (found.p is None) == (min(documents) < 30)
    assert not found.significant


def test_a_p_that_the_bootstrap_can_not_make_smaller_is_known_as_such() -> None:
    groups = [{0: drawn(50, mean, seed)} for seed, mean in enumerate((0.1, 0.11, 0.6))]
    found = [*differences(["A", "B", "C"], "hedging", groups)]
    assert [(d.bootstrap, d.least) for d in found] == [(True, False), (True, True), (True, True)]
    large = [{0: drawn(100, mean, 1)} for mean in (0.1, 0.9)]
    assert [(d.bootstrap, d.least) for d in differences("AB", "hedging", large)] == [(False, False)]


def test_an_interval_stays_within_what_a_difference_can_be() -> None:
    scores = np.array([0.0] * 39 + [1.0])
    (found,) = differences(["A", "B"], "hedging", [{0: scores}, {0: 1 - scores}])
    assert (found.low, round(found.value or 0, 9)) == (-1.0, -0.95)


# Scores of two groups by stratum -> which of them are equal, and whether there is a test.
@pytest.mark.parametrize(
    ("first", "second", "constant", "tested"),
    [
        ({0: [0.0]}, {0: [0.0, 0.4]}, ("A",), False),
        ({0: [0.0, 0.4]}, {0: [0.2]}, ("B",), False),
        ({0: [0.0]}, {0: [0.0]}, ("A", "B"), False),
        ({0: [0.0], 1: [0.4]}, {0: [0.0, 0.4], 1: [0.1, 0.2]}, ("A",), False),
        ({0: [0.0], 1: [0.1, 0.4]}, {0: [0.0, 0.4], 1: [0.1]}, (), True),
        ({0: [0.0], 1: [0.1, 0.4]}, {0: [0.0, 0.4]}, ("A",), False),
    ],
)
def test_scores_that_are_all_equal_are_in_no_test(
    first: dict[int, list[float]],
    second: dict[int, list[float]],
    constant: tuple[str, ...],
    tested: bool,
) -> None:
    groups = [{s: np.array(v * 40) for s, v in each.items()} for each in (first, second)]
    (found,) = differences(["A", "B"], "hedging", groups)
    assert found.constant == constant
    assert found.value is not None
    assert found.superiority is not None
    assert [x is not None for x in (found.low, found.high, found.p)] == [tested] * 3
    assert not (found.significant and constant)
    assert found.note == "; ".join(f"all scores are equal in {name}" for name in constant)


def test_pairs_without_a_test_do_not_raise_the_p_of_others() -> None:
    scores = [drawn(200, 0.1, 1), drawn(200, 0.12, 2), np.zeros(200)]
    found = [*differences(["A", "B", "C"], "hedging", [{0: each} for each in scores])]
    assert found[0].p == found[0].raw
    assert [d.p for d in found[1:]] == [None, None]


# Ten scores of each of two groups -> whether mean and frequency point to different groups.
@pytest.mark.parametrize(
    ("first", "second", "opposed"),
    [
        ([0.0] * 9 + [1.0], [0.05] * 9 + [0.06], True),
        ([0.05] * 9 + [0.06], [0.0] * 9 + [1.0], True),
        ([0.3] * 9 + [0.4], [0.1] * 9 + [0.2], False),
        ([0.1] * 9 + [0.2], [0.1] * 9 + [0.2], False),
        ([0.1] * 9 + [0.2], [0.1] * 9 + [0.9], False),  # as often higher as lower, nearly
        ([0.1] * 5 + [0.2] * 5, [0.1] * 5 + [0.2001] * 5, False),  # no difference in three digits
    ],
)
def test_a_difference_and_a_frequency_of_two_signs_are_noted(
    first: list[float], second: list[float], opposed: bool
) -> None:
    groups = [{0: np.array(each * 10)} for each in (first, second)]
    (found,) = differences(["A", "B"], "hedging", groups)
    assert found.opposed == opposed
    assert ("more often in the other" in found.note) == opposed
