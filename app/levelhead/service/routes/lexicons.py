"""GET /lexicons and /rules: the word lists, with the strength and the reason of each rule."""

from typing import Annotated, Any

import msgspec
from fastapi import Path, Response
from msgspec import UNSET, Meta, Struct, UnsetType

from levelhead.engine.report import Share
from levelhead.lexicon import Entry, Lexicon, Suggestion
from levelhead.service.middleware.problem import Problem
from levelhead.service.routes import openapi
from levelhead.service.routes.body import JSON
from levelhead.service.routes.dependencies import CurrentEngine, IfNoneMatch
from levelhead.service.routes.responses import tagged

router = openapi.make_router("lexicons", *openapi.REFUSALS)


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
    """How often a rule fired in marked texts, how often rightly, and the share of these."""

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
    sense: Annotated[
        str, Meta(description="What is wrong with such words; a part of the category.")
    ]
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
        Meta(description="How it did in marked texts, if it fired 5 times or more."),
    ] = UNSET


class CategoryRules(Struct, frozen=True, forbid_unknown_fields=True):
    """A category with all its rules."""

    dimension: str
    category: str
    about: str
    rules: tuple[LexiconRule, ...]


CategoryName = Annotated[
    str,
    Path(
        description="As `category` in a span.",
        openapi_examples={"scare_quotes": {"value": "scare_quotes"}},
    ),
]
RuleId = Annotated[
    str,
    Path(description="As `rule` in a span.", openapi_examples={"bonkers": {"value": "bonkers"}}),
]
_NO_CATEGORY, _NO_RULE = "unknown category", "unknown rule"


@router.get(
    "/lexicons",
    summary="All categories",
    response_model=openapi.schema_of(Lexicons),
    response_description="The categories.",
    responses=openapi.NOT_MODIFIED,
)
async def lexicons(engine: CurrentEngine, if_none_match: IfNoneMatch = "") -> Response:
    """List the categories. The ETag changes whenever a word list does."""
    lexicon = engine.lexicon
    found = tuple(
        CategorySummary(
            dimension,
            category,
            lexicon.abouts.get(category, ""),
            len(entries),
            sum(len(entry.forms) for entry in entries),
        )
        for (dimension, category), entries in lexicon.by_category().items()
    )
    return _tagged(if_none_match, Lexicons(lexicon.hash, found), lexicon)


@router.get(
    "/lexicons/{category}",
    summary="The rules of a category",
    response_model=openapi.schema_of(CategoryRules),
    response_description="The category.",
    responses={**openapi.NOT_MODIFIED, **openapi.problems(Problem(404, _NO_CATEGORY))},
)
async def lexicon(
    engine: CurrentEngine, category: CategoryName, if_none_match: IfNoneMatch = ""
) -> Response:
    """Return every rule of a category, with its example sentences."""
    lexicon = engine.lexicon
    for (dimension, name), entries in lexicon.by_category().items():
        if name == category:
            rules = tuple(rule_of(entry, lexicon) for entry in entries)
            found = CategoryRules(dimension, name, lexicon.abouts.get(name, ""), rules)
            return _tagged(if_none_match, found, lexicon)
    raise Problem(404, _NO_CATEGORY)


@router.get(
    "/rules/{id}",
    summary="One rule",
    response_model=openapi.schema_of(LexiconRule),
    response_description="The rule.",
    responses={**openapi.NOT_MODIFIED, **openapi.problems(Problem(404, _NO_RULE))},
)
async def rule(engine: CurrentEngine, id: RuleId, if_none_match: IfNoneMatch = "") -> Response:
    """Return what a rule finds, and why it is there."""
    entry = engine.rule(id)
    if entry is None:
        raise Problem(404, _NO_RULE)
    return _tagged(if_none_match, rule_of(entry, engine.lexicon), engine.lexicon)


def rule_of(entry: Entry, lexicon: Lexicon) -> LexiconRule:
    """What the API says of an entry; its statistics are those of this lexicon."""
    copied: dict[str, Any] = {}
    for field in msgspec.structs.fields(LexiconRule):
        value = getattr(entry, field.name, UNSET)
        copied[field.name] = value if field.required else value or UNSET
    suggestions = (
        *(Suggestion("replace", word) for word, _ in entry.agreeing),
        *entry.suggestions,
    )
    statistics = lexicon.rule_statistics.get(entry.id)
    copied["suggestions"] = suggestions or UNSET
    copied["replacements"] = dict(entry.replacements) or UNSET
    copied["receipt"] = RuleStatistics(*statistics) if statistics else UNSET
    return LexiconRule(**copied)


def _tagged(if_none_match: str, value: Struct, lexicon: Lexicon) -> Response:
    """The value under the lexicon's hash as ETag."""
    return tagged(if_none_match, msgspec.json.encode(value), lexicon.hash, JSON)
