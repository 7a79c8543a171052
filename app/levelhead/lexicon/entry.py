"""A rule of the lexicon as the engine uses it."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from msgspec import UNSET, Struct, UnsetType

from levelhead.lexicon.format import OWN_READING
from levelhead.lexicon.inflect import Inflection, agree
from levelhead.types import Dimension

# The folder of a file: a dimension, or `context`, whose entries keep words from being flagged.
Folder = Dimension | Literal["context"]


class Suggestion(Struct, frozen=True, forbid_unknown_fields=True):
    """What an editor could do: delete, attribute, quantify, rephrase, or replace with `text`."""

    action: str
    text: str | UnsetType = UNSET


class RuleStatistics(NamedTuple):
    """How often a rule fired in marked texts, how often on a mark, and the share of these."""

    found: int
    right: int
    precision: float


class Where(NamedTuple):
    """Where in its file an entry is written; both are empty for one that is the whole file."""

    section: str
    word: str


class Entry(Struct, frozen=True):
    """One rule: what it finds, how strongly it counts, and what to tell the editor.

    `forms` are all forms after inflection, lower case but for names; a pattern or a detector has
    none. `replacements` maps a form to the sober words in the same inflection; `agreeing` are sober
    words to be inflected like what was found. A
    `capitalised` entry is written with a capital, which then does not make it a name. `profile` is
    the name of the profile that it is from, empty for the lexicon's own.
    """

    id: str
    dimension: Folder
    category: str
    strength: float
    sense: str = ""
    forms: tuple[str, ...] = ()
    pattern: str | None = None
    detector: str | None = None
    headline_only: bool = False
    capitalised: bool = False
    by_caller: bool = False
    profile: str = ""
    only_preceded: tuple[str, ...] = ()
    only_followed: tuple[str, ...] = ()
    unless_preceded: tuple[str, ...] = ()
    unless_followed: tuple[str, ...] = ()
    message: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    replacements: Mapping[str, tuple[str, ...]] = {}
    agreeing: tuple[tuple[str, Inflection], ...] = ()
    note: str | None = None
    source: str = OWN_READING
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    known_false: tuple[str, ...] = ()

    def suggest(self, form: str) -> tuple[Suggestion, ...]:
        """The suggestions for the form that was found (lower case)."""
        if not self.replacements and not self.agreeing:
            return self.suggestions
        sober = self.replacements.get(form, ())
        if self.agreeing:
            sober += tuple(agree(word, kind, form) for word, kind in self.agreeing)
        return (*(Suggestion("replace", w) for w in sober), *self.suggestions)


class LexiconFile(NamedTuple):
    """A sense of a category: one file of entries.

    `written` has the section and the key under which each entry is written, in the same order.
    """

    path: str
    dimension: Folder
    category: str
    sense: str
    about: str
    entries: tuple[Entry, ...]
    written: tuple[Where, ...] = ()
