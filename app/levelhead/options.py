"""What a caller asks for: the fields of POST /analyze, strictly validated, and what they become.

In one module, although it is long: the service, the command line, assistants, the Python API and
the contract take the limits, the fields and what they become from here.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from msgspec.structs import replace
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from levelhead.engine import analyzer
from levelhead.engine.compare import Version
from levelhead.engine.deadline import Checkpoint, no_deadline, off_the_loop
from levelhead.engine.detect.terms import is_visible
from levelhead.engine.document.unreadable import MAX_PARAGRAPHS
from levelhead.engine.fingerprint import BYTES as FINGERPRINT_BYTES
from levelhead.engine.fingerprint import PATTERN as FINGERPRINT
from levelhead.invalid_input import MAX_FAULTS, Fault, InvalidInput, Path, duplicates
from levelhead.lexicon.caller import PatternRefused, entry_of
from levelhead.lexicon.entry import Entry
from levelhead.lexicon.profile import Profile
from levelhead.types import (
    ALL_CATEGORIES,
    CATEGORIES,
    Dimension,
    Format,
    Language,
    OffsetUnit,
    Part,
    Quotes,
    Role,
)

# Far above what articles and house rules need, far below what makes one request a burden.
MAX_BLOCKS = MAX_PARAGRAPHS
MAX_RULES = 50
MAX_FORMS = 100
MAX_ALLOWED = 1000
MAX_ID_CHARS = 200
MAX_TERM_CHARS = 200
MAX_PATTERN_CHARS = 1000
# Dimensions and categories; there are fewer, but one may be named twice.
MAX_LISTED = 50
# Of one object, known and unknown ones.
MAX_FIELDS = 100

# What RE2 may say of a pattern; the rest of its message repeats the pattern, so it is cut off.
_RE2_REASONS = (
    "bad repetition operator",
    "invalid character class range",
    "invalid character class",
    "invalid escape sequence",
    "invalid named capture group",
    "invalid perl operator",
    "invalid repetition size",
    "missing )",
    "missing ]",
    "no argument for repetition operator",
    "pattern too large",
    "trailing \\",
    "unexpected )",
)


NO_SUCH_PROFILE = Fault(("profile",), "names no profile of this service")


def _well_formed(text: str) -> str:
    """JSON may hold lone surrogates, which are no text: nothing could find or return them."""
    try:
        text.isascii() or text.encode()
    except UnicodeEncodeError as error:
        raise PydanticCustomError("surrogate", "contains an unpaired surrogate") from error
    return text


def _visible(term: str) -> str:
    if not is_visible(term):
        raise PydanticCustomError("visible", "should have a visible character")
    return term


def _known(category: str) -> str:
    if category not in ALL_CATEGORIES:
        raise PydanticCustomError("category", f"should be one of {', '.join(ALL_CATEGORIES)}")
    return category


def _few_fields(value: object) -> object:
    if isinstance(value, dict) and len(value) > MAX_FIELDS:
        detail = f"should have at most {MAX_FIELDS} fields"
        raise PydanticCustomError("too_many_fields", detail)
    return value


Text = Annotated[str, AfterValidator(_well_formed)]
Id = Annotated[str, Field(min_length=1, max_length=MAX_ID_CHARS)]
Term = Annotated[str, Field(min_length=1, max_length=MAX_TERM_CHARS), AfterValidator(_visible)]
Fingerprint = Annotated[str, Field(pattern=FINGERPRINT, max_length=2 * FINGERPRINT_BYTES)]
Pattern = Annotated[str, Field(min_length=1, max_length=MAX_PATTERN_CHARS)]
Category = Annotated[
    str, AfterValidator(_known), Field(json_schema_extra={"enum": list(ALL_CATEGORIES)})
]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]

# The profile of a name; None for None, unless one goes with the request. InvalidInput if there is
# no such profile.
FindProfile = Callable[[str | None], Profile | None]


class Strict(BaseModel):
    """No conversions and no unknown fields."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True
    )

    # An error for each of a million unknown fields would take gigabytes.
    _fields = model_validator(mode="before")(_few_fields)


class BlockIn(Strict):
    """A part of an article. Offsets are relative to it, and every span and sentence names it."""

    id: Id | None = None
    """What spans and sentences call it; without one, its index in `blocks`."""
    role: Role | None = None
    """What the block is: of these only a `headline` counts as one. Without a role the look of its
    paragraphs decides, as in a text."""
    text: Text


