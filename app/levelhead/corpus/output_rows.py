"""Output rows: the Arrow types of the scores, and how a report becomes such a row."""

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from itertools import chain

import pyarrow as pa
from msgspec import UNSET

from levelhead.engine.analyzer import Block
from levelhead.engine.report import Report, Span, Suppressed
from levelhead.types import CATEGORIES

ALL_CATEGORIES = tuple(chain.from_iterable(CATEGORIES.values()))
# 128 bits: two texts of a million have the same digest with a probability of 10⁻²⁷.
DIGEST_BYTES = 16

FACTORS = pa.list_(pa.struct({"name": pa.string(), "value": pa.float64()}))
_MATCH = {
    "block": pa.string(),
    "start": pa.int64(),
    "end": pa.int64(),
    "text": pa.string(),
    "dimension": pa.string(),
    "category": pa.string(),
    "rule": pa.string(),
}
SPAN = pa.struct(
    _MATCH
    | {
        "score": pa.float64(),
        "voice": pa.string(),
        "sentence": pa.int64(),
        "base": pa.float64(),
        "factors": FACTORS,
    }
)
SUPPRESSED = pa.struct(_MATCH | {"reason": pa.string()})

# One schema for all runs: columns that were not asked for are null, and take no space.
SCORE_FIELDS = pa.struct(
    {
        "sensational": pa.float64(),
        "sensational_band": pa.string(),
        "hedging": pa.float64(),
        "hedging_band": pa.string(),
        "counts": pa.struct(dict.fromkeys(ALL_CATEGORIES, pa.int64())),
        "sentences": pa.int64(),
        "words": pa.int64(),
        "digest": pa.string(),
        "spans": pa.list_(SPAN),
        "suppressed": pa.list_(SUPPRESSED),
        "error": pa.string(),
    }
)


def digest_of(blocks: Iterable[Block]) -> str:
    """The BLAKE2b of headline and text, in hexadecimal: of equal documents it is equal."""
    digest = blake2b(digest_size=DIGEST_BYTES)
    for block in blocks:
        # UTF-8 has no byte 0xFF, so the headline "a" of "bc" differs from the headline "ab" of "c".
        digest.update(block.text.encode("utf-8", "surrogatepass") + b"\xff")
    return digest.hexdigest()


def score_fields(blocks: Iterable[Block], report: Report) -> dict[str, object]:
    """The values of SCORE_FIELDS for a document.

    Spans are tuples in the order of their type's fields: there are many, and dicts are slower.
    """
    found = Counter(span.category for span in report.spans)
    sensational, hedging = report.scores.sensational, report.scores.hedging
    return {
        "sensational": sensational.score,
        "sensational_band": sensational.band,
        "hedging": hedging.score,
        "hedging_band": hedging.band,
        "counts": tuple(found[category] for category in ALL_CATEGORIES),
        "sentences": len(report.sentences),
        "words": report.words,
        "digest": digest_of(blocks),
        "spans": [
            (*_match(s), s.score, s.voice, s.sentence, s.base or None, _factors(s))
            for s in report.spans
        ],
        "suppressed": None
        if report.suppressed is UNSET
        else [(*_match(s), s.reason) for s in report.suppressed],
    }


def _match(found: Span | Suppressed) -> tuple[object, ...]:
    name = found.block or None
    return (name, found.start, found.end, found.text, found.dimension, found.category, found.rule)


def _factors(span: Span) -> list[tuple[str, float]] | None:
    return None if span.factors is UNSET else [(f.name, f.value) for f in span.factors]
