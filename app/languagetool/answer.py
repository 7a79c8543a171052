"""The answers of the protocol: a report as LanguageTool would put it, and its lists.

What is required here is what the clients can't do without; the other server may leave out the
rest, and what it adds beyond this is dropped. Nothing is ever null.
"""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from app.encode import VERSION
from app.languagetool.rules import STYLE, STYLE_NAME

Offset = Annotated[int, Meta(ge=0, description="In UTF-16 units of text and markup.")]
Length = Annotated[int, Meta(ge=0, description="In UTF-16 units of text and markup.")]


# A list for the contract: generators of clients stumble over a tuple's `items: false`.
Range = Annotated[tuple[Offset, ...], Meta(min_length=2, max_length=2)]


class Replacement(Struct, frozen=True, rename="camel"):
    """Words to put instead; empty where the found ones are better left out."""

    value: str
    short_description: str | UnsetType = UNSET
    suffix: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    auto_correct: bool | UnsetType = UNSET
    confidence: float | UnsetType = UNSET


class Context(Struct, frozen=True):
    """A match with what stands around it, on one line."""

    text: str = ""
    offset: Annotated[int, Meta(ge=0, description="Of the match, in UTF-16 units of `text`.")] = 0
    length: Length = 0


class MatchType(Struct, frozen=True, rename="camel"):
    """How clients may colour a match."""

    type_name: str = "Hint"


class Link(Struct, frozen=True):
    """Where more is told about a rule."""

    value: str


class MatchCategory(Struct, frozen=True):
    """The group of a rule."""

    id: str = STYLE
    name: str = STYLE_NAME


class MatchRule(Struct, frozen=True, rename="camel", kw_only=True):
    """What a match is about: a category of the lexicons, and as `subId` the rule in it."""

    id: str
    sub_id: str | UnsetType = UNSET
    source_file: str | UnsetType = UNSET
    description: str
    issue_type: str
    temp_off: bool | UnsetType = UNSET
    urls: tuple[Link, ...] = ()
    category: MatchCategory
    is_premium: bool | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET


class Match(Struct, frozen=True, rename="camel", kw_only=True):
    """A place in the text and what is said of it."""

    message: str
    short_message: str = ""
    replacements: tuple[Replacement, ...]
    offset: Offset
    length: Length
    context: Context = Context()
    sentence: str = ""
    type: MatchType = MatchType()
    rule: MatchRule
    ignore_for_incomplete_sentence: bool = False
    context_for_sure_match: int = 0


class Software(Struct, frozen=True, rename="camel"):
    """Who answers."""

    name: str = "levelhead"
    version: str = VERSION
    build_date: str = ""
    api_version: int = 1
    premium: bool = False
    premium_hint: str = ""
    status: str = ""


class Warnings(Struct, frozen=True, rename="camel"):
    """Whether matches are missing because the other server gave none, or not all."""

    incomplete_results: bool = False


class DetectedLanguage(Struct, frozen=True):
    """What the text was taken for."""

    name: str
    code: str
    confidence: float
    source: str = ""


class CheckLanguage(Struct, frozen=True, rename="camel"):
    """The language that was asked for, or was found by the other server."""

    name: str
    code: str
    detected_language: DetectedLanguage


class Checked(Struct, frozen=True, rename="camel", kw_only=True):
    """The answer to a check: matches in the order of the text."""

    software: Software = Software()
    warnings: Warnings = Warnings()
    language: CheckLanguage
    matches: tuple[Match, ...]
    sentence_ranges: Annotated[
        tuple[Range, ...], Meta(description="Start and end of each sentence.")
    ] = ()


class ListedLanguage(Struct, frozen=True, rename="camel"):
    """A language that can be asked for."""

    name: str
    code: str
    long_code: str


class Info(Struct, frozen=True):
    """The software."""

    software: Software


class ListedRule(Struct, frozen=True, rename="camel"):
    """A rule that can be switched on and off."""

    rule_id: str
    description: str
    category_id: str = STYLE
    category_name: str = STYLE_NAME
    loc_quality_issue_type: str = "style"


class Parameters(Struct, frozen=True, rename="camel"):
    """The limits of a check."""

    max_text_length: Annotated[int, Meta(description="A text of so many characters always fits.")]


class Configuration(Struct, frozen=True):
    """The software, its limits and its rules."""

    software: Software
    parameter: Parameters
    rules: tuple[ListedRule, ...]