class Rule(Strict):
    """A term to look for in this request only: either `forms` or a `pattern`."""

    id: Id
    """The `rule` of the spans it finds."""
    dimension: Dimension
    category: Category
    """One of the dimension's categories."""
    forms: Annotated[list[Term], Field(min_length=1, max_length=MAX_FORMS)] | None = None
    """Words and phrases; matched as whole words with their signs, in any case and inflection."""
    pattern: Pattern | None = None
    """A regular expression in RE2's syntax; matched in any case."""
    strength: Annotated[float, Field(ge=1, le=3, allow_inf_nan=False)] = 2.0
    """1 weak, 2 clear, 3 strong."""

    @field_validator("category")
    @classmethod
    def _of_the_dimension(cls, category: str, info: ValidationInfo) -> str:
        dimension = info.data.get("dimension")
        if dimension and category not in CATEGORIES[dimension]:
            known = ", ".join(CATEGORIES[dimension])
            raise PydanticCustomError("category", f"should be a category of {dimension}: {known}")
        return category

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.forms is None) == (self.pattern is None):
            raise PydanticCustomError("forms_or_pattern", "should have either forms or a pattern")
        return self


# An empty list. Of a list as default, pydantic makes a deep copy for each request, in Python; what
# a factory makes is not in the contract.
_NONE: Any = Field(default_factory=list, json_schema_extra={"default": []})


class OptionsIn(Strict):
    """What to look for and what to answer; all optional."""

    format: Format = "text"
    """What the text is. Offsets point into it as sent, including tags and other markup."""
    language: Language = "en"
    """The variety of English, which the answer repeats; it makes no difference to the analysis."""
    offset_unit: OffsetUnit = "codepoint"
    """What offsets count: `codepoint` (Python), `utf16` (JavaScript, Java), `utf8` (Go, Rust)."""
    dimensions: Annotated[list[Dimension], Field(min_length=1, max_length=MAX_LISTED)] | None = None
    """Look for these only; they alone make spans and scores. All if left out."""
    categories: Annotated[list[Category], Field(min_length=1, max_length=MAX_LISTED)] | None = None
    """Look for these only; they alone make spans and scores. All if left out."""
    min_score: Share = 0.0
    """Leave out spans with a lower score."""
    thresholds: Annotated[
        dict[Category, Share],
        BeforeValidator(_few_fields),
        Field(json_schema_extra={"maxProperties": MAX_FIELDS, "default": {}}),
    ] = Field(default_factory=dict)
    """`min_score` by category; if both are given, the higher one counts."""
    quotes: Quotes = "report"
    """Spans in quotations: report them with their voice, or ignore them."""
    allow: Annotated[list[Term], Field(max_length=MAX_ALLOWED)] = _NONE
    """Words and phrases not to flag; matched as whole words with their signs, in any case and
    inflection."""
    ignore: Annotated[list[Fingerprint], Field(max_length=MAX_ALLOWED)] = _NONE
    """Fingerprints of spans that somebody has dismissed and that should not come again."""
    rules: Annotated[list[Rule], Field(max_length=MAX_RULES)] = _NONE
    """Extra terms for this request only."""
    profile: Id | None = None
    """The newsroom's own words and rules to use: see GET /profiles. Its settings count where the
    request says nothing. Without it, that of the API key or of the path is used, if any."""
    desk: Term | None = None
    """The desk that the text is from, such as `sport`: a profile may allow words for some only."""
    explain: bool = False
    """Add `base` and `factors` to every span, and the list `suppressed`."""
    include: Annotated[list[Part], Field(max_length=MAX_LISTED)] = []
    """Add `attributions`, which says who says what, with `sources` and `stacked_hedges`."""


class Content(Strict):
    """Either a `text` or the `blocks` of an article."""

    text: Text | None = None
    blocks: Annotated[list[BlockIn], Field(max_length=MAX_BLOCKS, fail_fast=True)] | None = None
    """Of several invalid blocks, only the first is reported."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.text is None) == (self.blocks is None):
            raise PydanticCustomError("text_or_blocks", "should have either text or blocks")
        return self


class Analysis(Content, OptionsIn):
    """Either a `text` or the `blocks` of an article, with options."""


class SideIn(Content):
    """One text of a comparison: either a `text` or the `blocks` of an article."""

    format: Format | None = None
    """What this text is, if it is not what `format` says of both."""


class ComparisonIn(OptionsIn):
    """Two versions of a text, with options for both."""

    before: SideIn
    """The text as it was, such as the agency's copy."""
    after: SideIn
    """The text as it is now."""


