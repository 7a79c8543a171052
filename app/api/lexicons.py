"""GET /lexicons and /rules: what is looked for, how strongly it counts, and why."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from starlette.requests import Request
from starlette.responses import Response

from app.api import body, examples
from app.api.engine import engine_of
from app.api.etag import tagged
from app.api.route import Responses, answers, content, make_router, path_parameter, problems, ref
from app.encode import Share, Suggestion
from app.guard.problem import Problem
from app.lexicon import Entry, Lexicon

router = make_router("lexicons")


class Category(Struct, frozen=True, forbid_unknown_fields=True):
    """What is looked for under one name; of the dimension `context`, what keeps words unflagged."""

    dimension: str
    category: str
    about: str
    rules: Annotated[int, Meta(description="How many rules it has.")]
    forms: Annotated[
        int, Meta(description="How many words and phrases they list, all inflections.")
    ]


class Lexicons(Struct, frozen=True, forbid_unknown_fields=True):
    """All categories."""

    hash: Annotated[str, Meta(description="Over all word lists; also the ETag.")]
    categories: tuple[Category, ...]


class Receipt(Struct, frozen=True, forbid_unknown_fields=True):
    """How often a rule fired in the gold set, how often on a mark, and the share of these."""

    found: int
    right: int
    precision: Share


class LexiconRule(
    Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True
):
    """One rule: what it finds, and what to tell the editor.

    It has `forms`, or a `pattern`, or names the `detector` that finds what no list can hold.
    """

    id: str
    dimension: str
    category: str
    strength: Annotated[float, Meta(description="1 weak, 2 clear, 3 strong.")]
    forms: tuple[str, ...] = ()
    pattern: str | UnsetType = UNSET
    detector: str | UnsetType = UNSET
    headline_only: bool = False
    only_preceded: tuple[str, ...] = ()
    only_followed: tuple[str, ...] = ()
    unless_preceded: tuple[str, ...] = ()
    unless_followed: tuple[str, ...] = ()
    message: str
    suggestions: tuple[Suggestion, ...] = ()
    replacements: Annotated[
        dict[str, tuple[str, ...]], Meta(description="For a form, the words to put instead.")
    ] = {}
    note: str | UnsetType = UNSET
    source: Annotated[
        str, Meta(description="own reading, or its kind and title: `style guide: …`.")
    ]
    hits: Annotated[tuple[str, ...], Meta(description="Examples: what stands in <> is found.")] = ()
    misses: Annotated[tuple[str, ...], Meta(description="Examples in which it finds nothing.")] = ()
    known_false: Annotated[
        tuple[str, ...], Meta(description="Examples in which it is known to be wrong.")
    ] = ()
    receipt: Annotated[
        Receipt | UnsetType,
        Meta(
            description="What it achieved on the project's gold set, if it fired 5 times or more."
        ),
    ] = UNSET


class CategoryRules(Struct, frozen=True, forbid_unknown_fields=True):
    """A category with all its rules."""

    dimension: str
    category: str
    about: str
    rules: tuple[LexiconRule, ...]


_NOT_MODIFIED: Responses = {304: {"description": "You have it: If-None-Match names this ETag."}}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "ETags you hold, or *.",
    "schema": {"type": "string"},
}


@router.head("/lexicons", include_in_schema=False)
@router.get(
    "/lexicons",
    operation_id="lexicons",
    summary="All categories",
    responses={
        **answers("The categories.", {body.JSON: content(ref("Lexicons"), examples.LEXICONS)}),
        **_NOT_MODIFIED,
    },
    openapi_extra={"parameters": [_IF_NONE_MATCH]},
)
async def lexicons(request: Request) -> Response:
    """List what is looked for. The ETag changes whenever a word list does."""
    lexicon = engine_of(request).lexicon
    found = tuple(
        Category(
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
        **answers(
            "The category.", {body.JSON: content(ref("CategoryRules"), examples.CATEGORY_RULES)}
        ),
        **_NOT_MODIFIED,
        **problems(examples.NO_CATEGORY),
    },
    openapi_extra={
        "parameters": [path_parameter("category", "As in a span.", "loaded"), _IF_NONE_MATCH]
    },
)
async def category(request: Request) -> Response:
    """Tell all that is looked for under one name, with the examples that are tests."""
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
        **answers("The rule.", {body.JSON: content(ref("LexiconRule"), examples.RULES)}),
        **_NOT_MODIFIED,
        **problems(examples.NO_RULE),
    },
    openapi_extra={
        "parameters": [path_parameter("id", "As `rule` in a span.", "bonkers"), _IF_NONE_MATCH]
    },
)
async def rule(request: Request) -> Response:
    """Tell what a rule finds and why it is there."""
    lexicon = engine_of(request).lexicon
    entry = lexicon.entries.get(request.path_params["id"])
    if entry is None:
        raise Problem(404, "unknown rule")
    return _tagged(request, _rule(entry, lexicon))


def _rule(entry: Entry, lexicon: Lexicon) -> LexiconRule:
    receipt = lexicon.receipts.get(entry.id)
    return LexiconRule(
        id=entry.id,
        dimension=entry.dimension,
        category=entry.category,
        strength=entry.strength,
        forms=entry.forms,
        pattern=entry.pattern or UNSET,
        detector=entry.detector or UNSET,
        headline_only=entry.headline_only,
        only_preceded=entry.only_preceded,
        only_followed=entry.only_followed,
        unless_preceded=entry.unless_preceded,
        unless_followed=entry.unless_followed,
        message=entry.message,
        suggestions=(
            *(Suggestion("replace", word) for word, _ in entry.agreeing),
            *(Suggestion(s.action, s.text or UNSET) for s in entry.suggestions),
        ),
        replacements=dict(entry.replacements),
        note=entry.note or UNSET,
        source=entry.source,
        hits=entry.hits,
        misses=entry.misses,
        known_false=entry.known_false,
        receipt=Receipt(*receipt) if receipt else UNSET,
    )


def _tagged(request: Request, value: Struct) -> Response:
    """The value under the lexicon's hash as ETag."""
    tag = engine_of(request).lexicon.hash
    return tagged(request, msgspec.json.encode(value), tag, body.JSON, {})
