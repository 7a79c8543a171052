"""People: who is named where in a document, and whom a pronoun may therefore mean."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Set
from itertools import islice
from typing import NamedTuple

from levelhead.engine.document import Document
from levelhead.types import TextRange, word_set

_HE = word_set(
    "mr sir lord spokesman chairman businessman father husband brother son king man boy actor"
)
_SHE = word_set(
    "mrs ms miss dame lady spokeswoman chairwoman businesswoman mother wife sister daughter queen "
    "woman girl actress widow"
)
_MEANT = {"he": "he", "his": "he", "him": "he", "she": "she", "her": "she"}
# Two words with capitals, of which the first may be a given name or a title; but "the White House".
_NAME = re.compile(r"(?<!\bthe )\b(?=(?:(?:Mrs?|Ms|Dr)\.|[A-Z][^\W\d_]+) ([A-Z](?:[\w-]*\w)?))")
_CAPITAL = re.compile(r"\b[A-Z][\w-]*\w")


class Person(NamedTuple):
    """Somebody named at a place; `key` is the same wherever it is the same one."""

    place: TextRange
    key: str


class People:
    """The people whom a document names.

    `sources` are known already. Any other two words with capitals may be somebody too, unless the
    second is one of `bodies`: the surname is the key, and they are where it is again.
    """

    def __init__(self, document: Document, sources: Iterable[Person], bodies: Set[str]) -> None:
        self._document = document
        found = {person.place.start: person for person in sources}
        for match in _NAME.finditer(document.plain):
            key = match[1].lower()
            if key not in bodies:
                found.setdefault(match.start(), Person(TextRange(match.start(), match.end(1)), key))
        keys = {person.key for person in found.values()}
        for match in _CAPITAL.finditer(document.plain):
            if match[0].lower() in keys:
                found.setdefault(match.start(), Person(TextRange(*match.span()), match[0].lower()))
        pronouns = self._pronouns(found.values())
        # By paragraph and pronoun; each person where first named there.
        self._named: defaultdict[tuple[int, str], dict[str, Person]] = defaultdict(dict)
        for _, person in sorted(found.items()):
            known = pronouns.get(person.key)
            for pronoun in (known,) if known else ("he", "she"):
                place = (self._paragraph(person.place.start), pronoun)
                self._named[place].setdefault(person.key, person)

    def _pronouns(self, people: Iterable[Person]) -> dict[str, str]:
        found: dict[str, str] = {}
        for place, key in people:
            words = {
                w.rstrip(".,") for w in self._document.lowered[place.start : place.end].split()
            }
            if not words.isdisjoint(_HE):
                found[key] = "he"
            elif not words.isdisjoint(_SHE):
                found[key] = "she"
        return found

    def _paragraph(self, offset: int) -> int:
        return bisect_right(self._document.paragraph_starts, offset)

    def meant_by(self, pronoun: TextRange) -> Person | None:
        """The only one whom "he" or "she" can mean; None if there is none or another.

        Anybody named before it in its paragraph or in the one before that can be meant.
        """
        meant = _MEANT.get(self._document.lowered[pronoun.start : pronoun.end], "")
        at = self._paragraph(pronoun.start)
        candidates: dict[str, Person] = {}
        for paragraph in (at, at - 1):
            # Two are one too many, and the first ones are those that may be before the pronoun.
            for key, person in islice(self._named.get((paragraph, meant), {}).items(), 2):
                if person.place.start < pronoun.start:
                    candidates.setdefault(key, person)
        return next(iter(candidates.values())) if len(candidates) == 1 else None
