"""Routes that get the request as it is, and the parts of their contracts."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import msgspec
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from levelhead.service.middleware.problem import MEDIA_TYPE, Problem

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Documented = dict[str, Any]
Responses = dict[int | str, Documented]


class Direct(APIRoute):
    """Calls `endpoint(request)`: no dependencies to resolve and no model to serialise.

    The contract of an operation is in the `responses` and `openapi_extra` of its route.
    """

    def get_route_handler(self) -> Handler:
        """The endpoint itself."""
        handler: Handler = self.endpoint
        return handler


def make_router(tag: str) -> APIRouter:
    """A router of direct routes."""
    return APIRouter(route_class=Direct, default_response_class=Response, tags=[tag])


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


def answers(description: str, kinds: Mapping[str, Documented]) -> Responses:
    """The 200 of an operation; `kinds` maps media types to their content()."""
    return {200: {"description": description, "content": kinds}}


def problems(*examples: Problem) -> Responses:
    """The errors of an operation, by an example of each."""
    return {
        problem.details.status: {
            "description": problem.details.title,
            "content": {
                MEDIA_TYPE: content(
                    ref("ProblemDetails"), {"problem": msgspec.to_builtins(problem.details)}
                )
            },
        }
        for problem in examples
    }


def path_parameter(name: str, description: str, example: str) -> Documented:
    """A part of the path."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string"},
        "example": example,
    }


def query_parameters(fields: Mapping[str, Documented]) -> list[Documented]:
    """The properties of an object as optional query parameters, lists comma-separated."""
    return [
        {
            "name": name,
            "in": "query",
            "description": f"Not with a JSON body. {schema.get('description', '')}".strip(),
            "explode": False,
            "schema": _not_null({key: schema[key] for key in schema if key != "description"}),
        }
        for name, schema in fields.items()
    ]


def _not_null(schema: Documented) -> Documented:
    """The schema without the alternative null, which a query cannot express."""
    found: list[Documented] = schema.get("anyOf", [schema])
    (other,) = [each for each in found if each != {"type": "null"}]
    return other
