"""Causation: whether a claim states a cause, or only that things go together."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from levelhead.engine.compare import causal_words as words
from levelhead.engine.compare.groups import Group
from levelhead.engine.compare.kinds import Found
from levelhead.engine.compare.side import Side, Sides
from levelhead.types import TextRange

# How many code points before a word may deny it: a negator and three words.
_REACH = 40


class Links(NamedTuple):
    """The words of a claim that state a cause, a change or an effect; and those that state less."""

    causes: list[TextRange]
    changes: list[TextRange]
    effects: list[TextRange]
    associations: list[TextRange]
    sequences: list[TextRange]


def causation_changes(sides: Sides, group: Group) -> Iterator[Found]:
    """The change of causation in a group: at most one."""
    before, after = _links(sides.before, group.before), _links(sides.after, group.after)
    if added := _new_cause(sides.after, after, before, sides.before.texts_of(group.before)):
        cause, less = added
        yield Found("causation_added", less, cause)
    elif dropped := _new_cause(sides.before, before, after, sides.after.texts_of(group.after)):
        cause, less = dropped
        yield Found("causation_dropped", cause, less)


def _new_cause(
    side: Side, links: Links, others: Links, other_texts: Sequence[str]
) -> tuple[TextRange, TextRange] | None:
    """The words with which a side states a cause, and those with which the other states less.

    Changes and effects are none where the other side has some too. Where it only says what was
    when, what is caused must be in its text.
    """
    if others.causes:
        return None
    changes, effects = ([], []) if others.changes or others.effects else links[1:3]
    if others.associations:
        weak = [] if links.associations else sorted([*changes, *effects])
        return next(((cause, others.associations[0]) for cause in [*links.causes, *weak]), None)
    if others.sequences:
        for cause in [*links.causes, *changes]:
            behind = side.words_behind(cause)
            if any(word in text for word in behind for text in other_texts):
                return cause, others.sequences[0]
    return None


def _links(side: Side, sentences: Iterable[int]) -> Links:
    links = Links([], [], [], [], [])
    for number in sentences:
        start = side.document.sentences[number].start
        (text,) = side.texts_of([number])
        for found in words.STATED.finditer(text):
            if _is_denied(text, found.start()):
                continue
            place = TextRange(start + found.start(), start + found.end())
            if found["cause"]:
                links.causes.append(place)
            elif words.NOT_A_VERB.search(_left_of(text, found.start())):
                continue
            elif found["effect"]:
                links.effects.append(place)
            elif measured := words.MEASURED.match(text, found.end()):
                links.causes.append(place._replace(end=start + measured.end()))
            else:
                links.changes.append(place)
        for found in words.LESS.finditer(text):
            if not _is_denied(text, found.start()):
                place = TextRange(start + found.start(), start + found.end())
                (links.associations if found["association"] else links.sequences).append(place)
    return links


def _is_denied(text: str, start: int) -> bool:
    return words.DENIED.search(_left_of(text, start)) is not None


def _left_of(text: str, start: int) -> str:
    return text[max(start - _REACH, 0) : start]
