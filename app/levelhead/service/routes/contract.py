"""The OpenAPI document: assembled from the routes and from the types of their bodies."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import msgspec
from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from levelhead.engine import encode
from levelhead.engine.document.offsets import Unit
from levelhead.engine.score import Band
from levelhead.languagetool.answer import Checked, Configuration, Info, ListedLanguage
from levelhead.service import schemas
from levelhead.service.middleware.problem import ProblemDetails
from levelhead.service.routes import (
    analyze,
    batch,
    examples,
    extract,
    languagetool,
    lexicons,
    metrics,
    page,
    service,
)
from levelhead.service.routes.route import Documented, problems, ref
from levelhead.types import CATEGORIES, Dimension, Format, Reason, Role, Voice
from levelhead.version import VERSION

# Answers by operation id, media type and the name of the example request.
Answers = Mapping[str, Mapping[str, Mapping[str, object]]]

ROUTES: tuple[BaseRoute, ...] = (
    *analyze.router.routes,
    *batch.router.routes,
    *extract.router.routes,
    *lexicons.router.routes,
    *service.router.routes,
    *metrics.router.routes,
    *languagetool.router.routes,
    *page.ROUTES,
)

TITLE = "levelhead"
ABOUT = """Finds hedging and sensational wording in news text, and scores it, span by span.

Errors are `application/problem+json` (RFC 9457) and never repeat anything of the text.
Under /v2, which implements LanguageTool's protocol, they are one line of plain text.
Every answer has an `X-Request-ID`: the one you sent, or a new one."""

_SENT = (
    encode.Answer,
    batch.Answered,
    batch.Failed,
    extract.Article,
    lexicons.Lexicons,
    lexicons.CategoryRules,
    lexicons.LexiconRule,
    service.Limits,
    service.Status,
    Checked,
    Configuration,
    Info,
    ListedLanguage,
    ProblemDetails,
)

# Enumerations by name: a generated client then has one type for each, not one for each field.
_ENUMS: Mapping[str, tuple[str, ...]] = {
    "Band": get_args(Band),
    "Category": tuple(category for each in CATEGORIES.values() for category in each),
    "Dimension": get_args(Dimension),
    "Format": get_args(Format),
    "Language": get_args(encode.Language),
    "OffsetUnit": get_args(Unit),
    "Quotes": get_args(schemas.Quotes),
    "Reason": get_args(Reason),
    "Role": get_args(Role),
    "Voice": get_args(Voice),
}
_NAMES = {frozenset(values): name for name, values in _ENUMS.items()}

# What middleware may answer before the operation, if the operator has set it up.
_REFUSALS = (examples.NO_KEY, examples.EXPIRED, examples.TOO_OFTEN)
_BODY, _QUEUE = (examples.TOO_SLOW,), (examples.TOO_MANY,)
_OPEN = {"/livez", "/readyz"} | languagetool.OPEN_PATHS - {languagetool.LANGUAGES_PATH}
# Operations that analyse although they are not a POST.
_QUEUED = ("languagetool_check_by_query",)

_KEY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "API key, if keys are set up."},
    "key": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "API key in a header.",
    },
}


@cache
def document(*, keys: bool = True) -> Documented:
    """The contract as it is served, with or without API `keys`; the same for all word lists."""
    packaged = files("levelhead.service.routes").joinpath("answers.json").read_bytes()
    return make_document(msgspec.json.decode(packaged, type=dict[str, Any]), keys=keys)


def make_document(answers: Answers, *, keys: bool = True) -> Documented:
    """The contract with these answers as the examples of its answers."""
    made = get_openapi(
        title=TITLE,
        version=VERSION,
        description=ABOUT,
        license_info={"name": "MIT", "identifier": "MIT"},
        routes=ROUTES,
    )
    made["components"] = {
        "schemas": _schemas(),
        "headers": {
            "X-Request-ID": {
                "description": "The one you sent, if it was 1 to 128 visible ASCII characters; "
                "a new one otherwise.",
                "schema": {"type": "string"},
            }
        },
    }
    if keys:
        # For the whole document: generators think that an operation with its own needs a key.
        made["security"] = [{}, {"bearer": []}, {"key": []}]
        made["components"]["securitySchemes"] = _KEY
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            if path not in _OPEN:
                _add_refusals(path, method, operation)
            elif keys:
                operation["security"] = []
            for kind, named in answers.get(operation["operationId"], {}).items():
                found = {name: {"value": named[name]} for name in named}
                operation["responses"]["200"]["content"][kind]["examples"] = found
            for answer in operation["responses"].values():
                answer["headers"] = {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}}
    # Python's own values, such as tuples, become what JSON makes of them.
    plain = msgspec.json.decode(msgspec.json.encode(made), type=Documented)
    return {**plain, "paths": _with_names(plain["paths"])}


def _add_refusals(path: str, method: str, operation: Documented) -> None:
    posted = method == "post"
    queued = posted or operation["operationId"] in _QUEUED
    errors = languagetool.errors if languagetool.PATHS.match(path) else problems
    more = errors(*_REFUSALS, *(_BODY if posted else ()), *(_QUEUE if queued else ()))
    answers = operation["responses"] | {str(status): more[status] for status in more}
    operation["responses"] = dict(sorted(answers.items()))


def _schemas() -> Documented:
    """All components: what is sent, what is received, and enumerations."""
    _, sent = msgspec.json.schema_components(_SENT, ref_template=ref("{name}")["$ref"])
    for schema in sent.values():
        _require_defaults(schema)
    item = {"anyOf": [ref("Answered"), ref("Failed")]}
    many = {
        "type": "object",
        "description": "An answer for each document, in their order.",
        "properties": {"answers": {"type": "array", "items": ref("BatchItem")}},
        "required": ["answers"],
        "additionalProperties": False,
    }
    received = schemas.schemas()
    del received["Options"]  # the fields of other schemas, and query parameters
    bodies = {**sent, **received, "BatchItem": item, "BatchAnswer": many}
    enums = {name: {"type": "string", "enum": [*values]} for name, values in _ENUMS.items()}
    return dict(sorted({**_with_names(bodies), **enums}.items()))


def _require_defaults(schema: Documented) -> None:
    """An answer always has its fields with defaults; only unset ones are left out."""
    fields = schema.get("properties", {})
    needed = {*schema.get("required", ()), *(name for name in fields if "default" in fields[name])}
    schema["required"] = [name for name in fields if name in needed]
    for field in fields.values():
        field.pop("default", None)


def _with_names(made: Any) -> Any:
    """The same with references to enumerations for those that are inline."""
    if isinstance(made, list):
        return [_with_names(each) for each in made]
    if not isinstance(made, dict):
        return made
    values = made.get("enum")
    name = _NAMES.get(frozenset(values)) if isinstance(values, list) else None
    if name is None:
        return {key: _with_names(made[key]) for key in made}
    return {**{k: made[k] for k in made if k not in ("enum", "type")}, **ref(name)}
