"""LanguageTool's protocol: its clients' checks, and the lists they ask for."""

import asyncio
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from levelhead.engine.analyzer import Block, Options
from levelhead.engine.deadline import Checkpoint
from levelhead.engine.report import Report
from levelhead.languagetool.answer import Configuration, Info, ListedRule, Parameters, Software
from levelhead.languagetool.encoded import Encoded, answer_of
from levelhead.languagetool.languages import LANGUAGES, is_english
from levelhead.languagetool.matches import matches_of
from levelhead.languagetool.merge import merge
from levelhead.languagetool.request import Check, Fields, Refused, check_of, fields_of
from levelhead.languagetool.rules import RULES
from levelhead.service.middleware.key_file import digest_of
from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.request_state import RequestState, state_of
from levelhead.service.routes import body, examples
from levelhead.service.routes import languagetool_contract as contract
from levelhead.service.routes.answer import Answer
from levelhead.service.routes.engine import Engine, engine_of
from levelhead.service.routes.route import Responses, answers, content, make_router, ref

if TYPE_CHECKING:
    from levelhead.languagetool.upstream import Upstream

# All of the protocol's paths, also those that are served by no operation.
PATHS = re.compile(r"/+v2/")
CHECK_PATH, LANGUAGES_PATH = "/v2/check", "/v2/languages"
# What holds nothing but the name, the version, the languages and the limit of this software.
OPEN_PATHS = {LANGUAGES_PATH, "/v2/healthcheck", "/v2/maxtextlength", "/v2/info"}
# What clients make of an address, with or without /v2, /v2/check and slashes: they put their own
# path behind whatever they are given. Without any /v2, only check and languages are asked for.
_WRITTEN = re.compile(
    r"/+(?:(?:v2|check)/+)*(?:v2)?(check|languages)/*"
    r"|/+(?:v2/+)+(healthcheck|maxtextlength|info|configinfo)/*"
)
FORM = "application/x-www-form-urlencoded"
# A UTF-16 unit takes this much of a form at most: three bytes of UTF-8, each written as %XX.
MAX_BYTES_PER_UNIT = 9

T = TypeVar("T")

router = make_router("languagetool")


def path_of(path: str) -> str:
    """The path of the operation that is asked for, however it is written; else the same path."""
    found = _WRITTEN.fullmatch(path)
    return f"/v2/{found[1] or found[2]}" if found else path


def errors(*problems: Problem) -> Responses:
    """The errors of an operation, by an example of each; its middleware makes them plain text."""
    return {
        problem.details.status: {
            "description": problem.details.title,
            "content": {
                body.TEXT: content(
                    {"type": "string"}, {"error": f"Error: {problem.details.detail}"}
                )
            },
        }
        for problem in problems
    }


_CHECKED = answers("The matches.", {body.JSON: content(ref("Checked"))})


@router.post(
    CHECK_PATH,
    operation_id="languagetool_check",
    summary="Check a text as LanguageTool does",
    responses={**_CHECKED, **errors(contract.NO_TEXT, examples.TOO_LARGE)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {FORM: content(contract.FORM_SCHEMA, contract.CHECKS)},
        },
    },
)
async def check(request: Request) -> Response:
    """Send a form, whatever its media type; query parameters are added to it and take precedence.

    Offsets count UTF-16 units of text and markup. Unknown fields, such as `username`, are ignored.
    The same operation is served at `/check`.

    If the operator has set up another LanguageTool server, it is asked too: its matches are merged
    with ours, it may know more languages, and `incompleteResults` says that it did not answer.
    """
    query = request.scope["query_string"]
    # A query may hold the text, and servers log queries.
    request.scope["query_string"] = b""
    sent = await request.body()
    engine, state = engine_of(request), state_of(request.scope)
    upstream: Upstream | None = request.app.state.upstream
    base = str(request.base_url)
    deadline = engine.deadline()

    async def run(work: Callable[[Checkpoint], T]) -> T:
        return await engine.run(work, len(sent) + len(query), deadline, client=request)

    def read(checkpoint: Checkpoint) -> tuple[Fields, Check]:
        try:
            fields = fields_of(sent, query, checkpoint)
            return fields, check_of(fields, checkpoint, any_language=upstream is not None)
        except Refused as refused:
            raise Problem(400, str(refused)) from refused

    def alone(checkpoint: Checkpoint) -> bytes:
        wanted = read(checkpoint)[1]
        return answer_of(_matches(engine, state, wanted, base, checkpoint), wanted.language)

    if upstream is None:
        return Answer(request, await run(alone), body.JSON)
    fields, wanted = await run(read)
    theirs_to_see = _without_our_key(fields, request)
    asking = asyncio.create_task(upstream.ask(theirs_to_see, wanted.text.sent))
    try:
        ours = await run(partial(_matches, engine, state, wanted, base))
        theirs = await asking
    finally:
        asking.cancel()
    # The other server has a time of its own.
    deadline = engine.deadline()
    written = await run(lambda _: merge(ours, theirs, wanted))
    return Answer(request, written, body.JSON)


