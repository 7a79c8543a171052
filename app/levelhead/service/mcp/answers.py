"""The answers for assistants: the most useful parts of a report or a comparison.

An assistant pays for each word of an answer, and an article may have a thousand spans.
"""

from collections.abc import Sequence
from heapq import nlargest
from operator import attrgetter
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

from levelhead.engine.analyzer import Options
from levelhead.engine.compare import Comparison, Difference, Effect, Kind
from levelhead.engine.report import FlagKind, Offset, Report, Share, Span
from levelhead.engine.score import Band
from levelhead.lexicon import Suggestion
from levelhead.types import Dimension, OffsetUnit, Voice

T = TypeVar("T")

# Spans or changes of an answer: an ordinary article has fewer, and reading as many takes an
# assistant 4,000 tokens.
MAX_ITEMS = 50
# Characters of a string: the words of a span may have a megabyte of spaces between them.
MAX_CHARS = 500


class BriefScore(Struct, frozen=True, forbid_unknown_fields=True):
    """The score of a text in one dimension."""

    score: Share
    band: Band


class BriefScores(Struct, frozen=True, forbid_unknown_fields=True):
    """Both dimensions."""

    sensational: BriefScore
    hedging: BriefScore


class BriefPlace(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words of a text, from `start` up to, not including, `end`; very long ones are cut off."""

    start: Offset
    end: Offset
    text: str


class BriefSpan(BriefPlace, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A finding; the fields are those of POST /analyze."""

    dimension: Dimension
    category: str
    score: Share
    rule: str
    profile: str | UnsetType = UNSET
    voice: Voice
    message: str
    suggestions: tuple[Suggestion, ...]


class BriefFlag(BriefPlace, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the headline says more than the body."""

    kind: FlagKind
    message: str


class BriefAnswer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the answers have in common."""

    left_out: str | UnsetType = UNSET
    profile: str | UnsetType = UNSET
    offset_unit: OffsetUnit


class BriefAnalysis(BriefAnswer, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The answer of `analyze`."""

    scores: BriefScores
    words: int
    spans: tuple[BriefSpan, ...]
    headline_flags: tuple[BriefFlag, ...]


class BriefChange(Struct, frozen=True, forbid_unknown_fields=True):
    """A change of a claim or of its wording."""

    kind: Kind
    effect: Effect
    message: str
    before: BriefPlace | None
    after: BriefPlace | None


class BriefComparison(BriefAnswer, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The answer of `compare`; `difference` is the scores of `after` less those of `before`."""

    difference: Difference
    before: BriefScores
    after: BriefScores
    changes: tuple[BriefChange, ...]


def brief_analysis(report: Report, options: Options) -> BriefAnalysis:
    """The scores, and the MAX_ITEMS spans with the highest scores, in the order of the text."""
    best = nlargest(MAX_ITEMS, report.spans, attrgetter("score"))
    flags = report.headline.flags if report.headline else ()
    return BriefAnalysis(
        scores=_brief(report.scores, BriefScores),
        words=report.words,
        spans=tuple(map(_brief_span, sorted(best, key=attrgetter("start", "end")))),
        headline_flags=_brief(flags, tuple[BriefFlag, ...]),
        left_out=_left_out(report.spans, "spans with the lowest scores"),
        profile=_profile(options),
        offset_unit=options.offset_unit,
    )


def brief_comparison(found: Comparison, options: Options) -> BriefComparison:
    """The scores, and the first MAX_ITEMS changes."""
    return BriefComparison(
        difference=found.difference,
        before=_brief(found.before.scores, BriefScores),
        after=_brief(found.after.scores, BriefScores),
        changes=_brief(found.changes[:MAX_ITEMS], tuple[BriefChange, ...]),
        left_out=_left_out(found.changes, "changes at the end"),
        profile=_profile(options),
        offset_unit=options.offset_unit,
    )


def _brief_span(span: Span) -> BriefSpan:
    """The span with only those fields; unlike convert(), this takes one that is unset."""
    return BriefSpan(**{name: getattr(span, name) for name in BriefSpan.__struct_fields__})


def _brief(found: object, kind: type[T]) -> T:
    """`found` with only the fields that `kind` has; so too the values in it."""
    return msgspec.convert(found, kind, from_attributes=True)


def _left_out(items: Sequence[object], which: str) -> str | UnsetType:
    count = len(items) - MAX_ITEMS
    if count <= 0:
        return UNSET
    return f"{count} {which}; ask for one dimension or category, or for a part of the text"


def _profile(options: Options) -> str | UnsetType:
    return options.profile.name if options.profile else UNSET


def cut(value: Any) -> Any:
    """The JSON with no string of more than MAX_CHARS."""
    if isinstance(value, str) and len(value) > MAX_CHARS:
        return f"{value[:MAX_CHARS]}…"
    if isinstance(value, tuple):
        return [cut(item) for item in value]
    if isinstance(value, dict):
        return {name: cut(item) for name, item in value.items()}
    return value
