"""Request bodies and query options as validated models; what is wrong becomes a Problem.

FastAPI's own body parameters are not used. It would decode megabytes of JSON on the event loop,
where every other request waits, without a bound on their number of values; and its 422 repeats
values of the request. These functions are given a checkpoint, so that a thread can run them.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Any, NoReturn
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from levelhead.engine.analyzer import Block, Options
from levelhead.engine.compare import Version
from levelhead.engine.deadline import Checkpoint, with_checkpoints
from levelhead.invalid_input import MAX_FAULTS, Fault, InvalidInput, Path, validated
from levelhead.options import (
    Analysis,
    ComparisonIn,
    FindProfile,
    OptionsIn,
    blocks_of,
    options_of,
    versions_of,
)
from levelhead.service.engine import Engine
from levelhead.service.middleware.problem import FieldError, Problem, wrong_fields
from levelhead.service.middleware.request_state import state_of
from levelhead.service.schemas import schemas
from levelhead.types import ALL_CATEGORIES, Format

JSON, NDJSON = "application/json", "application/x-ndjson"
TEXT, HTML, MARKDOWN = "text/plain", "text/html", "text/markdown"

# The media types of a text, which imply its format.
FORMATS: dict[str, Format] = {TEXT: "text", HTML: "html", MARKDOWN: "markdown"}
_CHARSET = re.compile(r'charset\s*=\s*"?([^\s";]*)', re.IGNORECASE)
# Decoding a million values takes a tenth of a second, in which no other thread can run.
MAX_VALUES = 100_000
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_HALF_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
# Too large for a query.
_BODY_ONLY = {"ignore", "rules"}
_LISTS = ("dimensions", "categories", "allow", "thresholds", "include")
# Field names come from the caller: enough of one to recognise it.
MAX_NAME_CHARS = 64

BlocksAndOptions = tuple[tuple[Block, ...], Options]

_THRESHOLDS = {
    "description": "`min_score` by category, such as `modal:0.5,belief:1`.",
    "type": "array",
    "items": {
        "type": "string",
        "pattern": f"^({'|'.join(ALL_CATEGORIES)}):"
        r"(0(\.[0-9]{1,15})?|1(\.0{1,15})?)$",
    },
}


def _query_parameters(options: dict[str, Any]) -> list[dict[str, Any]]:
    """The properties of Options as optional query parameters, lists comma-separated."""
    return [
        {
            "name": name,
            "in": "query",
            "description": f"Not with a JSON body. {schema.get('description', '')}".strip(),
            "explode": False,
            "schema": not_null({key: schema[key] for key in schema if key != "description"}),
        }
        for name, schema in {**options, "thresholds": _THRESHOLDS}.items()
        if name not in _BODY_ONLY
    ]


def not_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without the alternative null, which a query cannot express."""
    found: list[dict[str, Any]] = schema.get("anyOf", [schema])
    (other,) = [each for each in found if each != {"type": "null"}]
    return other


# The contract of options_of_query(). Declared as FastAPI's query parameters, these ten would triple
# the cost of the route, and none could be a comma-separated list.
QUERY = _query_parameters(schemas()["Options"]["properties"])


async def reader_of_body(
    request: Request,
) -> tuple[int, Callable[[Checkpoint], BlocksAndOptions]]:
    """The bytes of a body of POST /analyze, and what makes blocks and options of it."""
    kind = media_type(request, JSON, *FORMATS)
    find_profile = profile_finder(request)
    if kind == JSON:
        refuse_query(request)
        body = await request.body()
        return len(body), partial(read_json, body, find_profile)
    options = options_of_query(request, find_profile)
    if kind != TEXT and "format" not in options.model_fields_set:
        options = options.model_copy(update={"format": FORMATS[kind]})
    body = await request.body()
    return len(body), partial(read_text, body, options, find_profile)


def profile_finder(request: Request) -> FindProfile:
    """Finds the profiles of the service, and that of the request for None."""
    engine: Engine = request.app.state.engine
    return partial(engine.profile, state_of(request.scope))


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
        raise wrong_media_type(*known)
    return found


def wrong_media_type(*known: str) -> Problem:
    """The 415 of an operation that takes the `known` media types."""
    # curl -d sends a form unless it has a Content-Type.
    wanted = " or ".join(filter(None, (", ".join(known[:-1]), known[-1])))
    detail = (
        f"the Content-Type should be {wanted}, in UTF-8; "
        f"with curl add -H 'Content-Type: {TEXT if TEXT in known else known[0]}'"
    )
    return Problem(415, detail, headers={"Accept": ", ".join(known)})


def decode_json(body: bytes, checkpoint: Checkpoint) -> object:
    """Any JSON value; 400 if it is not JSON, 422 if it holds more than MAX_VALUES.

    Lone surrogates pass: the models say where one is. A byte order mark before it is ignored, as
    RFC 8259 allows.
    """
    body = body.removeprefix(BOM_UTF8)
    check_values(body, checkpoint)
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if _HALF_ESCAPE.search(body):
            return _decode_slowly(body)
        raise Problem(400, _unreadable(error)) from error


