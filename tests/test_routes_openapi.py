import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import validate

from levelhead.service.main import build
from levelhead.service.middleware.body_limit import BodyLimit, Held
from levelhead.service.middleware.queue import overloaded
from levelhead.service.routes import ROUTES, extract
from levelhead.service.routes.openapi import answers, contract
from levelhead.service.settings import Settings
from tests import openapi
from tests.helpers.asgi import LEXICON, app_of, ask
from tests.openapi import operations

REAL = openapi.real_app()
DOCUMENT = contract(REAL, answers(), keys=True)

# The examples of errors are answers to these requests.
JSON, TEXT, NDJSON = "application/json", "text/plain", "application/x-ndjson"
FORM = "application/x-www-form-urlencoded"
WRONG_FIELDS = b'{"blocks": [{"text": "\\ud83d"}], "min_score": 2}'
ERRORS: dict[tuple[str, str], tuple[str, bytes, str]] = {
    ("analyze", "400"): ("/analyze", b'{"text": oops}', JSON),
    ("analyze", "413"): ("/analyze", b" " * 2_097_153, JSON),
    ("analyze", "415"): ("/analyze", b"x", "text/csv"),
    ("analyze", "422"): ("/analyze", WRONG_FIELDS, JSON),
    ("analyze_batch", "400"): ("/analyze/batch", b'{"text": oops}', JSON),
    ("analyze_batch", "413"): ("/analyze/batch", b" " * 2_097_153, JSON),
    ("analyze_batch", "415"): ("/analyze/batch", b"x", "text/html"),
    ("analyze_batch", "422"): ("/analyze/batch", b"{}", JSON),
    ("compare", "400"): ("/compare", b'{"text": oops}', JSON),
    ("compare", "413"): ("/compare", b" " * 2_097_153, JSON),
    ("compare", "415"): ("/compare", b"x", "text/html"),
    ("compare", "422"): ("/compare", b'{"before": {}, "after": {"text": ""}}', JSON),
    ("compare_batch", "400"): ("/compare/batch", b'{"text": oops}', JSON),
    ("compare_batch", "413"): ("/compare/batch", b" " * 2_097_153, JSON),
    ("compare_batch", "415"): ("/compare/batch", b"x", "text/html"),
    ("compare_batch", "422"): ("/compare/batch", b"{}", JSON),
    ("extract", "400"): ("/extract", b"Mayor\xff", TEXT),
    ("extract", "413"): ("/extract", b" " * 2_097_153, TEXT),
    ("extract", "415"): ("/extract", b"%PDF-1.7", "application/pdf"),
    ("extract", "422"): ("/extract", b"PK\x03\x04", extract.WORD),
    ("lexicon", "404"): ("/lexicons/zorp", b"", JSON),
    ("rule", "404"): ("/rules/zorp", b"", JSON),
    ("profile", "404"): ("/profiles/zorp", b"", JSON),
    ("readyz", "503"): ("/readyz", b"", JSON),
}


class Example(NamedTuple):
    """An example of the document, with the schema it is an instance of."""

    operation: str
    status: str  # "" for a request
    kind: str
    name: str
    value: Any
    schema: dict[str, Any]


def found() -> Iterator[Example]:
    for _, _, operation in operations(DOCUMENT):
        bodies = [("", operation.get("requestBody", {})), *operation["responses"].items()]
        for status, body in bodies:
            for kind, media in body.get("content", {}).items():
                for name, example in media.get("examples", {}).items():
                    yield Example(
                        *(operation["operationId"], status, kind),
                        *(name, example["value"], media["schema"]),
                    )


EXAMPLES = [*found()]
IDS = [f"{e.operation} {e.status} {e.kind} {e.name}" for e in EXAMPLES]


