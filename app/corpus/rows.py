"""The row that a document becomes: its Arrow types, and how a report is laid out in them."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import pyarrow as pa

from app.analyzer import Block
from app.document.offsets import Unit, converter
from app.report import Finding, Report, Suppressed
from app.span import CATEGORIES

ALL_CATEGORIES = tuple(chain.from_iterable(CATEGORIES.values()))

FACTORS = pa.list_(pa.struct({"name": pa.string(), "value": pa.float64()}))
_STRETCH = {
    "block": pa.string(),
    "start": pa.int64(),
    "end": pa.int64(),
    "text": pa.string(),
    "dimension": pa.string(),
    "category": pa.string(),
    "rule": pa.string(),
}
SPAN = pa.struct(
    _STRETCH
    | {
        "score": pa.float64(),
        "voice": pa.string(),
        "sentence": pa.int64(),
        "base": pa.float64(),
        "factors": FACTORS,
    }
)
SUPPRESSED = pa.struct(_STRETCH | {"reason": pa.string()})

# One schema for all runs: what was not asked for is null, and takes no room.
SCORED = pa.struct(
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


def scored(report: Report, blocks: Sequence[Block], unit: Unit, explain: bool) -> dict[str, object]:
    """The fields of SCORED for a document; offsets in `unit`."""
    offset = [converter(block.text, unit) for block in blocks]
    found = Counter(finding.category for finding in report.findings)

    def stretch(f: Finding | Suppressed) -> dict[str, object]:
        block = blocks[f.block]
        return {
            "block": block.id,
            "start": offset[f.block](f.start),
            "end": offset[f.block](f.end),
            "text": block.text[f.start : f.end],
            "dimension": f.dimension,
            "category": f.category,
            "rule": f.rule,
        }

    return {
        "sensational": report.scores["sensational"].score,
        "sensational_band": report.scores["sensational"].band,
        "hedging": report.scores["hedging"].score,
        "hedging_band": report.scores["hedging"].band,
        "counts": {category: found[category] for category in ALL_CATEGORIES},
        "sentences": len(report.sentences),
        "words": report.words,
        "spans": [
            stretch(f)
            | {
                "score": f.score,
                "voice": f.voice,
                "sentence": f.sentence,
                "base": f.base if explain else None,
                "factors": [factor._asdict() for factor in f.factors] if explain else None,
            }
            for f in report.findings
        ],
        "suppressed": [stretch(s) | {"reason": s.reason} for s in report.suppressed]
        if explain
        else None,
    }
