"""The OpenAPI contract: the parts that routes declare, and what FastAPI cannot derive from them.

Answers are msgspec structs that are encoded where they are made. FastAPI knows pydantic's models
only: schema_of() gives it the name of a struct, and Service.openapi() adds the schemas.
"""

from collections.abc import Mapping
from dataclasses import make_dataclass
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import msgspec
from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from levelhead.engine.compare import KINDS, Effect
from levelhead.engine.report import FlagKind
from levelhead.engine.score import Band
from levelhead.service import schemas
from levelhead.service.middleware import api_keys
from levelhead.service.middleware.problem import MEDIA_TYPE, Problem, ProblemDetails
from levelhead.types import (
    ALL_CATEGORIES,
    Dimension,
    Format,
    Language,
    OffsetUnit,
    Quotes,
    Reason,
    Role,
    SourceKind,
    Stance,
    Voice,
)

Documented = dict[str, Any]
Responses = dict[int | str, Documented]
# Answers by operation id, media type and the name of the example request.
Answers = Mapping[str, Mapping[str, Mapping[str, object]]]

# What middleware may answer in place of any operation that is not open, if it is set up.
REFUSALS = (
    Problem(401, api_keys.MISSING),
    Problem(403, api_keys.EXPIRED),
    Problem(429, "at most 600 requests in 60 s; wait 3 s"),
)
# What it may also answer in place of an operation that reads a body and analyses it.
TOO_SLOW = Problem(408, "the request body did not arrive within 10 s")
TOO_MANY = Problem(503, "the server is at capacity")
ANALYSIS_REFUSALS = (*REFUSALS, TOO_SLOW, TOO_MANY)
NOT_JSON = Problem(400, "the body is not JSON: invalid character (byte 9)")
NOT_MODIFIED: Responses = {304: {"description": "Unchanged: If-None-Match has the current ETag."}}
TOO_LARGE = Problem(413, "the body is longer than 2097152 bytes")

# Enumerations by name: a generated client then has one type for each, not one for each field.
_ENUMS: Mapping[str, tuple[str, ...]] = {
    "Band": get_args(Band),
    "Category": ALL_CATEGORIES,
    "ChangeKind": KINDS,
    "Dimension": get_args(Dimension),
    "Effect": get_args(Effect),
    "FlagKind": get_args(FlagKind),
    "Format": get_args(Format),
    "Language": get_args(Language),
    "OffsetUnit": get_args(OffsetUnit),
    "Quotes": get_args(Quotes),
    "Reason": get_args(Reason),
    "Role": get_args(Role),
    "SourceKind": get_args(SourceKind),
    "Stance": get_args(Stance),
    "Voice": get_args(Voice),
}
_ENUM_NAMES = {frozenset(values): name for name, values in _ENUMS.items()}

_KEY_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "API key, if keys are set up."},
    "key": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "API key in a header.",
    },
}

# What schema_of() and one_of() add to the contract's components.
_STRUCTS: list[type[msgspec.Struct]] = [ProblemDetails]
_DEFINED: Documented = {}


class Service(FastAPI):
    """FastAPI with the contract of this service."""

    def openapi(self) -> Documented:
        """The contract, made when it is first asked for; with API keys if the service has some."""
        if self.openapi_schema is None:
            with_keys = self.state.engine.settings.api_keys_file is not None
            self.openapi_schema = contract(self, answers(), keys=with_keys)
        return self.openapi_schema


def make_router(tag: str, *refused: Problem, plain: bool = False) -> APIRouter:
    """A router whose operations may all be `refused`; their ids are the names of the functions."""
    return APIRouter(
        tags=[tag],
        responses=problems(*refused, plain=plain),
        generate_unique_id_function=lambda route: route.name,
    )


@cache
def schema_of(struct: type[msgspec.Struct]) -> type:
    """The `response_model` of an operation that sends this struct, encoded."""
    _STRUCTS.append(struct)
    return make_dataclass(struct.__name__, ())


def one_of(name: str, *structs: type[msgspec.Struct]) -> Documented:
    """A component that is one of these structs; returns the reference to it."""
    _STRUCTS.extend(structs)
    _DEFINED[name] = {"anyOf": [ref(struct.__name__) for struct in structs]}
    return ref(name)


def ref(name: str) -> Documented:
    """A schema among the contract's components."""
    return {"$ref": f"#/components/schemas/{name}"}


def lines_of(name: str) -> Documented:
    """A stream of JSON lines, each of this schema."""
    # Without `contentMediaType`, for which Swagger UI would ask for a file.
    return {"type": "string", "contentSchema": ref(name)}


