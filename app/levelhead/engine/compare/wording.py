"""Sensational wording: which was added or removed, and which became hotter or cooler."""

import re
from collections.abc import Iterable, Iterator, Sequence

from levelhead.engine.compare.groups import Alignment
from levelhead.engine.compare.kinds import Found
from levelhead.engine.compare.match import match, match_nearby, of_one_rule
from levelhead.engine.compare.side import Mark, Side, Sides
from levelhead.engine.compare.slots import counterparts
from levelhead.engine.deadline import Checkpoint
from levelhead.types import TextRange

# Strengths that differ by less are those of words that another reader would rank the other way.
STEP = 1.0


def wording_changes(sides: Sides, alignment: Alignment, checkpoint: Checkpoint) -> Iterator[Found]:
    """The changes of wording in all groups, and in sentences without a partner.

    Sensational words in place of sober ones are hotter; between other words they were added.
    Those that the other text has elsewhere were moved.
    """
    alone = alignment.alone
    removed = sides.before.marks_of(alone.before, "sensational")
    added = sides.after.marks_of(alone.after, "sensational")
    for group in alignment.groups:
        checkpoint()  # Before each: the longest take some milliseconds.
        before = sides.before.marks_of(group.before, "sensational")
        after = sides.after.marks_of(group.after, "sensational")
        if not (before or after):
            continue
        found = match(sides, before, after, _in_one_place)
        yield from _of_pairs(found.pairs)
        sober = counterparts(sides.before, group.before, found.before, sides.after, group.after)
        for old in found.before:
            there = sober.get(old.place) or _suggested(
                sides.before, group.before, old, sides.after, group.after
            )
            if there:
                yield Found("wording_cooled", old.place, there)
            elif not _has_word(sides.after, group.after, sides.before, old):
                removed.append(old)
        sober = counterparts(sides.after, group.after, found.after, sides.before, group.before)
        for new in found.after:
            there = sober.get(new.place) or _suggested(
                sides.after, group.after, new, sides.before, group.before
            )
            if there:
                yield Found("wording_heated", there, new.place)
            elif not _has_word(sides.before, group.before, sides.after, new):
                added.append(new)
    alone_before, alone_after = map(frozenset, alone)

    def reworded(old: Mark, new: Mark, _: int) -> bool:
        # If both claims have a partner, one word was removed and another added.
        return old.entry.category == new.entry.category and (
            sides.before.sentence_of(old) in alone_before
            or sides.after.sentence_of(new) in alone_after
        )

    nearby = match_nearby(sides, removed, added, alignment, reworded, checkpoint)
    yield from _of_pairs(nearby.pairs)
    _, removed, added = of_one_rule(nearby.before, nearby.after)
    for mark in removed:
        yield Found("wording_removed", mark.place, None)
    for mark in added:
        yield Found("wording_added", None, mark.place)


def _has_word(other: Side, sentences: Iterable[int], mine: Side, mark: Mark) -> bool:
    """Whether the other side has the same words, which were found in this one by their context.

    Capitals count, since a word in capitals may be shouted.
    """
    words = re.compile(rf"\b{re.escape(mine.document.plain[slice(*mark.place)])}\b")
    places = (other.document.sentences[number] for number in sentences)
    return any(words.search(other.document.plain, *place) for place in places)


def _suggested(
    mine: Side, sentences: Sequence[int], mark: Mark, other: Side, other_sentences: Sequence[int]
) -> TextRange | None:
    """Where only the other side has the sober word that the lexicon suggests for a mark.

    So "criticised" is in the place of "slammed" also where the sentence became a passive.
    """
    for suggestion in mark.entry.suggest(mine.text_of(mark.place)):
        if suggestion.action != "replace" or not suggestion.text:
            continue
        word = re.compile(rf"\b{re.escape(suggestion.text.lower())}\b")
        if any(map(word.search, mine.texts_of(sentences))):
            continue
        for number in other_sentences:
            if found := word.search(other.texts[number]):
                return other.place_in(number, *found.span())
    return None


def _of_pairs(pairs: Iterable[tuple[Mark, Mark]]) -> Iterator[Found]:
    for old, new in pairs:
        step = new.entry.strength - old.entry.strength
        if step >= STEP:
            yield Found("wording_heated", old.place, new.place)
        elif step <= -STEP:
            yield Found("wording_cooled", old.place, new.place)


def _in_one_place(old: Mark, new: Mark, shared: int) -> bool:
    return shared > 0 or old.entry.category == new.entry.category
