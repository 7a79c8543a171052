"""The attributions of a document as parts of its report."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from levelhead.engine import attributions, report
from levelhead.engine.bounds import MAX_ITEMS, at_most
from levelhead.engine.deadline import Checkpoint, with_checkpoints
from levelhead.engine.detect import Candidate
from levelhead.engine.document import Document
from levelhead.engine.places import PlaceOf
from levelhead.lexicon import Lexicon
from levelhead.types import TextRange


class ReportedAttributions(NamedTuple):
    """What `include: ["attributions"]` adds to a report."""

    attributions: tuple[report.Attribution, ...]
    sources: tuple[report.Source, ...]
    stacked_hedges: tuple[report.StackedHedge, ...]


def reported_attributions(
    document: Document,
    lexicon: Lexicon,
    hedges: Sequence[Candidate],
    place_of: PlaceOf,
    checkpoint: Checkpoint,
) -> ReportedAttributions:
    """Who says what in the document, and which of its `hedges` are stacked; TooMuch: bounds.py."""
    found = attributions.attributions_of(document, lexicon.reporting, checkpoint)
    listed = [*at_most(found, MAX_ITEMS, "attributions")]
    speakers = attributions.speakers_of(document, listed, lexicon.reporting, checkpoint)
    stacked = attributions.stacked_hedges(document, hedges, lexicon)
    return ReportedAttributions(
        tuple(_attribution(each, place_of) for each in with_checkpoints(listed, checkpoint)),
        tuple(_source(each, listed, place_of) for each in with_checkpoints(speakers, checkpoint)),
        tuple(_stacked(each, document, place_of) for each in stacked),
    )


def _attribution(found: attributions.Attribution, place_of: PlaceOf) -> report.Attribution:
    return report.Attribution(
        verb=_excerpt(found.verb, place_of),
        source=None if found.source is None else _excerpt(found.source, place_of),
        stance=found.stance,
        source_kind=found.source_kind,
        direct=found.direct,
        sentence=found.sentence,
    )


def _source(
    speaker: attributions.Speaker, listed: Sequence[attributions.Attribution], place_of: PlaceOf
) -> report.Source:
    stances = Counter(listed[number].stance for number in speaker.attributions)
    return report.Source(
        name=_excerpt(speaker.name, place_of).text,
        source_kind=speaker.source_kind,
        stances=report.Stances(
            neutral=stances["neutral"],
            doubting=stances["doubting"],
            loaded=stances["loaded"],
            confirming=stances["confirming"],
        ),
        attributions=speaker.attributions,
    )


def _stacked(found: TextRange, document: Document, place_of: PlaceOf) -> report.StackedHedge:
    block, start, end, text = place_of(found)
    sentence = document.sentence_at(found.start)
    return report.StackedHedge(block=block, start=start, end=end, text=text, sentence=sentence)


def _excerpt(found: TextRange, place_of: PlaceOf) -> report.Excerpt:
    block, start, end, text = place_of(found)
    return report.Excerpt(block=block, start=start, end=end, text=text)
