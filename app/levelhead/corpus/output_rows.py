"""Output rows: the Arrow types of the scores, and how a report becomes such a row."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any

import pyarrow as pa
from msgspec import UNSET

from levelhead.engine.analyzer import Block
from levelhead.engine.report import Report, Span, Suppressed
from levelhead.types import CATEGORIES

Match = Span | Suppressed
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
# What the scores were made with; without a profile its columns are null.
MADE_WITH = pa.struct({"lexicon": pa.string(), "profile": pa.string(), "profile_hash": pa.string()})


def digest_of(blocks: Sequence[Block]) -> str:
    """The BLAKE2b of the text in hexadecimal, or of the headline where the text is blank.

    Archives have many an article twice, with another headline.
    """
    text = next((block.text for block in reversed(blocks) if block.text.strip()), "")
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).hexdigest()


def score_fields(blocks: Sequence[Block], report: Report) -> dict[str, object]:
    """The values of SCORE_FIELDS for a document; lists of matches are for `match_lists`."""
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
        "spans": report.spans,
        "suppressed": None if report.suppressed is UNSET else report.suppressed,
    }


def match_lists(rows: Sequence[Sequence[Match] | None], type_: pa.ListType) -> pa.ListArray:
    """The spans, or what was suppressed, of each row; None makes a null.

    Arrays are made from one field of all matches after the other. From rows of values they would
    take four times the memory while they are made.
    """
    every = [*chain.from_iterable(of_row or () for of_row in rows)]
    fields = [*type_.value_type]
    values = [pa.array(map(_value_of(f.name), every), f.type, size=len(every)) for f in fields]
    ends = accumulate((len(of_row or ()) for of_row in rows), initial=0)
    return pa.ListArray.from_arrays(
        pa.array([*ends], pa.int32()),
        pa.StructArray.from_arrays(values, fields=fields),
        type_,
        mask=pa.array([of_row is None for of_row in rows]),
    )


def _value_of(field: str) -> Callable[[Match], object]:
    return _OPTIONAL.get(field, attrgetter(field))


# A field that a match does not have is UNSET, which is false.
_OPTIONAL: Mapping[str, Callable[[Any], object]] = {
    "block": lambda match: match.block or None,
    "base": lambda span: span.base or None,
    "factors": lambda span: (
        None if span.factors is UNSET else [(f.name, f.value) for f in span.factors]
    ),
}
