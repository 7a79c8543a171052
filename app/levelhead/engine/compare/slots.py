"""Slots: which words of a claim are in the place that a mark has in its other version."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from levelhead.engine.compare.side import Mark, Side
from levelhead.types import CURRENCIES, TextRange, word_set

# How many words a phrase may have that takes the place of one mark, or of a phrase as long as
# itself. In longer phrases nobody can know which word is in whose place.
MAX_PHRASE = 3
# The same where phrases differ in length.
MAX_UNEQUAL = 2
# The words of a claim that are aligned, so that this takes bounded time.
MAX_WORDS = 120
_WORD = re.compile(rf"[\w{CURRENCIES}%]+(?:['’.,-]\w+)*")


# They fill no slot, nor do adverbs: "went ballistic over" is in the place of "questioned".
_EMPTY = word_set(
    "a an the this that these those of in on at by for with from to into over about as and or but "
    "is are was were be been being has have had will would it its he she they his her their who "
    "which not up out off down"
)


def counterparts(
    mine: Side,
    sentences: Iterable[int],
    marks: Sequence[Mark],
    other: Side,
    other_sentences: Iterable[int],
) -> dict[TextRange, TextRange]:
    """Where the words are that have the place of each mark in the other sentences.

    By the place of the mark. One that was put in between other words has no counterpart.
    """
    if not marks:
        return {}
    units = _units(mine, sentences, [mark.place for mark in marks])
    other_units = _units(other, other_sentences, ())
    words = [mine.text_of(unit) for unit in units]
    matcher = SequenceMatcher(None, words, [other.text_of(unit) for unit in other_units], False)
    places = {mark.place for mark in marks}
    found: dict[TextRange, TextRange] = {}
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "replace":
            filled = [unit for unit in units[a:b] if unit in places or _fills(mine, unit)]
            others = [unit for unit in other_units[c:d] if _fills(other, unit)]
            found.update(pair for pair in _in_place(filled, others) if pair[0] in places)
    return found


def _in_place(
    units: Sequence[TextRange], others: Sequence[TextRange]
) -> Iterable[tuple[TextRange, TextRange]]:
    """Each word of a phrase with what is in its place in another, where that is clear."""
    longest = max(len(units), len(others))
    if len(units) == 1 and others and longest <= MAX_PHRASE:
        return [(units[0], TextRange(others[0].start, others[-1].end))]
    if longest > (MAX_PHRASE if len(units) == len(others) else MAX_UNEQUAL):
        return []
    # From the right, since nouns come last: "plan" is where "scheme" is in "mad scheme".
    return zip(reversed(units), reversed(others), strict=False)


def _fills(side: Side, unit: TextRange) -> bool:
    words = side.text_of(unit)
    return not (words in _EMPTY or words.endswith("ly"))


def _units(side: Side, sentences: Iterable[int], places: Sequence[TextRange]) -> list[TextRange]:
    """The words in order; those of each place are one unit."""
    units: list[TextRange] = []
    waiting = list(reversed(places))
    for number in sentences:
        for match in _WORD.finditer(side.document.lowered, *side.document.sentences[number]):
            while waiting and waiting[-1].end <= match.start():
                waiting.pop()
            inside = bool(waiting) and waiting[-1].start < match.end()
            unit = waiting[-1] if inside else TextRange(*match.span())
            if units[-1:] != [unit]:
                units.append(unit)
            if len(units) == MAX_WORDS:
                return units
    return units