def no_profiles(name: str | None) -> None:
    """Finds a profile where there is none."""
    if name is not None:
        raise InvalidInput([NO_SUCH_PROFILE])


def options_of(
    sent: OptionsIn,
    checkpoint: Checkpoint = no_deadline,
    find_profile: FindProfile = no_profiles,
) -> analyzer.Options:
    """The options, once all that concerns more than one field has been checked too.

    InvalidInput where two rules have one id, a pattern is refused or there is no such profile.
    DeadlineExceeded on an event loop if there is a pattern, which may take 30 ms to compile, and a
    deadline.
    """
    profile = find_profile(sent.profile)
    rules = _rules_of(sent, checkpoint)
    options = analyzer.Options(
        dimensions=None if sent.dimensions is None else frozenset(sent.dimensions),
        categories=None if sent.categories is None else frozenset(sent.categories),
        min_score=sent.min_score,
        thresholds=sent.thresholds,
        quotes=sent.quotes,
        allow=tuple(sent.allow),
        ignore=frozenset(sent.ignore),
        rules=rules,
        desk=sent.desk,
        explain=sent.explain,
        include=frozenset(sent.include),
        format=sent.format,
        language=sent.language,
        offset_unit=sent.offset_unit,
    )
    return with_profile(options, profile, sent.model_fields_set) if profile else options


def _rules_of(sent: OptionsIn, checkpoint: Checkpoint) -> tuple[Entry, ...]:
    """The entries of the rules; errors as of options_of()."""
    faults = [*duplicates("rules", [rule.id for rule in sent.rules])]
    rules: list[Entry] = []
    for number, rule in enumerate(sent.rules):
        checkpoint()
        if rule.pattern is not None:
            off_the_loop(checkpoint)
        try:
            rules.append(
                entry_of(
                    rule.id,
                    rule.dimension,
                    rule.category,
                    tuple(rule.forms or ()),
                    rule.pattern,
                    rule.strength,
                )
            )
        except PatternRefused as refused:
            faults.append(Fault(("rules", number, "pattern"), _re2_detail(str(refused))))
    if faults:
        raise InvalidInput(faults[:MAX_FAULTS])
    return tuple(rules)


def with_profile(
    options: analyzer.Options, profile: Profile, given: Collection[str] = ("min_score",)
) -> analyzer.Options:
    """The options with the profile, whose settings count where none is `given`.

    Thresholds of both count, and for the same category those of the options.
    """
    return replace(
        options,
        profile=profile,
        today=datetime.now(UTC).date(),
        min_score=options.min_score if "min_score" in given else profile.min_score,
        quotes=options.quotes if "quotes" in given else profile.quotes,
        thresholds={**profile.thresholds, **options.thresholds},
    )


def blocks_of(sent: Content, at: Path = ()) -> tuple[analyzer.Block, ...]:
    """The blocks to analyse: a text is one without an id; InvalidInput where two have one id.

    `at` is the path of the blocks' field in the input.
    """
    if sent.blocks is None:
        return (analyzer.Block(sent.text or ""),)
    ids = [str(n) if b.id is None else b.id for n, b in enumerate(sent.blocks)]
    if faults := [Fault(at + path, detail) for path, detail in duplicates("blocks", ids)]:
        raise InvalidInput(faults[:MAX_FAULTS])
    return tuple(
        analyzer.Block(block.text, block.role, id_)
        for block, id_ in zip(sent.blocks, ids, strict=True)
    )


def versions_of(sent: ComparisonIn, options: analyzer.Options) -> tuple[Version, Version]:
    """Both texts with `options`, those of the comparison; InvalidInput as for blocks_of()."""
    return _version("before", sent.before, options), _version("after", sent.after, options)


def _version(name: str, sent: SideIn, options: analyzer.Options) -> Version:
    return Version(blocks_of(sent, (name,)), replace(options, format=sent.format or options.format))


def _re2_detail(message: str) -> str:
    reason = next((known for known in _RE2_REASONS if message.startswith(known)), None)
    return "is not a pattern that RE2 accepts" + (f": {reason}" if reason else "")
