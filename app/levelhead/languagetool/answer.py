"""The answers of LanguageTool's protocol: the matches of a check, and lists.

What is required here is what the clients can't do without; the other server may leave out the
rest, and what it adds beyond this is dropped. Nothing is ever null.
"""

from typing import Annotated

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from levelhead.languagetool.rules import STYLE, STYLE_NAME
from levelhead.version import VERSION

Offset = Annotated[int, Meta(ge=0, description="In UTF-16 units of text and markup.")]
Length = Annotated[int, Meta(ge=0, description="In UTF-16 units of text and markup.")]


# A list for the contract: generators of clients stumble over a tuple's `items: false`.
Range = Annotated[tuple[Offset, ...], Meta(min_length=2, max_length=2)]


class Replacement(Struct, frozen=True, rename="camel"):
    """Words to put instead; empty if the match is better left out."""

    value: str
    short_description: str | UnsetType = UNSET
    suffix: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    auto_correct: bool | UnsetType = UNSET
    confidence: float | UnsetType = UNSET


class Context(Struct, frozen=True):
    """A match with the text around it, on one line."""

    text: str = ""
    offset: Annotated[int, Meta(ge=0, description="Of the match, in UTF-16 units of `text`.")] = 0
    length: Length = 0


class MatchType(Struct, frozen=True, rename="camel"):
    """How clients may colour a match."""

    type_name: str = "Hint"


class Link(Struct, frozen=True):
    """A link to more about a rule."""

    value: str


class MatchCategory(Struct, frozen=True):
    """The group of a rule."""

    id: str = STYLE
    name: str = STYLE_NAME


class MatchRule(Struct, frozen=True, rename="camel", kw_only=True):
    """The rule of a match: a category of the lexicons, and in `subId` the rule within it."""

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
    """A place in the text and what to say about it."""

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
    """The software that answers."""

    name: str = "levelhead"
    version: str = VERSION
    build_date: str = ""
    api_version: int = 1
    premium: bool = False
    premium_hint: str = ""
    status: str = ""


class Warnings(Struct, frozen=True, rename="camel"):
    """Whether matches are missing: too many, or the other server failed or was late."""

    incomplete_results: bool = False


class DetectedLanguage(Struct, frozen=True):
    """The language that the text is assumed to be in."""

    name: str
    code: str
    confidence: float
    source: str = ""


class CheckLanguage(Struct, frozen=True, rename="camel"):
    """The language of the request, or the one that the other server detected."""

    name: str
    code: str
    detected_language: DetectedLanguage


class _Answer(Struct, frozen=True, rename="camel", kw_only=True):
    software: Software = Software()
    warnings: Warnings = Warnings()
    language: CheckLanguage


class EncodedAnswer(_Answer, frozen=True, rename="camel", kw_only=True):
    """The answer to a check as it is sent: a `Checked` whose lists are JSON already."""

    matches: Raw
    sentence_ranges: Raw


class Checked(_Answer, frozen=True, rename="camel", kw_only=True):
    """The answer to a check: matches in the order of the text."""

    matches: tuple[Match, ...]
    sentence_ranges: Annotated[
        tuple[Range, ...], Meta(description="Start and end of each sentence.")
    ] = ()


class ListedLanguage(Struct, frozen=True, rename="camel"):
    """A language that requests can name."""

    name: str
    code: str
    long_code: str


class Info(Struct, frozen=True):
    """The software."""

    software: Software


class ListedRule(Struct, frozen=True, rename="camel"):
    """A rule that requests can switch on and off."""

    rule_id: str
    description: str
    category_id: str = STYLE
    category_name: str = STYLE_NAME
    loc_quality_issue_type: str = "style"


class Parameters(Struct, frozen=True, rename="camel"):
    """The limits of a check."""

    max_text_length: Annotated[
        int, Meta(description="A text of this many UTF-16 units always fits.")
    ]


class Configuration(Struct, frozen=True):
    """The software, its limits and its rules."""

    software: Software
    parameter: Parameters
    rules: tuple[ListedRule, ...]
