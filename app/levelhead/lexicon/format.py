"""The files of a lexicon as they are written; lexicons/README.md describes them for authors."""

import re
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from levelhead.lexicon.inflect import Inflection

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Texts = Text | list[Text]
Strength = Annotated[float, Field(ge=1, le=3, multiple_of=0.5)]
Action = Literal["delete", "attribute", "quantify", "rephrase"]

OWN_READING = "own reading"
# A style guide or a paper, and after the colon which one.
_OTHER_SOURCE = re.compile(r"(style guide|linguistics paper): .+")


def _source(value: str) -> str:
    if value != OWN_READING and not _OTHER_SOURCE.fullmatch(value):
        detail = 'should be "own reading", "style guide: …" or "linguistics paper: …"'
        raise PydanticCustomError("source", detail)
    return value


Source = Annotated[str, AfterValidator(_source)]


class _Raw(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RawWord(_Raw):
    """What is written after a word that is more than its strength.

    `only` and `unless` are fragments of text with `_` where the word is, or names of conditions.
    """

    strength: Strength
    only: Texts | None = None
    unless: Texts | None = None
    instead: Text | None = None
    yes: Texts | None = None
    no: Texts | None = None
    known_false: Texts | None = None
    where: Literal["headline"] | None = None
    message: Text | None = None
    advice: Action | list[Action] | None = None
    note: Text | None = None
    source: Source | None = None
    id: Text | None = None


class RawPattern(RawWord):
    """A regular expression around trigger words; `inflect` says what `instead` is."""

    pattern: Text
    inflect: Inflection | None = None


def _with_strength(value: object) -> object:
    """`bonkers = 3` is short for `bonkers = { strength = 3 }`."""
    if isinstance(value, int | float):
        return {"strength": value}
    if not isinstance(value, dict):
        raise PydanticCustomError("word", "should be a strength, or a table with a strength")
    return value


Words = dict[str, Annotated[RawWord, BeforeValidator(_with_strength)]]


class WordFile(_Raw):
    """One sense of a category: the words, by how they inflect."""

    about: Text
    message: Text | None = None
    advice: Action | list[Action] | None = None
    source: Source = OWN_READING
    conditions: dict[str, list[Text]] = {}
    adjectives: Words = {}
    verbs: Words = {}
    nouns: Words = {}
    adverbs: Words = {}
    phrases: Words = {}
    patterns: dict[str, RawPattern] = {}
    detectors: dict[str, RawWord] = {}


class RawContextPattern(_Raw):
    """A regular expression around trigger words, and texts in which it keeps words unmarked."""

    pattern: Text
    no: Texts


class ContextFile(_Raw):
    """Expressions in which no word is marked; `no` are texts that hold some of them."""

    about: Text
    no: list[Text]
    nouns: list[Text] = []
    phrases: list[Text] = []
    patterns: dict[str, RawContextPattern] = {}


class Categories(_Raw):
    """categories.toml: what each category is, in a sentence."""

    hedging: dict[str, Text]
    sensational: dict[str, Text]
    context: dict[str, Text]


class RawClass(_Raw):
    """One word class: plain words, and a pattern for what a list can't hold."""

    words: list[Text]
    inflect: Inflection | None = None
    pattern: Text | None = None


class RawClasses(_Raw):
    """classes.toml."""

    about: Text
    classes: dict[str, RawClass]


def texts(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """One text or several, as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value or ())
