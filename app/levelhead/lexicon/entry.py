"""What one entry of a lexicon file holds, as written and as used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, NamedTuple

from msgspec import UNSET, Struct, UnsetType
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from levelhead.lexicon.inflect import Inflection, agree
from levelhead.types import Dimension

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Action = Literal["delete", "attribute", "quantify", "rephrase"]

# The folder of a file: a dimension, or `context`, whose entries keep words from being flagged.
Folder = Dimension | Literal["context"]

# Its kind, and after a colon which one.
Source = Annotated[
    str, StringConstraints(pattern=r"^(own reading|(style guide|linguistics paper): .+)$")
]
OWN_READING = "own reading"


class Suggestion(Struct, frozen=True, forbid_unknown_fields=True):
    """What an editor could do: delete, attribute, quantify, rephrase, or replace with `text`."""

    action: str
    text: str | UnsetType = UNSET


class Replace(BaseModel):
    """`{ replace = "criticise" }`: sober words, inflected like the form that was found.

    Where the entry lists its inflected forms itself, `inflect` says what the sober word is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    replace: Text
    inflect: Inflection | None = None


class RawEntry(BaseModel):
    """One `[entries.ID]` table, as lexicons/README.md describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    forms: list[Text] = []
    pattern: Text | None = None
    detector: Text | None = None
    inflect: Inflection | None = None
    strength: Annotated[float, Field(ge=1, le=3, multiple_of=0.5)] = 2
    hits: list[Text] = []
    misses: list[Text] = []
    known_false: list[Text] = []
    only_preceded: list[Text] = []
    only_followed: list[Text] = []
    unless_preceded: list[Text] = []
    unless_followed: list[Text] = []
    where: Literal["headline"] | None = None
    message: Text | None = None
    suggestions: list[Action | Replace] = []
    note: Text | None = None
    source: Source | None = None


class RawFile(BaseModel):
    """One TOML file of entries."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    about: Text
    message: Text | None = None
    source: Source = OWN_READING
    entries: dict[str, RawEntry]


class RawClass(BaseModel):
    """One word class: plain words, and a pattern for what a list can't hold."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    words: list[Text]
    inflect: Inflection | None = None
    pattern: Text | None = None


class RawClasses(BaseModel):
    """context/words.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    about: Text
    classes: dict[str, RawClass]


class RuleStatistics(NamedTuple):
    """How often a rule fired in the gold set, how often on a mark, and the share of these."""

    found: int
    right: int
    precision: float


class MeasuredRules(NamedTuple):
    """What was measured by rule, and the hash of the word lists that it was measured with."""

    lexicon: str
    rules: Mapping[str, RuleStatistics]


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule: what it finds, how strongly it counts, and what to tell the editor.

    `forms` are all forms after inflection, lower case but for names; a pattern or a detector has
    none. `replacements` maps a form to the sober words in the same inflection; `agreeing` are sober
    words to be inflected like what was found.
    """

    id: str
    dimension: Folder
    category: str
    strength: float
    forms: tuple[str, ...] = ()
    pattern: str | None = None
    detector: str | None = None
    headline_only: bool = False
    by_caller: bool = False
    only_preceded: tuple[str, ...] = ()
    only_followed: tuple[str, ...] = ()
    unless_preceded: tuple[str, ...] = ()
    unless_followed: tuple[str, ...] = ()
    message: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    replacements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
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
    """A category: one file of entries."""

    path: str
    dimension: Folder
    category: str
    about: str
    message: str
    entries: tuple[Entry, ...]
