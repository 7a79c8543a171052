import json
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec
import pytest
import yaml
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import validate

from app.api import contract, extract
from app.guard.body_cap import BodyCap
from app.guard.queue import overloaded
from app.lexicon import load
from app.main import build
from app.settings import Settings
from tests.asgi import LEXICON, app_of, ask

FILE = Path(__file__).parent.parent / "openapi.yaml"
DOCUMENT = contract.document()

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
    ("extract", "400"): ("/extract", b"Mayor\xff", TEXT),
    ("extract", "413"): ("/extract", b" " * 2_097_153, TEXT),
    ("extract", "415"): ("/extract", b"%PDF-1.7", "application/pdf"),
    ("extract", "422"): ("/extract", b"PK\x03\x04", extract.WORD),
    ("lexicon", "404"): ("/lexicons/zorp", b"", JSON),
    ("rule", "404"): ("/rules/zorp", b"", JSON),
    ("readyz", "503"): ("/readyz", b"", JSON),
}


class Example(NamedTuple):
    """An example of the document, with the schema it stands under."""

    operation: str
    status: str  # "" for a request
    kind: str
    name: str
    value: Any
    schema: dict[str, Any]


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def found() -> Iterator[Example]:
    for _, _, operation in operations():
        bodies = [("", operation.get("requestBody", {})), *operation["responses"].items()]
        for status, body in bodies:
            for kind, media in body.get("content", {}).items():
                for name, example in media["examples"].items():
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


def test_the_file_is_what_the_application_serves() -> None:
    assert yaml.safe_load(FILE.read_text("utf-8")) == ask("GET", "/openapi.json").json()
    assert FILE.read_text("utf-8") == contract.as_yaml()


