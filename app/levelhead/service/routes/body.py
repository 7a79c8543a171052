"""From a request to validated models; anything wrong with it becomes a Problem."""

import json
import re
from codecs import BOM_UTF8
from itertools import islice
from typing import NoReturn
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from levelhead.engine.analyzer import Block
from levelhead.engine.deadline import Checkpoint, with_checkpoints
from levelhead.service.middleware.problem import FieldError, Problem, wrong_fields
from levelhead.service.routes.route import query_parameters
from levelhead.service.schemas import (
    MAX_FAULTS,
    Analysis,
    Fault,
    Invalid,
    Job,
    Options,
    Path,
    blocks_of,
    job_of,
    read,
    schemas,
)
from levelhead.types import CATEGORIES

JSON, NDJSON = "application/json", "application/x-ndjson"
TEXT, HTML = "text/plain", "text/html"

_CHARSET = re.compile(r'charset\s*=\s*"?([^\s";]*)', re.IGNORECASE)
# To decode a million values takes a tenth of a second, during which nothing else can run.
MAX_VALUES = 100_000
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_HALF_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_LISTS = ("dimensions", "categories", "allow", "thresholds")
_THRESHOLDS = {
    "description": "`min_score` by category, such as `modal:0.5,belief:1`.",
    "type": "array",
    "items": {
        "type": "string",
        "pattern": f"^({'|'.join(c for each in CATEGORIES.values() for c in each)}):"
        r"(0(\.[0-9]{1,15})?|1(\.0{1,15})?)$",
    },
}
# Rules are too large for a query.
PARAMETERS = query_parameters(
    {
        name: _THRESHOLDS if name == "thresholds" else schema
        for name, schema in schemas()["Options"]["properties"].items()
        if name != "rules"
    }
)
# Field names come from the caller: enough of one to recognise it.
_MAX_NAME_CHARS = 64


def media_type(request: Request, *known: str) -> str:
    """Which of the `known` media types the body has; 415 for any other, or a compressed body."""
    headers = request.headers
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(
            415, "compressed bodies are not supported", headers={"Accept-Encoding": "identity"}
        )
    given, _, parameters = headers.get("content-type", "").partition(";")
    found = given.strip().lower()
    charset = _CHARSET.search(parameters)
    if found not in known or (charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii")):
        # curl -d sends a form unless it is told otherwise.
        detail = (
            f"the Content-Type should be {', '.join(known[:-1])} or {known[-1]}, in UTF-8; "
            f"with curl add -H 'Content-Type: {TEXT if TEXT in known else known[0]}'"
        )
        raise Problem(415, detail, headers={"Accept": ", ".join(known)})
    return found


def decode(body: bytes, checkpoint: Checkpoint) -> object:
    """Any JSON value; 400 if it is not JSON, 422 if it holds more than MAX_VALUES.

    Lone surrogates pass: the models say where one is. A byte order mark before it is ignored, as
    RFC 8259 allows.
    """
    body = body.removeprefix(BOM_UTF8)
    if body.count(b",") >= MAX_VALUES:
        _check_values(body, checkpoint)
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if _HALF_ESCAPE.search(body):
            return _decode_slowly(body)
        raise Problem(400, _unreadable(error)) from error


def analysis(body: bytes, checkpoint: Checkpoint) -> Job:
    """The job that a JSON body asks for; 400 if it is not JSON, 422 naming what is wrong in it."""
    try:
        sent = read(Analysis, decode(body, checkpoint))
        return job_of(sent, blocks_of(sent), checkpoint)
    except Invalid as invalid:
        raise refusal(invalid) from invalid


def text_with(options: Options, body: bytes, checkpoint: Checkpoint) -> Job:
    """The job of a body that is a text, with options of the query."""
    return job_of(options, (Block(text(body)),), checkpoint)


def text(body: bytes) -> str:
    """The body as text; 400 if it is not UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Problem(400, f"the body is not UTF-8 (byte {error.start})") from error


def query(request: Request) -> Options:
    """The options among the query parameters: lists repeated or comma-separated, no rules."""
    try:
        pairs = parse_qsl(
            request.scope["query_string"].decode(), keep_blank_values=True, errors="strict"
        )
    except UnicodeDecodeError as error:
        raise Problem(400, "the query is not UTF-8") from error
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    faults = [
        *(
            Fault((n,), "should be given once")
            for n in given
            if n not in _LISTS and len(given[n]) > 1
        ),
        *(Fault((n,), "can only be sent in a JSON body") for n in given.keys() & {"rules"}),
    ]
    try:
        if faults:
            raise Invalid(faults)
        return read(Options, {n: _value(n, given[n]) for n in given}, strict=False)
    except Invalid as invalid:
        raise wrong_fields(
            [FieldError(f.detail, parameter=_name(f.path[0])) for f in invalid.faults]
        ) from invalid


def no_query(request: Request) -> None:
    """Refuse query parameters with a JSON body, whose options are in the body: 422.

    They would be ignored, and the caller would not notice.
    """
    given = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    names = dict.fromkeys(name for name, _ in given)
    if names:
        detail = "should be in the JSON body, not in the query"
        found = [FieldError(detail, parameter=_name(name)) for name in islice(names, MAX_FAULTS)]
        raise wrong_fields(found)


def refusal(invalid: Invalid, at: Path = ()) -> Problem:
    """The 422 for an invalid body, or for the part of it `at` this path."""
    return wrong_fields(
        [
            FieldError(fault.detail, pointer="".join(f"/{_name(key)}" for key in at + fault.path))
            for fault in invalid.faults
        ]
    )


def _value(name: str, values: list[str]) -> object:
    if name not in _LISTS:
        return values[0]
    # `allow=` is an empty list, as OpenAPI writes it.
    items = [item.strip() for value in values if value for item in value.split(",")]
    if name != "thresholds":
        return items
    return {category: score for category, _, score in (item.partition(":") for item in items)}


def _name(key: str | int) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    name = str(key)
    if len(name) > _MAX_NAME_CHARS:
        name = name[:_MAX_NAME_CHARS] + "…"
    return name.replace("~", "~0").replace("/", "~1")


def _check_values(body: bytes, checkpoint: Checkpoint) -> None:
    """422 if more than so many values stand in lists and objects, by the commas between them."""
    commas = start = 0
    for match in with_checkpoints(_STRING.finditer(body), checkpoint):
        commas += body.count(b",", start, match.start())
        start = match.end()
        if commas >= MAX_VALUES:
            break
    if commas + body.count(b",", start) >= MAX_VALUES:
        raise Problem(422, f"the JSON holds more than {MAX_VALUES:,} values")


def _unreadable(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "the body is not UTF-8"
    if isinstance(error, RecursionError):
        return "the JSON is nested too deeply"
    if isinstance(error, msgspec.ValidationError):
        return "the JSON has a number that is out of range"
    # msgspec says what is wrong and at which byte, without repeating anything of the body.
    return f"the body is not JSON: {str(error).removeprefix('JSON is malformed: ').lower()}"


def _decode_slowly(body: bytes) -> object:
    """The standard library reads lone surrogates, and so lets the answer say where one is."""
    try:
        return json.loads(body.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "the body is not JSON") from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
