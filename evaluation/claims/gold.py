"""The items of the four gold sets, as README.md describes them, and how they are read.

All offsets are in code points.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from msgspec import DecodeError, Struct
from msgspec.json import decode

from levelhead.engine.compare import Kind

HERE = Path(__file__).parent


class Item(Struct, forbid_unknown_fields=True):
    """One line of a set."""

    id: str


class ClaimPair(Item):
    """Two sentences, and the kind of trap if they do not make the same claim."""

    a: str
    b: str
    same: bool
    trap: (
        Literal["negation", "roles", "figure", "name", "place", "time", "plan", "part", "topic"]
        | None
    )


class Attribution(Struct, forbid_unknown_fields=True):
    """The wording that reports a statement, and its source; a stance of None is not assessed."""

    verb: str
    verb_start: int
    source: str | None
    source_start: int | None
    stance: Literal["neutral", "doubting", "loaded", "confirming"] | None
    source_kind: Literal["named", "role", "unnamed", "pronoun", "none"]
    direct: bool


class Sentence(Item):
    """One sentence or a few, with all their attributions."""

    text: str
    attributions: list[Attribution]


class Flag(Struct, forbid_unknown_fields=True):
    """What is wrong with a headline, and the words of it on which that rests."""

    kind: Literal["unhedged", "hotter", "quoted_only", "not_in_body"]
    text: str
    start: int


class Story(Item):
    """A headline with its story."""

    headline: str
    body: str
    flags: list[Flag]


class Change(Struct, forbid_unknown_fields=True):
    """A change of a rewrite, with the words that it concerns on either side."""

    kind: Kind
    before: str | None
    before_start: int | None
    after: str | None
    after_start: int | None


class Rewrite(Item):
    """Two versions of a story."""

    before: str
    after: str
    changes: list[Change]


SETS: dict[str, type[Item]] = {
    "same_claim": ClaimPair,
    "attributions": Sentence,
    "headline": Story,
    "compare": Rewrite,
}

T = TypeVar("T", bound=Item)


class Mark(NamedTuple):
    """Marked words and where they should be in the text; None twice if nothing is marked."""

    text: str
    words: str | None
    start: int | None

    @property
    def is_right(self) -> bool:
        """Whether the words are at their offset."""
        if self.words is None or self.start is None:
            return self.words is None and self.start is None
        return self.text.startswith(self.words, self.start)


def read(path: Path, kind: type[T]) -> Iterator[T]:
    """The items of a file.

    Raises ValueError with file and line where an item is not well formed, or where marked words are
    not at their offset.
    """
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            item = decode(line, type=kind)
        except DecodeError as error:
            raise ValueError(f"{path.name}:{number}: {error}") from error
        for mark in marks(item):
            if not mark.is_right:
                raise ValueError(f"{path.name}:{number}: {mark.words!r} is not at {mark.start}")
        yield item


def marks(item: Item) -> Iterator[Mark]:
    """All marks of an item."""
    match item:
        case Sentence():
            for attribution in item.attributions:
                yield Mark(item.text, attribution.verb, attribution.verb_start)
                yield Mark(item.text, attribution.source, attribution.source_start)
        case Story():
            for flag in item.flags:
                yield Mark(item.headline, flag.text, flag.start)
        case Rewrite():
            for change in item.changes:
                yield Mark(item.before, change.before, change.before_start)
                yield Mark(item.after, change.after, change.after_start)
