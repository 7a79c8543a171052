"""Scores in 0..1 of spans, sentences and texts; the reason of each number is here."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import exp, fsum, prod
from typing import Literal, NamedTuple

from msgspec import Struct

from levelhead.types import Dimension, Voice

Band = Literal["low", "moderate", "high"]


class Factor(Struct, frozen=True, forbid_unknown_fields=True):
    """A reason why a span counts more (above 1) or less (below 1)."""

    name: str
    value: float


class SpanScore(NamedTuple):
    """The score of a span: its base multiplied by its factors."""

    score: float
    base: float
    factors: tuple[Factor, ...]


# A weak entry (strength 1) starts at .3, a clear one at .6, a strong one at .9: in even steps, and
# below 1, so that a headline can add to it.
BASE_PER_STEP = 0.3

# Words of others are reported, not chosen; the choice to print them is worth a fraction.
QUOTED = 0.3
# Marks of distance around a word or two: the author uses the word and disowns it.
SCARE = 0.8
# A headline is read by all and written to be noticed.
HEADLINE = 1.1
# "Not a fiasco": the word is there, the claim is not.
NEGATED = 0.5

# Weight of span scores per word at which a text reaches 1 - 1/e of the scale; and the length below
# which a text counts as this long, so that one word in a short headline does not make a high score.
SATURATION = 1 / 30
SHORTEST = 30

# Where a score is called moderate and high; how they were read off is in DESIGN.md.
BANDS: Mapping[Dimension, tuple[float, float]] = {
    "sensational": (0.15, 0.35),
    "hedging": (0.2, 0.4),
}

PLACES = 3


def base_score(strength: float) -> float:
    """The score of an entry's words by themselves."""
    return round(BASE_PER_STEP * strength, PLACES)


def factors_of(voice: Voice, headline: bool, negated: bool) -> tuple[Factor, ...]:
    """What the context does to the base."""
    found = []
    if voice == "quoted":
        found.append(Factor("quoted", QUOTED))
    elif voice == "scare":
        found.append(Factor("scare", SCARE))
    if headline:
        found.append(Factor("headline", HEADLINE))
    if negated:
        found.append(Factor("negated", NEGATED))
    return tuple(found)


def product(base: float, factors: tuple[Factor, ...]) -> float:
    """The base and its factors multiplied; at most 1."""
    return round(min(base * prod(f.value for f in factors), 1.0), PLACES)


# There are few combinations, so that each is calculated once.
@lru_cache
def span_score(strength: float, voice: Voice, headline: bool, negated: bool) -> SpanScore:
    """The score of a span of an entry with this strength in this context."""
    base, factors = base_score(strength), factors_of(voice, headline, negated)
    return SpanScore(product(base, factors), base, factors)


def sentence_score(scores: Iterable[float]) -> float:
    """The probability that one span or more is noticed, where each has its score as probability."""
    return round(1 - prod((1 - s for s in scores), start=1.0), PLACES)


def text_score(scores: Iterable[float], words: int) -> float:
    """The density of span scores as a value below 1; one more span never lowers it."""
    density = fsum(scores) / max(words, SHORTEST)
    return round(1 - exp(-density / SATURATION), PLACES)


def band(dimension: Dimension, score: float) -> Band:
    """The name of a score's range."""
    moderate, high = BANDS[dimension]
    return "high" if score >= high else "moderate" if score >= moderate else "low"
