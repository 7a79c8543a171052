"""From facts to numbers in 0..1 for spans, sentences and texts; each number has its reason here."""

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


class Worth(NamedTuple):
    """The score of a span, and what it was multiplied from."""

    score: float
    base: float
    factors: tuple[Factor, ...]


# A weak entry (strength 1) starts at .3, a clear one at .6, a strong one at .9: in even steps, and
# below 1, so that a headline can add.
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
# which a text counts as this long, so that one word in a short headline is no certain alarm.
SATURATION = 1 / 30
SHORTEST = 30

# Where a score is called moderate and high; how they were read off is in DESIGN.md.
BANDS: Mapping[Dimension, tuple[float, float]] = {
    "sensational": (0.15, 0.35),
    "hedging": (0.2, 0.4),
}

PLACES = 3


def base(strength: float) -> float:
    """The score of an entry's words by themselves."""
    return round(BASE_PER_STEP * strength, PLACES)


def factors(voice: Voice, headline: bool, negated: bool) -> tuple[Factor, ...]:
    """What the surroundings do to the base."""
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


def span_score(start: float, around: tuple[Factor, ...]) -> float:
    """The base and its factors multiplied; at most 1."""
    return round(min(start * prod(f.value for f in around), 1.0), PLACES)


# Few strengths and facts are ever met together, so each meeting is worked out once.
@lru_cache
def worth(strength: float, voice: Voice, headline: bool, negated: bool) -> Worth:
    """What a span of an entry of this strength counts, from these surroundings."""
    start, around = base(strength), factors(voice, headline, negated)
    return Worth(span_score(start, around), start, around)


def sentence_score(scores: Iterable[float]) -> float:
    """The chance that at least one span is felt, were each felt with its score's chance."""
    return round(1 - prod((1 - s for s in scores), start=1.0), PLACES)


def text_score(scores: Iterable[float], words: int) -> float:
    """Density of span scores, bent so that it stays below 1 and one more span never lowers it."""
    density = fsum(scores) / max(words, SHORTEST)
    return round(1 - exp(-density / SATURATION), PLACES)


def band(dimension: Dimension, score: float) -> Band:
    """The name of a score's range."""
    moderate, high = BANDS[dimension]
    return "high" if score >= high else "moderate" if score >= moderate else "low"
