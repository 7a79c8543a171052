"""What callers send: the JSON of a request, strictly validated and made a job for the analyzer."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Annotated, Any, Literal, NamedTuple, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.json_schema import models_json_schema
from pydantic_core import ErrorDetails, PydanticCustomError

from levelhead.engine import analyzer
from levelhead.engine.deadline import Checkpoint, no_deadline, off_the_loop
from levelhead.engine.detect.terms import is_visible
from levelhead.engine.document.offsets import Unit
from levelhead.engine.document.unreadable import MAX_PARAGRAPHS
from levelhead.engine.encode import Language
from levelhead.lexicon.caller import PatternRefused, entry_of
from levelhead.lexicon.entry import Entry
from levelhead.types import CATEGORIES, Dimension, Format, Role

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
# An answer that lists more wrong fields than this helps nobody.
MAX_FAULTS = 20

_ALL_CATEGORIES = tuple(category for each in CATEGORIES.values() for category in each)

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

# Where pydantic's own words are about Python rather than JSON.
_DETAILS = {
    "bool_type": "should be true or false",
    "dict_type": "should be an object",
    "extra_forbidden": "is not a known field",
    "list_type": "should be a list",
    "missing": "is required",
    "model_type": "should be an object",
    "string_too_long": "should have at most {max_length} characters",
    "string_too_short": "should not be empty",
    "string_type": "should be a string",
    "string_unicode": "contains an unpaired surrogate",
    "too_long": "should have at most {max_length} items",
    "too_short": "should not be empty",
}

Path = tuple[str | int, ...]


class Fault(NamedTuple):
    """A wrong field: the keys and indexes that lead to it, and what is wrong; never its value."""

    path: Path
    detail: str


class Invalid(Exception):
    """A request that is JSON, but not one of ours."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


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
    if category not in _ALL_CATEGORIES:
        raise PydanticCustomError("category", f"should be one of {', '.join(_ALL_CATEGORIES)}")
    return category


def _few_fields(value: object) -> object:
    if isinstance(value, dict) and len(value) > MAX_FIELDS:
        detail = f"should have at most {MAX_FIELDS} fields"
        raise PydanticCustomError("too_many_fields", detail)
    return value


Text = Annotated[str, AfterValidator(_well_formed)]
Id = Annotated[str, Field(min_length=1, max_length=MAX_ID_CHARS)]
Term = Annotated[str, Field(min_length=1, max_length=MAX_TERM_CHARS), AfterValidator(_visible)]
Pattern = Annotated[str, Field(min_length=1, max_length=MAX_PATTERN_CHARS)]
Category = Annotated[
    str, AfterValidator(_known), Field(json_schema_extra={"enum": list(_ALL_CATEGORIES)})
]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Quotes = Literal["report", "ignore"]


class Strict(BaseModel):
    """No conversions and no unknown fields."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True
    )

    # An error for each of a million unknown fields would take gigabytes.
    _fields = model_validator(mode="before")(_few_fields)


class Block(Strict):
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


class Options(Strict):
    """What to look for and what to answer; all optional."""

    format: Format = "text"
    """What the text is. Offsets point into it as sent, including the tags of `html`."""
    language: Language = "en"
    """The variety of English, which the answer repeats; it makes no difference to the analysis."""
    offset_unit: Unit = "codepoint"
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
        Field(json_schema_extra={"maxProperties": MAX_FIELDS}),
    ] = {}
    """`min_score` by category; if both are given, the higher one counts."""
    quotes: Quotes = "report"
    """Spans in quotations: report them with their voice, or ignore them."""
    allow: Annotated[list[Term], Field(max_length=MAX_ALLOWED)] = []
    """Words and phrases not to flag; matched as whole words with their signs, in any case and
    inflection."""
    rules: Annotated[list[Rule], Field(max_length=MAX_RULES)] = []
    """Extra terms for this request only."""
    explain: bool = False
    """Add `base` and `factors` to every span, and the list `suppressed`."""


class Analysis(Options):
    """Either a `text` or the `blocks` of an article, with options."""

    text: Text | None = None
    blocks: Annotated[list[Block], Field(max_length=MAX_BLOCKS, fail_fast=True)] | None = None
    """Of several invalid blocks, only the first is reported."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.text is None) == (self.blocks is None):
            raise PydanticCustomError("text_or_blocks", "should have either text or blocks")
        return self


class Document(Analysis):
    """What POST /analyze takes, and an id. Its options take precedence over shared ones."""

    id: Id | None = None
    """Returned with its answer."""


