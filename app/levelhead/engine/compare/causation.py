"""Causation: whether a claim states a cause, or only that things go together."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from levelhead.engine.compare import causal_words as words
from levelhead.engine.compare.groups import Group
from levelhead.engine.compare.kinds import Found
from levelhead.engine.compare.side import ROOT, Side, Sides
from levelhead.types import TextRange

# What was when, and often why.
_REASONS = frozenset(("as", "since"))
# How many code points before a word may deny it: a negator and three words.
_REACH = 40


class Stated(NamedTuple):
    """A claim in one of the texts, and its words that state a cause, a change or an effect."""

    side: Side
    sentences: Sequence[int]
    causes: list[TextRange]
    changes: list[TextRange]
    effects: list[TextRange]


def causation_changes(sides: Sides, group: Group) -> Iterator[Found]:
    """The change of causation in a group: at most one."""
    before, after = _stated(sides.before, group.before), _stated(sides.after, group.after)
    if added := _new_cause(after, before):
        cause, less = added
        yield Found("causation_added", less, cause)
    elif dropped := _new_cause(before, after):
        cause, less = dropped
        yield Found("causation_dropped", cause, less)


def _new_cause(one: Stated, other: Stated) -> tuple[TextRange, TextRange] | None:
    """The words of one version that state a cause, and those of the other that state less.

    Changes and effects are no causes where the other version has some too. Where that only says
    what happened when, its text must name what is caused.
    """
    _, _, causes, changes, effects = one
    if other.causes or not (causes or changes or effects):
        return None
    if other.changes or other.effects:
        changes, effects = [], []
    associations, sequences = _less(other)
    if associations:
        weak = [] if _less(one)[0] else sorted([*changes, *effects])
        return next(((cause, associations[0]) for cause in [*causes, *weak]), None)
    if sequences:
        texts = other.side.texts_of(other.sentences)
        for cause in [*causes, *changes]:
            weaker = sequences
            if words.REASON.match(one.side.text_of(cause)):
                # "Shut as it rained" gives the reason as well.
                weaker = [each for each in sequences if other.side.text_of(each) not in _REASONS]
            if not weaker or any(one.side.text_of(cause)[:ROOT] in text for text in texts):
                continue  # "protection" where there was "protect".
            after = one.side.words_after(cause)
            if any(word in text for word in after for text in texts):
                return cause, weaker[0]
    return None


def _stated(side: Side, sentences: Sequence[int]) -> Stated:
    stated = Stated(side, sentences, [], [], [])
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
    return stated


def _less(claim: Stated) -> tuple[list[TextRange], list[TextRange]]:
    """The words that state less than a cause: associations, and what happened when."""
    associations: list[TextRange] = []
    sequences: list[TextRange] = []
    for number in claim.sentences:
        text = claim.side.texts[number]
        for found in words.LESS.finditer(text):
            if not _is_denied(text, found.start()):
                place = claim.side.place_in(number, found.start(), found.end())
                (associations if found["association"] else sequences).append(place)
    return associations, sequences


def _is_denied(text: str, start: int) -> bool:
    return words.DENIED.search(_left_of(text, start)) is not None


def _left_of(text: str, start: int) -> str:
    return text[max(start - _REACH, 0) : start]
