"""Two texts compared: the pairs of their sentences, and what changed in each claim."""

from collections.abc import Iterable, Iterator, Sequence
from math import inf
from operator import itemgetter

from levelhead.engine.analyzer import Analysis
from levelhead.engine.claims import Pair
from levelhead.engine.compare.align import align
from levelhead.engine.compare.causation import causation_changes
from levelhead.engine.compare.comparison import (
    Change,
    Comparison,
    Difference,
    Place,
    SentencePair,
    Unpaired,
)
from levelhead.engine.compare.facts import fact_changes
from levelhead.engine.compare.groups import Alignment, Group
from levelhead.engine.compare.hedges import hedge_changes
from levelhead.engine.compare.kinds import MEANINGS, Found
from levelhead.engine.compare.side import Sides, side_of
from levelhead.engine.compare.sources import find_sources, source_changes
from levelhead.engine.compare.wording import wording_changes
from levelhead.engine.deadline import Checkpoint
from levelhead.engine.report import Score
from levelhead.engine.score import PLACES
from levelhead.lexicon import Lexicon
from levelhead.lexicon.concepts import Concepts
from levelhead.types import TextRange


def comparison_of(
    before: Analysis, after: Analysis, lexicon: Lexicon, checkpoint: Checkpoint
) -> Comparison:
    """The comparison of two texts that were analysed; raises what `checkpoint` raises."""
    sides = Sides(side_of(before), side_of(after))
    alignment = align(sides, lexicon, checkpoint)
    differing = (
        {n for group in alignment.groups for n in group.before},
        {m for group in alignment.groups for m in group.after},
    )
    sides = Sides(
        *(
            find_sources(side, numbers, lexicon.reporting, checkpoint)
            for side, numbers in zip(sides, differing, strict=True)
        )
    )
    found = _found(sides, alignment, lexicon.concepts, checkpoint)
    old, new = before.report.scores, after.report.scores
    return Comparison(
        before=before.report,
        after=after.report,
        difference=Difference(
            sensational=_step(old.sensational, new.sensational),
            hedging=_step(old.hedging, new.hedging),
        ),
        pairs=tuple(SentencePair(*pair) for pair in alignment.pairs),
        unpaired=Unpaired(*alignment.alone),
        changes=tuple(_changes(before, after, alignment.pairs, found)),
    )


def _step(old: Score, new: Score) -> float:
    return round(new.score - old.score, PLACES)


def _found(
    sides: Sides, alignment: Alignment, concepts: Concepts, checkpoint: Checkpoint
) -> Iterator[Found]:
    reported: dict[Group, list[Found]] = {}
    for group in alignment.groups:
        checkpoint()  # Before each: the longest take some milliseconds.
        changes = reported[group] = [
            *(
                change
                for change in causation_changes(sides, group)
                if not _is_loaded(sides, change)
            ),
            *source_changes(sides, group),
            *fact_changes(sides, alignment, group, concepts),
        ]
        yield from changes
    yield from hedge_changes(sides, alignment, reported, concepts, checkpoint)
    yield from wording_changes(sides, alignment, checkpoint)


def _is_loaded(sides: Sides, change: Found) -> bool:
    """Whether the cause is part of sensational wording: who "sparked fury" was criticised."""
    side, cause = (
        (sides.after, change.after)
        if change.kind == "causation_added"
        else (sides.before, change.before)
    )
    assert cause
    marks = side.marks_of([side.document.sentence_at(cause.start)], "sensational")
    return any(mark.place.start <= cause.start < mark.place.end for mark in marks)


def _changes(
    before: Analysis, after: Analysis, pairs: Sequence[Pair], found: Iterable[Found]
) -> list[Change]:
    """The changes in the order of `before`; those in sentences that it lacks come last."""
    pair_before = {pair.before: number for number, pair in reversed([*enumerate(pairs)])}
    pair_after = {pair.after: number for number, pair in reversed([*enumerate(pairs)])}
    placed: list[tuple[tuple[float, ...], Change]] = []
    for kind, old_range, new_range in found:
        old, new = _place(before, old_range), _place(after, new_range)
        pair = pair_before.get(old.sentence) if old else None
        if new and pair is None:
            pair = pair_after.get(new.sentence)
        sentences = (
            old.sentence if old else inf if pair is None else pairs[pair].before,
            new.sentence if new else -1 if pair is None else pairs[pair].after,
        )
        where = (*sentences, _depth(after, new_range) or _depth(before, old_range))
        effect, message = MEANINGS[kind]
        words = message.format(before=old and old.text, after=new and new.text)
        placed.append((where, Change(kind, effect, words, old, new, pair)))
    return [change for _, change in sorted(placed, key=itemgetter(0))]


def _depth(analysis: Analysis, found: TextRange | None) -> int:
    """How far from the start of its sentence it is."""
    if found is None:
        return 0
    return (
        found.start - analysis.document.sentences[analysis.document.sentence_at(found.start)].start
    )


def _place(analysis: Analysis, found: TextRange | None) -> Place | None:
    if found is None:
        return None
    document = analysis.document
    block, start, end, text = analysis.places.of(found, document.block_at(found.start))
    sentence = document.sentence_at(found.start)
    return Place(block=block, start=start, end=end, text=text, sentence=sentence)
