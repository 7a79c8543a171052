"""Intervals and tests: against scipy, against what they promise, and in every degenerate case."""

import numpy as np
import pytest
from scipy import stats

from levelhead.corpus.report.estimates import (
    ALPHA,
    RESAMPLES,
    Cell,
    Estimate,
    estimate,
    holm,
    mean_interval,
    upper_bound_of_none,
)


def skewed(size: int, seed: int = 1) -> np.ndarray:
    """Scores as news has them: a third are 0, few are high."""
    generator = np.random.default_rng(seed)
    scores = np.clip(generator.exponential(0.12, size), 0, 1)
    return np.where(generator.random(size) < 0.33, 0.0, scores)


@pytest.mark.parametrize(
    ("scores", "interval"),
    [
        (np.full(29, 0.5), None),
        (np.zeros(40), None),  # nothing says how far another sample would spread
        (np.full(30, 0.1), None),
        (np.full(200, 0.1), None),
        (np.array([0.0] * 29 + [1.0]), (0.0, 1.0)),  # most resamples know one value only
        (np.array([0.4, 0.6] * 50), stats.t.interval(0.95, 99, 0.5, 0.1 / 99**0.5)),
    ],
)
def test_a_mean_has_an_interval_if_enough_documents_have_unequal_scores(
    scores: np.ndarray, interval: tuple[float, float] | None
) -> None:
    assert mean_interval(scores) == (interval and pytest.approx(interval))


def test_large_groups_are_compared_as_by_welch() -> None:
    first, second = skewed(150), skewed(400, seed=2) * 1.5
    found = estimate([Cell(first, small=False), Cell(second, small=False, weight=-1.0)])
    wanted = stats.ttest_ind(first, second, equal_var=False)
    low, high = wanted.confidence_interval(0.99)
    assert found.p == pytest.approx(wanted.pvalue)
    assert found.freedom == pytest.approx(wanted.df)
    margin = found.margin(0.01)
    assert (found.value - margin, found.value + margin) == pytest.approx((low, high))


def test_a_bootstrap_of_near_normal_scores_is_near_students_t() -> None:
    scores = stats.norm.ppf(np.arange(0.5, 60) / 60) * 0.1 + 0.5
    small, large = (estimate([Cell(scores, small)]) for small in (True, False))
    assert small.margin() == pytest.approx(large.margin(), rel=0.05)


def test_a_bootstrap_is_wider_than_students_t_where_scores_are_skewed() -> None:
    small, large = (estimate([Cell(skewed(30), small)]) for small in (True, False))
    assert 1.05 < small.margin() / large.margin() < 1.5


@pytest.mark.slow
def test_intervals_of_skewed_scores_hold_their_mean_in_95_of_100_cases() -> None:
    generator = np.random.default_rng(7)
    everything = skewed(20_000)
    held = 0
    for _ in range(600):
        low, high = mean_interval(generator.choice(everything, 30)) or (0, 0)
        held += low <= everything.mean() <= high
    assert 0.92 < held / 600 < 0.98


@pytest.mark.parametrize("small", [True, False])
def test_p_is_at_most_alpha_where_the_interval_does_not_hold_0(small: bool) -> None:
    outcomes = set()
    for shift in np.linspace(0, 0.12, 25):
        cells = [Cell(skewed(60) + shift, small), Cell(skewed(80, 2), small, -1.0)]
        found = estimate(cells)
        outcomes.add(found.p <= ALPHA)
        assert (found.p <= ALPHA) == (abs(found.value) > found.margin())
    assert outcomes == {True, False}


def test_two_groups_of_one_size_are_resampled_independently() -> None:
    scores = skewed(50)
    found = estimate([Cell(scores, True), Cell(scores, True, -1.0)])
    assert (found.value, found.p) == (0.0, 1.0)
    assert found.draws.std() > 0.3


def test_a_small_group_is_compared_with_a_large_one_by_bootstrap() -> None:
    found = estimate([Cell(skewed(40), True), Cell(skewed(5_000, 2) + 0.3, False, -1.0)])
    assert len(found.draws) == RESAMPLES
    assert found.p == 1 / (RESAMPLES + 1)


@pytest.mark.parametrize(
    ("documents", "bound"), [(1, 0.95), (30, 0.0950), (40, 0.0722), (300, 0.00994)]
)
def test_the_bound_of_none_is_exact_and_near_the_rule_of_three(
    documents: int, bound: float
) -> None:
    assert upper_bound_of_none(documents) == pytest.approx(bound, rel=0.01)
    exact = stats.binomtest(0, documents, alternative="less").proportion_ci(0.95, "exact").high
    assert upper_bound_of_none(documents) == pytest.approx(exact)


def test_the_same_scores_give_the_same_interval() -> None:
    assert mean_interval(skewed(30)) == mean_interval(skewed(30))
    assert isinstance(estimate([Cell(skewed(30), True)]), Estimate)


# p-values -> adjusted, as by R's p.adjust(p, "holm").
HOLM = {
    (): (),
    (0.04,): (0.04,),
    (0.01, 0.02, 0.03): (0.03, 0.04, 0.04),
    (0.03, 0.001, 0.02): (0.04, 0.003, 0.04),
    (0.04, 0.045): (0.08, 0.08),
    (0.9, 0.001, 0.9, 0.9): (1.0, 0.004, 1.0, 1.0),
    (0.05, 0.0): (0.05, 0.0),
}


@pytest.mark.parametrize("ps", HOLM)
def test_holm_adjusts_p(ps: tuple[float, ...]) -> None:
    assert holm(ps) == pytest.approx([*HOLM[ps]])
