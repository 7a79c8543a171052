"""Causation: whether a claim states a cause, or only that things go together."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from levelhead.engine.compare import causal_words as words
from levelhead.engine.compare.groups import Group
from levelhead.engine.compare.kinds import Found
from levelhead.engine.compare.side import Side, Sides
from levelhead.types import TextRange

# As many letters of a word are the same in its other forms.
ROOT = 5
# How many code points before a word may deny it: a negator and three words.
_REACH = 40


class Stated(NamedTuple):
    """The words of a claim that state a cause, a change or an effect."""

    causes: list[TextRange]
    changes: list[TextRange]
    effects: list[TextRange]


class Version(NamedTuple):
    """A claim in one of the texts."""

    side: Side
    sentences: Sequence[int]
    stated: Stated


def causation_changes(sides: Sides, group: Group) -> Iterator[Found]:
    """The change of causation in a group: at most one."""
    before, after = _version(sides.before, group.before), _version(sides.after, group.after)
    if added := _new_cause(after, before):
        cause, less = added
        yield Found("causation_added", less, cause)
    elif dropped := _new_cause(before, after):
        cause, less = dropped
        yield Found("causation_dropped", cause, less)


def _new_cause(one: Version, other: Version) -> tuple[TextRange, TextRange] | None:
    """The words with which a version states a cause, and those with which the other states less.

    Changes and effects are none where the other version has some too. Where it only says what was
    when, what is caused must be in its text.
    """
    causes, changes, effects = one.stated
    if other.stated.causes or not (causes or changes or effects):
        return None
    if other.stated.changes or other.stated.effects:
        changes, effects = [], []
    associations, sequences = _less(other)
    if associations:
        weak = [] if _less(one)[0] else sorted([*changes, *effects])
        return next(((cause, associations[0]) for cause in [*causes, *weak]), None)
    if sequences:
        texts = other.side.texts_of(other.sentences)
        for cause in [*causes, *changes]:
            if any(one.side.text_of(cause)[:ROOT] in text for text in texts):
                continue  # "protection" where there was "protect".
            behind = one.side.words_behind(cause)
            if any(word in text for word in behind for text in texts):
                return cause, sequences[0]
    return None


def _version(side: Side, sentences: Sequence[int]) -> Version:
    stated = Stated([], [], [])
    for number in sentences:
        text = side.texts[number]
        for found in words.STATED.finditer(text):
            if _is_denied(text, found.start()):
                continue
            place = side.place_in(number, found.start(), found.end())
            if found["cause"]:
                stated.causes.append(place)
            elif words.NOT_A_VERB.search(_left_of(text, found.start())):
                continue
            elif found["effect"]:
                stated.effects.append(place)
            elif measured := words.MEASURED.match(text, found.end()):
                stated.causes.append(side.place_in(number, found.start(), measured.end()))
            else:
                stated.changes.append(place)
    return Version(side, sentences, stated)


def _less(version: Version) -> tuple[list[TextRange], list[TextRange]]:
    """The words that state less than a cause: associations, and what was when."""
    associations: list[TextRange] = []
    sequences: list[TextRange] = []
    for number in version.sentences:
        text = version.side.texts[number]
        for found in words.LESS.finditer(text):
            if not _is_denied(text, found.start()):
                place = version.side.place_in(number, found.start(), found.end())
                (associations if found["association"] else sequences).append(place)
    return associations, sequences


def _is_denied(text: str, start: int) -> bool:
    return words.DENIED.search(_left_of(text, start)) is not None


def _left_of(text: str, start: int) -> str:
    return text[max(start - _REACH, 0) : start]
