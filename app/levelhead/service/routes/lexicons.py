"""GET /lexicons and /rules: what the service looks for, how strongly it counts, and why."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from starlette.requests import Request
from starlette.responses import Response

from levelhead.engine.encode import Share, Suggestion
from levelhead.lexicon import Entry, Lexicon
from levelhead.service.middleware.problem import Problem
from levelhead.service.routes import body, examples
from levelhead.service.routes.engine import engine_of
from levelhead.service.routes.etag import tagged
from levelhead.service.routes.route import (
    Responses,
    answers,
    content,
    make_router,
    path_parameter,
    problems,
    ref,
)

router = make_router("lexicons")


class CategorySummary(Struct, frozen=True, forbid_unknown_fields=True):
    """A category and its size; those of the dimension `context` keep words from being flagged."""

    dimension: str
    category: str
    about: str
    rules: Annotated[int, Meta(description="How many rules it has.")]
    forms: Annotated[
        int, Meta(description="How many words and phrases the rules list, inflections included.")
    ]


class Lexicons(Struct, frozen=True, forbid_unknown_fields=True):
    """All categories."""

    hash: Annotated[str, Meta(description="The hash of all word lists; also the ETag.")]
    categories: tuple[CategorySummary, ...]


class RuleStatistics(Struct, frozen=True, forbid_unknown_fields=True):
    """How often a rule fired on the gold set, how often rightly, and the share of these."""

    found: int
    right: int
    precision: Share


class LexiconRule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rule: what it finds, and what to tell the editor. Empty fields are left out.

    It has `forms`, or a `pattern`, or names the `detector` that finds what no list can contain.
    """

    id: str
    dimension: str
    category: str
    strength: Annotated[float, Meta(description="1 weak, 2 clear, 3 strong.")]
    forms: tuple[str, ...] | UnsetType = UNSET
    pattern: str | UnsetType = UNSET
    detector: str | UnsetType = UNSET
    headline_only: bool | UnsetType = UNSET
    only_preceded: tuple[str, ...] | UnsetType = UNSET
    only_followed: tuple[str, ...] | UnsetType = UNSET
    unless_preceded: tuple[str, ...] | UnsetType = UNSET
    unless_followed: tuple[str, ...] | UnsetType = UNSET
    message: str
    suggestions: tuple[Suggestion, ...] | UnsetType = UNSET
    replacements: Annotated[
        dict[str, tuple[str, ...]] | UnsetType,
        Meta(description="For a form, the words to put instead."),
    ] = UNSET
    note: str | UnsetType = UNSET
    source: Annotated[
        str,
        Meta(description="Where it comes from: `own reading`, or as in `style guide: …`."),
    ]
    hits: Annotated[
        tuple[str, ...] | UnsetType, Meta(description="Examples; what is in <> is found.")
    ] = UNSET
    misses: Annotated[
        tuple[str, ...] | UnsetType, Meta(description="Examples in which it finds nothing.")
    ] = UNSET
    known_false: Annotated[
        tuple[str, ...] | UnsetType, Meta(description="Examples in which it is wrong; to be fixed.")
    ] = UNSET
    receipt: Annotated[
        RuleStatistics | UnsetType,
        Meta(description="How it did on the project's gold set, if it fired 5 times or more."),
    ] = UNSET


class CategoryRules(Struct, frozen=True, forbid_unknown_fields=True):
    """A category with all its rules."""

    dimension: str
    category: str
    about: str
    rules: tuple[LexiconRule, ...]


_NOT_MODIFIED: Responses = {304: {"description": "Unchanged: If-None-Match has the current ETag."}}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETags of answers you have kept, or `*`.",
    "schema": {"type": "string"},
}


@router.head("/lexicons", include_in_schema=False)
@router.get(
    "/lexicons",
    operation_id="lexicons",
    summary="All categories",
    responses={
        **answers("The categories.", {body.JSON: content(ref("Lexicons"))}),
        **_NOT_MODIFIED,
    },
    openapi_extra={"parameters": [_IF_NONE_MATCH]},
)
async def lexicons(request: Request) -> Response:
    """List the categories. The ETag changes whenever a word list does."""
    lexicon = engine_of(request).lexicon
    found = tuple(
        CategorySummary(
            f.dimension, f.category, f.about, len(f.entries), sum(len(e.forms) for e in f.entries)
        )
        for f in lexicon.files
    )
    return _tagged(request, Lexicons(lexicon.hash, found))


@router.head("/lexicons/{category}", include_in_schema=False)
@router.get(
    "/lexicons/{category}",
    operation_id="lexicon",
    summary="The rules of a category",
    responses={
        **answers("The category.", {body.JSON: content(ref("CategoryRules"))}),
        **_NOT_MODIFIED,
        **problems(examples.NO_CATEGORY),
    },
    openapi_extra={
        "parameters": [
            path_parameter("category", "As `category` in a span.", examples.CATEGORY),
            _IF_NONE_MATCH,
        ]
    },
)
async def category(request: Request) -> Response:
    """Return every rule of a category, with its example sentences."""
    name = request.path_params["category"]
    lexicon = engine_of(request).lexicon
    for file in lexicon.files:
        if file.category == name:
            rules = tuple(_rule(entry, lexicon) for entry in file.entries)
            return _tagged(request, CategoryRules(file.dimension, file.category, file.about, rules))
    raise Problem(404, "unknown category")


@router.head("/rules/{id}", include_in_schema=False)
@router.get(
    "/rules/{id}",
    operation_id="rule",
    summary="One rule",
    responses={
        **answers("The rule.", {body.JSON: content(ref("LexiconRule"))}),
        **_NOT_MODIFIED,
        **problems(examples.NO_RULE),
    },
    openapi_extra={
        "parameters": [path_parameter("id", "As `rule` in a span.", examples.RULE), _IF_NONE_MATCH]
    },
)
async def rule(request: Request) -> Response:
    """Return what a rule finds, and why it is there."""
    lexicon = engine_of(request).lexicon
    entry = lexicon.entries.get(request.path_params["id"])
    if entry is None:
        raise Problem(404, "unknown rule")
    return _tagged(request, _rule(entry, lexicon))


def _rule(entry: Entry, lexicon: Lexicon) -> LexiconRule:
    receipt = lexicon.rule_statistics.get(entry.id)
    return LexiconRule(
        id=entry.id,
        dimension=entry.dimension,
        category=entry.category,
        strength=entry.strength,
        forms=entry.forms or UNSET,
        pattern=entry.pattern or UNSET,
        detector=entry.detector or UNSET,
        headline_only=entry.headline_only or UNSET,
        only_preceded=entry.only_preceded or UNSET,
        only_followed=entry.only_followed or UNSET,
        unless_preceded=entry.unless_preceded or UNSET,
        unless_followed=entry.unless_followed or UNSET,
        message=entry.message,
        suggestions=(
            *(Suggestion("replace", word) for word, _ in entry.agreeing),
            *(Suggestion(s.action, s.text or UNSET) for s in entry.suggestions),
        )
        or UNSET,
        replacements=dict(entry.replacements) or UNSET,
        note=entry.note or UNSET,
        source=entry.source,
        hits=entry.hits or UNSET,
        misses=entry.misses or UNSET,
        known_false=entry.known_false or UNSET,
        receipt=RuleStatistics(*receipt) if receipt else UNSET,
    )


def _tagged(request: Request, value: Struct) -> Response:
    """The value under the lexicon's hash as ETag."""
    tag = engine_of(request).lexicon.hash
    return tagged(request, msgspec.json.encode(value), tag, body.JSON, {})