class Batch(Options):
    """Documents, and options that all of them share."""

    documents: Annotated[list[Any], Field(json_schema_extra={"items": {"$ref": "Document"}})]
    """Each is validated separately: an invalid one has an error and does not affect the others."""


class Job(NamedTuple):
    """What the analyzer and the encoder need to answer one document."""

    blocks: tuple[analyzer.Block, ...]
    options: analyzer.Options
    language: Language
    unit: Unit


_Model = TypeVar("_Model", bound=BaseModel)


def read(model: type[_Model], value: object, *, strict: bool = True) -> _Model:
    """`value`, decoded JSON, as a model; Invalid names every wrong field."""
    try:
        return model.model_validate(value, strict=strict)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        raise Invalid([Fault(_path(e), _detail(e)) for e in islice(errors, MAX_FAULTS)]) from error


def job_of(
    options: Options, blocks: tuple[analyzer.Block, ...], checkpoint: Checkpoint = no_deadline
) -> Job:
    """What to do, once all that concerns more than one field has been checked too."""
    faults = [*_twins("rules", [rule.id for rule in options.rules])]
    rules: list[Entry] = []
    for number, rule in enumerate(options.rules):
        checkpoint()
        if rule.pattern is not None:
            off_the_loop()
        try:
            rules.append(_entry(rule))
        except PatternRefused as refused:
            faults.append(Fault(("rules", number, "pattern"), _re2_detail(str(refused))))
    if faults:
        raise Invalid(faults[:MAX_FAULTS])
    return Job(
        blocks=blocks,
        options=analyzer.Options(
            dimensions=None if options.dimensions is None else frozenset(options.dimensions),
            categories=None if options.categories is None else frozenset(options.categories),
            min_score=options.min_score,
            thresholds=options.thresholds,
            quotes=options.quotes,
            allow=tuple(options.allow),
            rules=tuple(rules),
            explain=options.explain,
            format=options.format,
        ),
        language=options.language,
        unit=options.offset_unit,
    )


def blocks_of(analysis: Analysis) -> tuple[analyzer.Block, ...]:
    """The blocks to analyse: a text is one without a name; Invalid where two have one name."""
    if analysis.blocks is None:
        return (analyzer.Block(analysis.text or ""),)
    names = [str(n) if b.id is None else b.id for n, b in enumerate(analysis.blocks)]
    if faults := [*_twins("blocks", names)]:
        raise Invalid(faults[:MAX_FAULTS])
    return tuple(
        analyzer.Block(block.text, block.role, name)
        for block, name in zip(analysis.blocks, names, strict=True)
    )


def schemas() -> dict[str, Any]:
    """The JSON Schemas of all request bodies, by name.

    They have no `default`: a client would send it, or take the field for a required one. The
    descriptions say what the defaults are.
    """
    models = (Analysis, Batch, Document, Options)
    _, made = models_json_schema(
        [(model, "validation") for model in models],
        ref_template="#/components/schemas/{model}",
    )
    found: dict[str, Any] = made["$defs"]
    documents = found["Batch"]["properties"]["documents"]
    documents["items"] = {"$ref": "#/components/schemas/Document"}
    for schema in found.values():
        schema.pop("title")
        for field in schema["properties"].values():
            field.pop("title", None)
            default = field.pop("default", None)
            if default not in (None, [], {}):
                said = f"Default: `{json.dumps(default)}`.".replace('"', "")
                field["description"] = f"{field.get('description', '')} {said}".strip()
    return found


def _entry(rule: Rule) -> Entry:
    forms = tuple(rule.forms or ())
    return entry_of(rule.id, rule.dimension, rule.category, forms, rule.pattern, rule.strength)


def _twins(field: str, names: Sequence[str]) -> Iterator[Fault]:
    """A fault for every name that stood earlier in the list."""
    first: dict[str, int] = {}
    for number, name in enumerate(names):
        if first.setdefault(name, number) != number:
            yield Fault((field, number, "id"), f"duplicates the id of item {first[name]}")


def _path(error: ErrorDetails) -> Path:
    path = error["loc"]
    # A wrong key of `thresholds` is told as (…, key, "[key]"); the field it would make is enough.
    return path[:-1] if path[-1:] == ("[key]",) and error["type"] != "extra_forbidden" else path


def _detail(error: ErrorDetails) -> str:
    """What is wrong, made of our own words and limits only."""
    ours = _DETAILS.get(error["type"])
    return ours.format(**error.get("ctx", {})) if ours else error["msg"].removeprefix("Input ")


def _re2_detail(message: str) -> str:
    reason = next((known for known in _RE2_REASONS if message.startswith(known)), None)
    return "is not a pattern that RE2 accepts" + (f": {reason}" if reason else "")
