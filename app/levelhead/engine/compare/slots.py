"""Slots: which words of a claim are in the place that a mark has in its other version."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from levelhead.engine.compare.side import Mark, Side
from levelhead.types import TextRange

# The words of a claim that are aligned, so that this takes bounded time.
MAX_WORDS = 120
_WORD = re.compile(r"[\w£$€%]+(?:['’.,-]\w+)*")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# They fill no slot: "went ballistic over" is in the place of "questioned".
_EMPTY = _set(
    "a an the this that these those of in on at by for with from to into over about as and or but "
    "is are was were be been being has have had will would it its he she they his her their who "
    "which not"
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
            # From the right, since nouns come last: "plan" is where "scheme" is in "mad scheme".
            filled = [unit for unit in units[a:b] if unit in places or _fills(mine, unit)]
            others = [unit for unit in other_units[c:d] if _fills(other, unit)]
            for unit, there in zip(reversed(filled), reversed(others), strict=False):
                if unit in places:
                    found[unit] = there
    return found


def _fills(side: Side, unit: TextRange) -> bool:
    return side.text_of(unit) not in _EMPTY


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