def content(schema: Documented, examples: Mapping[str, object] | None = None) -> Documented:
    """The schema of a body, and examples of it by name.

    Answers need no examples here: the contract has the real answers to the example requests.
    """
    if examples is None:
        return {"schema": schema}
    named = {name: {"value": examples[name]} for name in examples}
    if schema.get("type") == "string":
        # What Swagger UI puts into the field while an example of another media type is chosen.
        schema = {**schema, "examples": [each["value"] for each in named.values()][:1]}
    return {"schema": schema, "examples": named}


def takes(kinds: Mapping[str, Documented]) -> Documented:
    """The request body of an operation: the content() of each media type."""
    return {"required": True, "content": kinds}


def problems(*examples: Problem, plain: bool = False) -> Responses:
    """The errors of an operation, by an example of each; `plain` as under /v2."""
    return {
        problem.details.status: {
            "description": problem.details.title,
            "content": _line(problem) if plain else _details(problem),
        }
        for problem in examples
    }


def _details(problem: Problem) -> Documented:
    example = {"problem": msgspec.to_builtins(problem.details)}
    return {MEDIA_TYPE: content(ref("ProblemDetails"), example)}


def _line(problem: Problem) -> Documented:
    example = {"error": f"Error: {problem.details.detail}"}
    return {"text/plain": content({"type": "string"}, example)}


def answers() -> Answers:
    """The answers to the example requests, which `make openapi` wrote."""
    packaged = files("levelhead.service.routes").joinpath("answers.json").read_bytes()
    return msgspec.json.decode(packaged, type=dict[str, Any])


def contract(app: FastAPI, answers: Answers, *, keys: bool) -> Documented:
    """The contract with these answers as examples, with or without API `keys`.

    It is the same for all word lists.
    """
    made = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        license_info=app.license_info,
        routes=app.routes,
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
        made["components"]["securitySchemes"] = _KEY_SCHEMES
    for operations in made["paths"].values():
        for operation in operations.values():
            _complete(operation, answers.get(operation["operationId"], {}), keys=keys)
    # Python's own values, such as tuples, become what JSON makes of them.
    plain = msgspec.json.decode(msgspec.json.encode(made), type=Documented)
    return {**plain, "paths": _with_enum_names(plain["paths"])}


def _complete(
    operation: Documented, examples: Mapping[str, Mapping[str, object]], *, keys: bool
) -> None:
    """Add what FastAPI does not know of an operation, and take out what is not so."""
    responses = operation["responses"] = dict(sorted(operation["responses"].items()))
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]  # FastAPI's own, for parameters that can be any string
    if keys and "401" not in responses:
        operation["security"] = []
    for kind, named in examples.items():
        found = {name: {"value": named[name]} for name in named}
        responses["200"]["content"][kind]["examples"] = found
    for answer in responses.values():
        answer["headers"] = {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}}
        for media in answer.get("content", {}).values():
            media["schema"].pop("title", None)
    for parameter in operation.get("parameters", ()):
        # The description is that of the parameter; a default would be sent with every request.
        for key in ("title", "default", "description"):
            parameter["schema"].pop(key, None)


def _schemas() -> Documented:
    """All components: what is sent, what is received, and enumerations."""
    sent = schemas.struct_schemas(_STRUCTS, ref("{name}")["$ref"])
    for schema in sent.values():
        _require_defaults(schema)
    received = schemas.schemas()
    del received["Options"]  # the fields of other schemas, and query parameters
    enums = {name: {"type": "string", "enum": [*values]} for name, values in _ENUMS.items()}
    return dict(sorted({**_with_enum_names({**sent, **received, **_DEFINED}), **enums}.items()))


def _require_defaults(schema: Documented) -> None:
    """An answer always has its fields with defaults; only unset ones are left out."""
    fields = schema.get("properties", {})
    needed = {*schema.get("required", ()), *(name for name in fields if "default" in fields[name])}
    schema["required"] = [name for name in fields if name in needed]
    for field in fields.values():
        field.pop("default", None)


def _with_enum_names(made: Any) -> Any:
    """The same with references to enumerations for those that are inline."""
    if isinstance(made, list):
        return [_with_enum_names(each) for each in made]
    if not isinstance(made, dict):
        return made
    values = made.get("enum")
    name = _ENUM_NAMES.get(frozenset(values)) if isinstance(values, list) else None
    if name is None:
        return {key: _with_enum_names(made[key]) for key in made}
    return {**{k: made[k] for k in made if k not in ("enum", "type")}, **ref(name)}
