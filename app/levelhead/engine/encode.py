"""The JSON of an answer: a report, and what it was made with."""

import sys
from collections.abc import Iterable
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType, json
from msgspec.structs import replace

from levelhead.engine.analyzer import Options
from levelhead.engine.compare import Comparison
from levelhead.engine.deadline import Checkpoint, no_deadline
from levelhead.engine.json_lists import JsonLists
from levelhead.engine.report import Headline, Report
from levelhead.types import Language, OffsetUnit
from levelhead.version import VERSION


class ProfileUsed(Struct, frozen=True, forbid_unknown_fields=True):
    """The profile that the text was analysed with."""

    name: str
    hash: Annotated[str, Meta(description="The hash of its files and of those that it extends.")]


class Engine(Struct, frozen=True, forbid_unknown_fields=True):
    """What made the answer: with the same engine, the same request gets the same answer."""

    lexicon: Annotated[str, Meta(description="The hash of the word lists.")]
    name: str = "levelhead"
    version: str = VERSION
    profile: ProfileUsed | UnsetType = UNSET


class ComparisonAnswer(Comparison, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Both reports, what became of each sentence, and what changed, in the order of the texts."""

    language: Language
    offset_unit: OffsetUnit
    engine: Engine


class Answer(Report, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Scores, and the spans and sentences that they are based on, in the order of the text."""

    language: Language
    offset_unit: OffsetUnit
    engine: Engine


def encode(
    report: Report,
    options: Options,
    lexicon_hash: str,
    checkpoint: Checkpoint = no_deadline,
    limit: int = sys.maxsize,
) -> bytes:
    """The JSON of the Answer; `options` are those of the report.

    TooMuch if it has more than `limit` bytes.
    """
    return json.encode(
        Answer(
            scores=report.scores,
            words=report.words,
            **_lists_of(report, JsonLists(limit, checkpoint)),
            language=options.language,
            offset_unit=options.offset_unit,
            engine=_engine(lexicon_hash, options),
        )
    )


def encode_comparison(
    comparison: Comparison,
    options: Options,
    lexicon_hash: str,
    checkpoint: Checkpoint = no_deadline,
    limit: int = sys.maxsize,
) -> bytes:
    """The JSON of the ComparisonAnswer; arguments and errors as for encode()."""
    lists = JsonLists(limit, checkpoint)
    return json.encode(
        ComparisonAnswer(
            before=replace(comparison.before, **_lists_of(comparison.before, lists)),
            after=replace(comparison.after, **_lists_of(comparison.after, lists)),
            difference=comparison.difference,
            pairs=lists.write(comparison.pairs),
            unpaired=comparison.unpaired,
            changes=lists.write(comparison.changes),
            language=options.language,
            offset_unit=options.offset_unit,
            engine=_engine(lexicon_hash, options),
        )
    )


def _engine(lexicon_hash: str, options: Options) -> Engine:
    profile = options.profile
    return Engine(
        lexicon_hash, profile=ProfileUsed(profile.name, profile.hash) if profile else UNSET
    )


def _lists_of(report: Report, lists: JsonLists) -> dict[str, Any]:
    """The lists of a report, written; those that it leaves out are left out."""
    return {
        "spans": lists.write(report.spans),
        "suppressed": _written(lists, report.suppressed),
        "sentences": lists.write(report.sentences),
        "attributions": _written(lists, report.attributions),
        "sources": _written(lists, report.sources),
        "stacked_hedges": _written(lists, report.stacked_hedges),
        "headline": report.headline and Headline(flags=lists.write(report.headline.flags)),
    }


def _written(lists: JsonLists, items: Iterable[Struct] | UnsetType) -> Any:
    return UNSET if items is UNSET else lists.write(items)
