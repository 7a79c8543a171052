"""Profiles: a newsroom's own words on top of the lexicon, and what it wants of the lexicon's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from unicodedata import normalize

from levelhead.lexicon.compiled import Lexicon
from levelhead.lexicon.entry import Entry
from levelhead.types import Quotes, Role


class Allowed(NamedTuple):
    """A term that is not flagged, and why; `until` is the last day.

    Without `desks`, whose names are those of desk_of(), it holds for each, without `roles` in each
    block.
    """

    term: str
    reason: str
    until: date | None = None
    desks: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()

    def holds(self, today: date, desk: str | None) -> bool:
        """Whether it is in force today for a text of this desk, named as by desk_of()."""
        return (self.until is None or today <= self.until) and (
            not self.desks or desk in self.desks
        )


def desk_of(written: str) -> str:
    """The name of a desk, the same however its capitals and accents are written."""
    return normalize("NFC", normalize("NFC", written).casefold())


class Strength(NamedTuple):
    """How much a rule of the lexicon counts, by a profile or the one that it extends."""

    value: float
    profile: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What a newsroom's folder says, together with the profile that it extends.

    `words` are its own entries, whose ids begin with the name of their profile. `strengths` are
    those of rules that count more or less than in the lexicon, `off` the ids of rules and
    `off_categories` the categories that are switched off. `thresholds` are the least scores by
    category.
    """

    name: str
    about: str
    extends: str | None
    hash: str
    words: Lexicon
    strengths: Mapping[str, Strength]
    off: frozenset[str]
    off_categories: frozenset[str]
    thresholds: Mapping[str, float]
    allowed: tuple[Allowed, ...]
    min_score: float
    quotes: Quotes

    def switches_off(self, entry: Entry) -> bool:
        """Whether the profile does not want what this entry of the lexicon finds."""
        own = entry.profile or entry.by_caller
        return not own and (entry.id in self.off or entry.category in self.off_categories)

    def source_of(self, entry: Entry) -> str:
        """The profile that the entry or its strength is from; empty if it is the lexicon."""
        changed = self.strengths.get(entry.id)
        return entry.profile or (changed.profile if changed else "")
