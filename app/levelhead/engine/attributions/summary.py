"""The summary: who says how much, under one name wherever the text leaves no doubt."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from levelhead.engine.attributions.find import Attribution
from levelhead.engine.attributions.people import People, Person
from levelhead.engine.deadline import Checkpoint, with_checkpoints
from levelhead.engine.document import Document
from levelhead.lexicon.reporting import Reporting
from levelhead.types import SourceKind, TextRange

_LEADING = re.compile(r"(?:the|mr|mrs|ms|miss|mx|dr|sir|dame|lord|lady|prof|professor)\.? ")
_POSSESSIVE = re.compile(r"'s?\Z")


class Speaker(NamedTuple):
    """A source, the place of its longest name, and the indexes of its attributions."""

    name: TextRange
    source_kind: SourceKind
    attributions: tuple[int, ...]


def speakers_of(
    document: Document,
    attributions: Sequence[Attribution],
    reporting: Reporting,
    checkpoint: Checkpoint,
) -> list[Speaker]:
    """The sources in the order in which they first speak.

    "Ann Marsh" and "Marsh" are one unless another name ends so. "He" and "she" count for the only
    one of whom they can be said, see People.meant_by(); other pronouns are left out.
    """
    names = _names(document, attributions)
    keys = _keys(names)
    sources = (
        Person(name.place, keys[n])
        for n, name in names.items()
        if attributions[n].source_kind == "named" or _is_one(name.text, reporting)
    )
    people = People(document, sources, reporting.bodies)
    spoken: defaultdict[str, list[int]] = defaultdict(list)
    longest: dict[str, tuple[TextRange, SourceKind]] = {}
    for number, attribution in enumerate(with_checkpoints(attributions, checkpoint)):
        if number in keys:
            key, place, kind = keys[number], names[number].place, attribution.source_kind
        elif attribution.source and (person := people.meant_by(attribution.source)):
            key, place, kind = person.key, person.place, "named"
        else:
            continue
        spoken[key].append(number)
        known = longest.get(key)
        if known is None or place.end - place.start > known[0].end - known[0].start:
            longest[key] = (place, kind)
    return [Speaker(*longest[key], tuple(numbers)) for key, numbers in spoken.items()]


def _is_one(text: str, reporting: Reporting) -> bool:
    """Whether "he" or "she" can be said of a source without a name."""
    last = text.rpartition(" ")[2]
    return last not in reporting.bodies and last != "police" and not last.endswith("s")


class _Name(NamedTuple):
    place: TextRange
    text: str


def _names(document: Document, attributions: Sequence[Attribution]) -> dict[int, _Name]:
    """By index, the source of each attribution that has one and no pronoun, in lower case."""
    found: dict[int, _Name] = {}
    for number, each in enumerate(attributions):
        if each.source and each.source_kind != "pronoun":
            text = document.lowered[each.source.start : each.source.end]
            name = _POSSESSIVE.sub("", text)
            place = TextRange(each.source.start, each.source.end - len(text) + len(name))
            found[number] = _Name(place, _LEADING.sub("", name, count=1))
    return found


def _keys(names: Mapping[int, _Name]) -> dict[int, str]:
    """For each name its last word, or all of it if another name has the same last word."""
    ending: defaultdict[str, set[str]] = defaultdict(set)
    for _, text in names.values():
        if " " in text:
            ending[text.rpartition(" ")[2]].add(text)
    keys: dict[int, str] = {}
    for number, (_, text) in names.items():
        last = text.rpartition(" ")[2]
        keys[number] = text if len(ending[last]) > 1 else last
    return keys