def faults(value: Any, schema: dict[str, Any]) -> list[str]:
    """What is wrong with a value, or with each line of a stream of them."""
    if "contentSchema" in schema:
        lines = [json.loads(line) for line in value.splitlines()]
        return [f for line in lines for f in faults(line, schema["contentSchema"])]
    whole = {**schema, "components": DOCUMENT["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(value)]


def test_the_document_is_openapi() -> None:
    validate(DOCUMENT)
    assert app_of().openapi() is app_of().openapi()  # made once


@pytest.fixture
def locked(tmp_path: Path) -> FastAPI:
    """A service with API keys, none of which is valid."""
    path = tmp_path / "keys.toml"
    path.write_text(
        f'[old]\nsha256 = "{sha256(b"old").hexdigest()}"\nexpires = 2026-01-01T00:00:00Z\n'
    )
    return build(LEXICON, Settings(api_keys_file=path))


def test_the_files_are_what_the_service_answers() -> None:
    assert openapi.main(openapi.written(), ["--check"]) is None


def test_a_service_with_keys_serves_the_file(locked: FastAPI) -> None:
    served = ask("GET", "/openapi.json", locked).json()
    assert served == openapi.recorded()
    assert served["security"] == [{}, {"bearer": []}, {"key": []}]
    own = {path: o["security"] for _, path, o in operations(served) if "security" in o}
    assert own == {path: [] for path in (*PROBES, *DISCOVERY)}


def test_a_service_without_keys_serves_the_file_without_security() -> None:
    served = ask("GET", "/openapi.json").json()
    expected = openapi.recorded()
    del expected["security"], expected["components"]["securitySchemes"]
    for _, _, operation in operations(expected):
        operation.pop("security", None)
    assert served == expected


def test_every_route_is_in_the_document() -> None:
    served = {
        (method.lower(), route.path)
        for route in ROUTES
        if isinstance(route, APIRoute) and route.include_in_schema
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert {(method, path) for method, path, _ in operations(DOCUMENT)} == served


def test_every_operation_is_described_and_has_examples_of_all_its_bodies() -> None:
    ids = [operation["operationId"] for _, _, operation in operations(DOCUMENT)]
    assert len({*ids}) == len(ids)
    for _, _, operation in operations(DOCUMENT):
        assert operation["summary"]
        assert operation["description"]
        for status, answer in operation["responses"].items():
            assert answer["headers"]["X-Request-ID"]
            assert status == "304" or all(m["examples"] for m in answer["content"].values())


def test_every_schema_is_described_and_used() -> None:
    text = json.dumps(DOCUMENT)
    for name, schema in DOCUMENT["components"]["schemas"].items():
        assert f'"#/components/schemas/{name}"' in text
        assert schema.get("description") or name.endswith("BatchItem") or "enum" in schema, name


def test_no_paragraph_of_a_description_is_indented_like_code() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        assert "\n    " not in schema.get("description", ""), name


def inline(schema: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A schema's own schemas that need a type, as generators name them: owner and property."""
    if "enum" in schema or "properties" in schema or "additionalProperties" in schema:
        yield name, schema
    for field, each in schema.get("properties", {}).items():
        yield from inline(each, f"{name}_{field}")
    for part in (
        schema.get("items"),
        schema.get("additionalProperties"),
        schema.get("propertyNames"),
    ):
        if isinstance(part, dict):
            yield from inline(part, f"{name}_item")
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from inline(part, name)


def inline_schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for found, each in inline(schema, name):
            if each is not schema:
                yield found, each
    for _, _, operation in operations(DOCUMENT):
        name = operation["operationId"]
        for parameter in operation.get("parameters", ()):
            yield from inline(parameter["schema"], f"{name}_{parameter['name']}")
        for media in operation.get("requestBody", {}).get("content", {}).values():
            yield from inline(media["schema"], f"{name}_body")
        for status, answer in operation["responses"].items():
            for media in answer.get("content", {}).values():
                yield from inline(media["schema"], f"{name}_response_{status}")


def test_no_inline_schema_collides_with_a_named_one() -> None:
    named = {name.lower(): name for name in DOCUMENT["components"]["schemas"]}
    names = [name.replace("_", "").lower() for name, _ in inline_schemas()]
    assert "analysisthresholds" in names
    assert [named[name] for name in names if name in named] == []
    assert len({*names}) == len(names)


def test_every_enumeration_has_a_name() -> None:
    assert [name for name, schema in inline_schemas() if "enum" in schema] == []


def keywords(schema: Any) -> Iterator[tuple[str, Any]]:
    """Every keyword of a schema and of those inside it."""
    if isinstance(schema, list):
        for each in schema:
            yield from keywords(each)
    elif isinstance(schema, dict):
        for key, value in schema.items():
            yield key, value
            parts = value.values() if key == "properties" else [value]
            for part in parts:
                yield from keywords(part)


def test_the_schemas_have_nothing_that_generators_of_clients_stumble_over() -> None:
    schemas = [
        *DOCUMENT["components"]["schemas"].values(),
        *(p["schema"] for _, _, o in operations(DOCUMENT) for p in o.get("parameters", ())),
        *(
            media["schema"]
            for _, _, operation in operations(DOCUMENT)
            for body in (operation.get("requestBody", {}), *operation["responses"].values())
            for media in body.get("content", {}).values()
        ),
    ]
    found = [*keywords(schemas)]
    # A default is sent back with every request, or makes an optional field a required one.
    assert [value for key, value in found if key == "default"] == []
    # Tuples, and boolean schemas but for `additionalProperties`.
    assert [key for key, _ in found if key == "prefixItems"] == []
    assert {key for key, value in found if isinstance(value, bool)} == {"additionalProperties"}


def test_a_request_needs_no_field_that_has_a_default() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert {name: schemas[name].get("required", []) for name in ("Analysis", "Batch", "Rule")} == {
        "Analysis": [],
        "Batch": ["documents"],
        "Rule": ["id", "dimension", "category"],
    }
    texts = [p["description"] for p in DOCUMENT["paths"]["/analyze"]["post"]["parameters"]]
    assert [text.rpartition(" Default: ")[2] for text in texts if " Default: " in text] == [
        *("`text`.", "`en`.", "`codepoint`.", "`0.0`.", "`report`.", "`false`.")
    ]


def test_an_answer_has_every_field_that_is_not_unset() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    optional = {
        name: {*s["properties"]} - {*s["required"]}
        for name, s in schemas.items()
        if name in {"Answer", "Software", "Match", "Checked", "LexiconRule"}
    }
    assert optional == {
        "Answer": {"headline", "suppressed", "attributions", "sources", "stacked_hedges"},
        "Software": set(),
        "Match": set(),
        "Checked": set(),
        "LexiconRule": {
            *("forms", "pattern", "detector", "headline_only", "only_preceded", "only_followed"),
            *("unless_preceded", "unless_followed", "suggestions", "replacements", "note", "hits"),
            *("misses", "known_false", "receipt"),
        },
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=IDS)
def test_every_example_is_of_its_schema(example: Example) -> None:
    assert faults(example.value, example.schema) == []


REQUESTS = [*openapi.requests(DOCUMENT)]


@pytest.mark.parametrize(
    "example", REQUESTS, ids=[f"{e.operation.id} {e.answer_name}" for e in REQUESTS]
)
def test_every_example_request_gets_the_example_answer(example: openapi.Example) -> None:
    answer = example.send(REAL)
    assert answer.status_code == 200, answer.text
    kind = answer.headers["content-type"].partition(";")[0]
    media = example.operation.contract["responses"]["200"]["content"][kind]
    value = answer.json() if kind == JSON else answer.text
    assert faults(value, media["schema"]) == []
    if example.operation.id != "metrics":
        assert value == media["examples"][example.answer_name]["value"]
        return
    # What it counts is different each time: the names of the series are not.
    series = re.sub(r" \S+$", " ", media["examples"]["metrics"]["value"], flags=re.MULTILINE)
    assert [line for line in series.splitlines() if line not in value] == []


CACHED = [e for e in REQUESTS if "304" in e.operation.contract["responses"]]


@pytest.mark.parametrize("example", CACHED, ids=[e.operation.id for e in CACHED])
def test_what_is_unchanged_is_not_sent_again(example: openapi.Example) -> None:
    held = {"if-none-match": example.send(REAL).headers["etag"]}
    assert ask("GET", example.path, REAL, headers=held).status_code == 304


# Refusals of middleware, which are the same for all operations.
OF_MIDDLEWARE = {"401", "403", "408", "429", "503"}
PROBES = ("/livez", "/readyz")
DISCOVERY = ("/v2/healthcheck", "/v2/info", "/v2/maxtextlength")
REFUSALS = [e for e in EXAMPLES if e.status in OF_MIDDLEWARE and e.operation != "readyz"]
PROBLEMS = [e for e in EXAMPLES if e.kind == "application/problem+json" and e not in REFUSALS]


@pytest.mark.parametrize("example", PROBLEMS, ids=[f"{e.operation} {e.status}" for e in PROBLEMS])
def test_every_error_is_the_answer_to_a_request(
    example: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_of().state.drain, "begun", example.operation == "readyz")
    path, body, kind = ERRORS[example.operation, example.status]
    method = "POST" if body else "GET"
    answer = ask(method, path, content=body, headers={"content-type": kind})
    assert (str(answer.status_code), answer.json()) == (example.status, example.value)


def test_every_refusal_in_the_document_is_what_the_middleware_answers(locked: FastAPI) -> None:
    rated = build(LEXICON, Settings(rate="1/day"))
    _, too_often = (ask("GET", "/limits", rated).json() for _ in range(2))
    too_often["detail"] = re.sub(
        r"\d+ requests in .*", "600 requests in 60 s; wait 3 s", too_often["detail"]
    )
    said = {
        "401": ask("GET", "/limits", locked).json(),
        "403": ask("GET", "/limits", locked, headers={"x-api-key": "old"}).json(),
        "408": msgspec.to_builtins(BodyLimit(locked, 1, 10, Held(1)).too_slow().details),
        "429": too_often,
        "503": msgspec.to_builtins(overloaded().details),
    }
    plain = {status: f"Error: {problem['detail']}" for status, problem in said.items()}
    for example in REFUSALS:
        assert example.value == (plain if example.kind == TEXT else said)[example.status]


def test_every_operation_that_is_not_open_may_be_refused() -> None:
    refusals = {
        f"{method} {path}": OF_MIDDLEWARE & {*operation["responses"]}
        for method, path, operation in operations(DOCUMENT)
    }
    usual = {"401", "403", "429"}
    assert refusals == {
        "get /livez": set(),
        "get /readyz": {"503"},
        "post /analyze": OF_MIDDLEWARE,
        "post /analyze/batch": OF_MIDDLEWARE,
        "post /compare": OF_MIDDLEWARE,
        "post /compare/batch": OF_MIDDLEWARE,
        "post /extract": OF_MIDDLEWARE,
        "post /v2/check": OF_MIDDLEWARE,
        "get /v2/check": usual | {"503"},
        **{
            f"{method} {path}": usual
            for method, path, _ in operations(DOCUMENT)
            if method == "get" and path not in (*PROBES, "/v2/check")
        },
        **{f"get {path}": set() for path in DISCOVERY},
    }


def test_every_parameter_of_a_text_is_taken() -> None:
    given = {
        "format": "text",
        "language": "en-US",
        "offset_unit": "utf8",
        "dimensions": "hedging",
        "categories": "modal,belief",
        "min_score": "0.5",
        "thresholds": "modal:0.5,belief:1",
        "quotes": "ignore",
        "allow": "may,might",
        "profile": "magazine",
        "desk": "garden",
        "explain": "true",
        "include": "attributions",
    }
    operation = DOCUMENT["paths"]["/analyze"]["post"]
    assert [p["name"] for p in operation["parameters"]] == [*given]
    headers = {"content-type": TEXT}
    app = openapi.real_app()
    answer = ask("POST", "/analyze", app, params=given, content="x", headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("text", [None, "openapi: 3.1.0\n"])
def test_a_stale_file_is_named_and_written_again(text: str | None, tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    if text:
        file.write_text(text)
    files = {file: "openapi: 3.1.1\n"}
    stale = "openapi.yaml is not what the service answers: run `make openapi`"
    assert openapi.main(files, ["--check"]) == stale
    assert openapi.main(files, []) is None
    assert file.read_text() == files[file]
    assert openapi.main(files, ["--check"]) is None


# Bounded by the bytes of the body, and by a setting that GET /limits shows.
UNBOUNDED = {("Analysis", "text"), ("Document", "text"), ("Block", "text"), ("Batch", "documents")}


def unbounded(schema: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The places of a request in which there is no most."""
    bounds = {"array": "maxItems", "string": "maxLength", "object": "maxProperties"}
    closed = schema.get("additionalProperties") is False or "enum" in schema or "const" in schema
    kind = schema.get("type")
    if kind in bounds and bounds[kind] not in schema and not closed:
        yield path
    parts = [*schema.get("anyOf", ()), schema.get("items"), schema.get("additionalProperties")]
    for part in filter(None, parts):
        yield from unbounded(part, path)
    for name, field in schema.get("properties", {}).items():
        yield from unbounded(field, (*path, name))


def test_every_list_and_map_and_string_of_a_request_has_a_maximum() -> None:
    found = {
        place
        for name in ("Analysis", "Batch", "Block", "Document", "Rule")
        for place in unbounded(DOCUMENT["components"]["schemas"][name], (name,))
    }
    assert found == UNBOUNDED