def check_values(body: bytes, checkpoint: Checkpoint) -> None:
    """422 if lists and objects hold more than MAX_VALUES, by the commas between them."""
    if body.count(b",") < MAX_VALUES:
        return
    commas = start = 0
    for match in with_checkpoints(_STRING.finditer(body), checkpoint):
        commas += body.count(b",", start, match.start())
        start = match.end()
        if commas >= MAX_VALUES:
            break
    if commas + body.count(b",", start) >= MAX_VALUES:
        raise Problem(422, f"the JSON holds more than {MAX_VALUES:,} values")


def read_json(body: bytes, find_profile: FindProfile, checkpoint: Checkpoint) -> BlocksAndOptions:
    """What a JSON body asks for; 400 if it is not JSON, 422 naming what is wrong in it."""
    try:
        sent = validated(Analysis, decode_json(body, checkpoint))
        return blocks_of(sent), options_of(sent, checkpoint, find_profile)
    except InvalidInput as invalid:
        raise wrong_body(invalid) from invalid


def read_comparison(
    body: bytes, find_profile: FindProfile, checkpoint: Checkpoint
) -> tuple[Version, Version]:
    """The texts that a JSON body asks to compare; errors as for read_json()."""
    try:
        sent = validated(ComparisonIn, decode_json(body, checkpoint))
        return versions_of(sent, options_of(sent, checkpoint, find_profile))
    except InvalidInput as invalid:
        raise wrong_body(invalid) from invalid


def read_text(
    body: bytes, options: OptionsIn, find_profile: FindProfile, checkpoint: Checkpoint
) -> BlocksAndOptions:
    """The job of a body that is a text, with options of the query; 400 if it is not UTF-8."""
    return (Block(decode_text(body)),), options_of(options, checkpoint, find_profile)


def decode_text(body: bytes) -> str:
    """The body as text; 400 if it is not UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Problem(400, f"the body is not UTF-8 (byte {error.start})") from error


def options_of_query(request: Request, find_profile: FindProfile) -> OptionsIn:
    """The options among the query parameters: lists repeated or comma-separated, no rules.

    422 for what is wrong with them, a profile that there is not included.
    """
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
        *(Fault((n,), "can only be sent in a JSON body") for n in given.keys() & _BODY_ONLY),
    ]
    try:
        if faults:
            raise InvalidInput(faults)
        options = validated(OptionsIn, {n: _query_value(n, given[n]) for n in given}, strict=False)
        find_profile(options.profile)
        return options
    except InvalidInput as invalid:
        raise wrong_fields(
            [FieldError(f.detail, parameter=_pointer_step(f.path[0])) for f in invalid.faults]
        ) from invalid


def refuse_query(request: Request) -> None:
    """422 for query parameters with a JSON body, whose options are fields of the body.

    They would be ignored, and the caller would not notice.
    """
    query = request.scope["query_string"].decode("latin-1")
    given = parse_qsl(query, keep_blank_values=True) if query else []
    names = dict.fromkeys(name for name, _ in given)
    if names:
        detail = "should be in the JSON body, not in the query"
        found = [
            FieldError(detail, parameter=_pointer_step(name)) for name in islice(names, MAX_FAULTS)
        ]
        raise wrong_fields(found)


def wrong_body(invalid: InvalidInput, at: Path = ()) -> Problem:
    """The 422 for an invalid body, or for the part of it `at` this path."""
    return wrong_fields(
        [
            FieldError(
                fault.detail, pointer="".join(f"/{_pointer_step(key)}" for key in at + fault.path)
            )
            for fault in invalid.faults
        ]
    )


def _query_value(name: str, values: list[str]) -> object:
    if name not in _LISTS:
        return values[0]
    # `allow=` is an empty list, as in OpenAPI.
    items = [item.strip() for value in values if value for item in value.split(",")]
    if name != "thresholds":
        return items
    return {category: score for category, _, score in (item.partition(":") for item in items)}


def _pointer_step(key: str | int) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    name = str(key)
    if len(name) > MAX_NAME_CHARS:
        name = name[:MAX_NAME_CHARS] + "…"
    return name.replace("~", "~0").replace("/", "~1")


def _unreadable(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "the body is not UTF-8"
    if isinstance(error, RecursionError):
        return "the JSON is nested too deeply"
    if isinstance(error, msgspec.ValidationError):
        return "the JSON has a number that is out of range"
    # The message of msgspec names the fault and its byte, and never repeats the body.
    return f"the body is not JSON: {str(error).removeprefix('JSON is malformed: ').lower()}"


def _decode_slowly(body: bytes) -> object:
    """Decode with the standard library: it reads lone surrogates, so that a 422 can name them."""
    try:
        return json.loads(body.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "the body is not JSON") from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
