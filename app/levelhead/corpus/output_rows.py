"""Output rows: the Arrow types of the scores, and how a report becomes such a row."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import pyarrow as pa

from levelhead.engine.analyzer import Block
from levelhead.engine.document.offsets import Unit, converter
from levelhead.engine.report import Finding, Report, Suppressed
from levelhead.types import CATEGORIES

ALL_CATEGORIES = tuple(chain.from_iterable(CATEGORIES.values()))

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
        "spans": pa.list_(SPAN),
        "suppressed": pa.list_(SUPPRESSED),
        "error": pa.string(),
    }
)


def score_fields(
    report: Report, blocks: Sequence[Block], unit: Unit, explain: bool
) -> dict[str, object]:
    """The values of SCORE_FIELDS for a document, with offsets in `unit`.

    Spans are tuples in the order of their type's fields: there are many, and dicts are slower.
    """
    names = [block.id for block in blocks]
    texts = [block.text for block in blocks]
    offset = [converter(text, unit) for text in texts]
    found = Counter(finding.category for finding in report.findings)
    sensational, hedging = report.scores["sensational"], report.scores["hedging"]

    def match(f: Finding | Suppressed) -> tuple[object, ...]:
        n, at = f.block, offset[f.block]
        text = texts[n][f.start : f.end]
        return (names[n], at(f.start), at(f.end), text, f.dimension, f.category, f.rule)

    return {
        "sensational": sensational.score,
        "sensational_band": sensational.band,
        "hedging": hedging.score,
        "hedging_band": hedging.band,
        "counts": tuple(found[category] for category in ALL_CATEGORIES),
        "sentences": len(report.sentences),
        "words": report.words,
        "spans": [
            (
                *match(f),
                *(f.score, f.voice, f.sentence),
                *((f.base, f.factors) if explain else (None, None)),
            )
            for f in report.findings
        ],
        "suppressed": [(*match(s), s.reason) for s in report.suppressed] if explain else None,
    }
