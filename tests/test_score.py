"""The numbers, and that they mean what they say."""

import pytest

from levelhead.engine.context import Context
from levelhead.engine.score import (
    BANDS,
    Factor,
    band,
    base_score,
    factors_of,
    product,
    sentence_score,
    text_score,
)
from levelhead.types import DIMENSIONS

AUTHOR = Context(voice="author", headline=False, negated=False)


@pytest.mark.parametrize(
    ("strength", "expected"), [(1, 0.3), (1.5, 0.45), (2, 0.6), (2.5, 0.75), (3, 0.9)]
)
def test_the_base_follows_the_strength(strength: float, expected: float) -> None:
    assert base_score(strength) == expected


FACTORS = {
    "author": (AUTHOR, []),
    "quoted": (AUTHOR._replace(voice="quoted"), [("quoted", 0.3)]),
    "scare": (AUTHOR._replace(voice="scare"), [("scare", 0.8)]),
    "headline": (AUTHOR._replace(headline=True), [("headline", 1.1)]),
    "negated": (AUTHOR._replace(negated=True), [("negated", 0.5)]),
    "all at once": (
        AUTHOR._replace(voice="quoted", headline=True, negated=True),
        [("quoted", 0.3), ("headline", 1.1), ("negated", 0.5)],
    ),
}


@pytest.mark.parametrize(("context", "expected"), FACTORS.values(), ids=FACTORS)
def test_each_part_of_the_context_is_a_named_factor(
    context: Context, expected: list[tuple[str, float]]
) -> None:
    assert [
        (f.name, f.value) for f in factors_of(context.voice, context.headline, context.negated)
    ] == expected


def test_a_span_is_its_base_and_factors_multiplied() -> None:
    assert product(0.65, (Factor("quoted", 0.3), Factor("headline", 1.1))) == 0.215  # .2145


def test_no_span_is_above_one() -> None:
    assert product(0.9, (Factor("headline", 1.2),)) == 1


def test_a_sentence_is_hot_when_one_of_its_words_is() -> None:
    assert sentence_score([]) == 0
    assert sentence_score([0.5]) == 0.5
    assert sentence_score([0.5, 0.5]) == 0.75


def test_a_text_without_spans_scores_zero() -> None:
    assert text_score([], 0) == text_score([], 500) == 0


def test_a_short_text_counts_as_long_as_the_shortest() -> None:
    assert text_score([0.9], 1) == text_score([0.9], 30) > text_score([0.9], 31)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_bands_begin_at_their_published_limits(dimension: str) -> None:
    moderate, high = BANDS[dimension]  # type: ignore[index]
    names = [band(dimension, x) for x in (0, moderate - 0.001, moderate, high - 0.001, high, 1)]  # type: ignore[arg-type]
    assert names == ["low", "low", "moderate", "moderate", "high", "high"]