def test_every_route_is_in_the_document() -> None:
    served = {
        (method.lower(), route.path)
        for route in contract.ROUTES
        if isinstance(route, APIRoute) and route.include_in_schema
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert {(method, path) for method, path, _ in operations()} == served


def test_every_operation_is_described_and_has_examples_of_all_its_bodies() -> None:
    for _, _, operation in operations():
        assert operation["summary"]
        assert operation["description"]
        for status, answer in operation["responses"].items():
            assert answer["headers"]["X-Request-ID"]
            assert status == "304" or all(m["examples"] for m in answer["content"].values())


def test_every_schema_is_described_and_used() -> None:
    text = json.dumps(DOCUMENT)
    for name, schema in DOCUMENT["components"]["schemas"].items():
        assert f'"#/components/schemas/{name}"' in text or name == "Options"
        assert schema.get("description") or name == "BatchItem", name


@pytest.mark.parametrize("example", EXAMPLES, ids=IDS)
def test_every_example_is_of_its_schema(example: Example) -> None:
    assert faults(example.value, example.schema) == []


REQUESTS = [e for e in EXAMPLES if not e.status]
PATHS = {operation["operationId"]: path for _, path, operation in operations()}


@pytest.mark.parametrize("example", REQUESTS, ids=[f"{e.operation} {e.name}" for e in REQUESTS])
def test_every_request_is_answered_as_the_schema_says(example: Example) -> None:
    write = urlencode if example.kind == FORM else json.dumps
    body = example.value if isinstance(example.value, str) else write(example.value)
    headers = {"content-type": example.kind}
    answer = ask("POST", PATHS[example.operation], content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    schema = next(
        e.schema
        for e in EXAMPLES
        if e.operation == example.operation
        and e.status == "200"
        and (e.kind == NDJSON) == (example.kind == NDJSON)
    )
    assert faults(answer.text if example.kind == NDJSON else answer.json(), schema) == []


PAGES = [(path, op) for method, path, op in operations() if method == "get"]


@pytest.mark.parametrize(("path", "operation"), PAGES, ids=[path for path, _ in PAGES])
def test_every_page_is_answered_as_the_schema_says(path: str, operation: dict[str, Any]) -> None:
    parameters = operation.get("parameters", ())
    for parameter in parameters:
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", parameter["example"])
    query = {p["name"]: p["example"] for p in parameters if p["in"] == "query" and "example" in p}
    answer = ask("GET", path, params=query)
    assert answer.status_code == 200
    ((kind, media),) = operation["responses"]["200"]["content"].items()
    assert faults(answer.json() if kind == JSON else answer.text, media["schema"]) == []
    if "304" in operation["responses"]:
        held = {"if-none-match": answer.headers["etag"]}
        assert ask("GET", path, headers=held).status_code == 304


# Refusals of the guards, which are the same for all operations.
GUARDED = {"401", "403", "408", "429", "503"}
PROBES = ("/livez", "/readyz")
REFUSALS = [e for e in EXAMPLES if e.status in GUARDED and e.operation != "readyz"]
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


def test_every_refusal_is_what_a_guard_says(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    old = sha256(b"old").hexdigest()
    path.write_text(f'[old]\nsha256 = "{old}"\nexpires = 2026-01-01T00:00:00Z\n')
    locked = build(LEXICON, Settings(api_keys_file=path))
    rated = build(LEXICON, Settings(rate="1/day"))
    _, too_often = (ask("GET", "/limits", rated).json() for _ in range(2))
    too_often["detail"] = re.sub(
        r"\d+ requests in .*", "600 requests in 60 s; wait 3 s", too_often["detail"]
    )
    said = {
        "401": ask("GET", "/limits", locked).json(),
        "403": ask("GET", "/limits", locked, headers={"x-api-key": "old"}).json(),
        "408": msgspec.to_builtins(BodyCap(locked, 1, 10).too_slow().details),
        "429": too_often,
        "503": msgspec.to_builtins(overloaded().details),
    }
    plain = {status: f"Error: {problem['detail']}" for status, problem in said.items()}
    for example in REFUSALS:
        assert example.value == (plain if example.kind == TEXT else said)[example.status]


def test_every_operation_may_need_a_key_and_be_refused_but_the_probes() -> None:
    refusals = {
        f"{method} {path}": GUARDED & {*operation["responses"]}
        for method, path, operation in operations()
        if ("security" in operation) == (path not in PROBES)
    }
    doors = {"401", "403", "429"}
    assert refusals == {
        "get /livez": set(),
        "get /readyz": {"503"},
        "post /analyze": GUARDED,
        "post /analyze/batch": GUARDED,
        "post /extract": GUARDED,
        "post /v2/check": GUARDED,
        "get /v2/check": doors | {"503"},
        **{f"get {path}": doors for path, _ in PAGES if path not in (*PROBES, "/v2/check")},
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
        "explain": "true",
    }
    operation = DOCUMENT["paths"]["/analyze"]["post"]
    assert [p["name"] for p in operation["parameters"]] == [*given]
    headers = {"content-type": TEXT}
    assert ask("POST", "/analyze", params=given, content="x", headers=headers).status_code == 200


def test_the_docs_are_served() -> None:
    assert "docs/docs.js" in ask("GET", "/docs").text
    assert '"openapi.json"' in ask("GET", "/docs/docs.js").text
    assert app_of().openapi() is contract.document()


@pytest.mark.parametrize("text", [None, "openapi: 3.1.0\n"])
def test_a_stale_file_is_told_and_written_anew(
    text: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "openapi.yaml"
    if text:
        file.write_text(text)
    monkeypatch.setattr(sys, "argv", ["contract", str(file), "--check"])
    assert contract.main() == f"{file} is not what the routes say: run `make openapi`"
    monkeypatch.setattr(sys, "argv", ["contract", str(file)])
    assert contract.main() is None
    monkeypatch.setattr(sys, "argv", ["contract", str(file), "--check"])
    assert contract.main() is None


def test_the_names_in_the_examples_are_in_the_lexicon() -> None:
    lexicon = load(Path(__file__).parent.parent / "lexicons")
    assert lexicon.entries["bonkers"].category == "loaded"
