"""The fields of a check in LanguageTool's protocol, for the contract, and example requests."""

from levelhead.service.routes.analyze import TEXT_EXAMPLE
from levelhead.service.routes.openapi import Documented

_LIST = "A comma-separated list."
_RULES = f"{_LIST} A rule is a dimension and a category: `HEDGING_MODAL`, `SENSATIONAL_LOADED`."
_CATEGORIES = f"{_LIST} `HEDGING`, `SENSATIONAL`, or `STYLE` for both."


def _field(description: str, **more: object) -> Documented:
    """A field; one without an example of its own is empty in the form that /docs fills in."""
    return {"type": "string", "description": description, "examples": [""], **more}


_FIELDS: dict[str, Documented] = {
    "text": _field("The text. Send either this or `data`.", examples=[TEXT_EXAMPLE]),
    "data": _field(
        'JSON: `{"text": …}`, or `{"annotation": […]}` with objects that have either `text` or '
        "`markup`, and `interpretAs` for the text that markup represents. Offsets count markup, "
        "too.",
    ),
    "language": _field(
        "`auto` or a code of English; `auto` treats every text as English.",
        minLength=1,
        examples=["en-US"],
    ),
    "preferredVariants": _field("With `auto`: the variety of English that the answer names."),
    "level": _field(
        "`picky` adds matches that score below 0.5: weak words, quoted words, denials."
    ),
    "enabledRules": _field(_RULES),
    "disabledRules": _field(_RULES),
    "enabledCategories": _field(_CATEGORIES),
    "disabledCategories": _field(_CATEGORIES),
    "enabledOnly": _field("`true`: check only what is enabled by name; nothing may be disabled."),
    "mode": _field(
        "`textLevelOnly` finds nothing, since no rule here applies to the text as a whole."
    ),
}
FORM_SCHEMA: Documented = {
    "type": "object",
    "properties": _FIELDS,
    "required": ["language"],
    "additionalProperties": {"type": "string"},
}
_QUERY_EXAMPLE = {"text": TEXT_EXAMPLE, "language": "en-US"}
# A query is not the place for an article with its markup, although `data` would be accepted.
QUERY: list[Documented] = [
    {
        "name": name,
        "in": "query",
        "required": name in _QUERY_EXAMPLE,
        "description": schema["description"].removesuffix(" Send either this or `data`."),
        "schema": {key: schema[key] for key in schema if key not in ("description", "examples")},
        **({"examples": {name: {"value": _QUERY_EXAMPLE[name]}}} if name in _QUERY_EXAMPLE else {}),
    }
    for name, schema in _FIELDS.items()
    if name != "data"
]

EXAMPLES = {
    "text": {"text": TEXT_EXAMPLE, "language": "en-US"},
    "annotations": {
        "data": '{"annotation": [{"text": "The "}, {"markup": "<b>"}, {"text": "bonkers"}, '
        '{"markup": "</b>"}, {"text": " plan"}, {"markup": "<p>", "interpretAs": "\\n\\n"}]}',
        "language": "auto",
        "level": "picky",
        "disabledCategories": "HEDGING",
    },
}