@router.get(
    CHECK_PATH,
    operation_id="languagetool_check_by_query",
    summary="Check a short text as LanguageTool does",
    responses={**_CHECKED, **errors(contract.NO_LANGUAGE)},
    openapi_extra={"parameters": contract.QUERY},
)
async def check_by_query(request: Request) -> Response:
    """Send the fields of the form as query parameters. Post longer texts."""
    return await check(request)


@router.head(LANGUAGES_PATH, include_in_schema=False)
@router.get(
    LANGUAGES_PATH,
    operation_id="languagetool_languages",
    summary="Languages",
    responses=answers(
        "The languages.",
        {body.JSON: content({"type": "array", "items": ref("ListedLanguage")})},
    ),
)
async def languages(request: Request) -> Response:
    """List the varieties of English, and the languages of the other LanguageTool server, if any."""
    upstream: Upstream | None = request.app.state.upstream
    theirs = await upstream.languages() if upstream else []
    return _json((*LANGUAGES, *(each for each in theirs if not is_english(each.code))))


@router.head("/v2/healthcheck", include_in_schema=False)
@router.get(
    "/v2/healthcheck",
    operation_id="languagetool_healthcheck",
    summary="Readiness",
    responses=answers("Checks are answered.", {body.TEXT: content({"type": "string"})}),
)
async def healthcheck(_: Request) -> Response:
    """Answer OK, like GET /readyz."""
    return _text("OK")


@router.head("/v2/maxtextlength", include_in_schema=False)
@router.get(
    "/v2/maxtextlength",
    operation_id="languagetool_maxtextlength",
    summary="Maximum text length",
    responses=answers("A number of UTF-16 units.", {body.TEXT: content({"type": "string"})}),
)
async def maxtextlength(request: Request) -> Response:
    """Return how many UTF-16 units always fit into a request; plain ASCII text may be longer.

    The limit itself is in bytes: see GET /limits.
    """
    return _text(str(_max_text_length(request)))


@router.head("/v2/info", include_in_schema=False)
@router.get(
    "/v2/info",
    operation_id="languagetool_info",
    summary="Name and version",
    responses=answers("The software.", {body.JSON: content(ref("Info"))}),
)
async def info(_: Request) -> Response:
    """Return the name and version of the software."""
    return _json(Info(Software()))


@router.head("/v2/configinfo", include_in_schema=False)
@router.get(
    "/v2/configinfo",
    operation_id="languagetool_configinfo",
    summary="Rules and limits",
    responses=answers("The rules.", {body.JSON: content(ref("Configuration"))}),
)
async def configinfo(request: Request) -> Response:
    """List the rules by the ids that `enabledRules` and `disabledRules` take."""
    listed = tuple(ListedRule(rule.id, rule.label) for rule in RULES.values())
    return _json(Configuration(Software(), Parameters(_max_text_length(request)), listed))


def _without_our_key(fields: Fields, request: Request) -> Fields:
    """The form without user name and key if the key is the one that let the request in."""
    key = state_of(request.scope).key
    if key is None or digest_of(fields.get("apiKey", "")) != key.digest:
        return fields
    return {name: fields[name] for name in fields if name not in ("username", "apiKey")}


def _matches(
    engine: Engine, state: RequestState, check: Check, base: str, checkpoint: Checkpoint
) -> Encoded:
    """Our own matches; `base` is the address of this service."""
    options = Options(min_score=check.min_score, categories=check.categories)

    def write(report: Report, checkpoint: Checkpoint) -> Encoded:
        return matches_of(report, check, checkpoint, lambda rule: f"{base}rules/{rule}")

    return engine.work((Block(check.text.read),), options, write, state, checkpoint)


def _max_text_length(request: Request) -> int:
    return engine_of(request).settings.max_body_bytes // MAX_BYTES_PER_UNIT


def _json(value: Struct | tuple[Struct, ...]) -> Response:
    return Response(msgspec.json.encode(value), media_type=body.JSON)


def _text(value: str) -> Response:
    return Response(value, media_type=body.TEXT)
