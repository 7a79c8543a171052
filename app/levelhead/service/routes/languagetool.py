"""LanguageTool's protocol: checks, and the lists that its clients request."""

import asyncio
import re
from collections.abc import Callable
from functools import partial

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

from levelhead.engine.analyzer import Block, Options
from levelhead.engine.deadline import Checkpoint
from levelhead.engine.report import Report
from levelhead.invalid_input import InvalidInput
from levelhead.languagetool.answer import (
    Checked,
    Configuration,
    Info,
    ListedLanguage,
    ListedRule,
    Parameters,
    Software,
)
from levelhead.languagetool.encoded import Encoded, answer_of
from levelhead.languagetool.languages import LANGUAGES, is_english
from levelhead.languagetool.matches import matches_of
from levelhead.languagetool.merge import merge
from levelhead.languagetool.request import Check, Fields, Refused, check_of, fields_of
from levelhead.languagetool.rules import HEADLINE_RULES, RULES
from levelhead.options import with_profile
from levelhead.service.engine import Engine
from levelhead.service.middleware.key_file import digest_of
from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.request_state import RequestState, state_of
from levelhead.service.routes import openapi
from levelhead.service.routes.dependencies import CurrentEngine, OtherServer
from levelhead.service.routes.languagetool_form import EXAMPLES, FORM_SCHEMA, QUERY
from levelhead.service.routes.responses import AnswerResponse, StructResponse

# All of the protocol's paths, also those that are served by no operation.
PATHS = re.compile(r"/+v2/")
CHECK_PATH, LANGUAGES_PATH = "/v2/check", "/v2/languages"
# Their answers contain only the name, version, languages and limit of this software.
OPEN_PATHS = {LANGUAGES_PATH, "/v2/healthcheck", "/v2/maxtextlength", "/v2/info"}
# Users enter the address with or without /v2, /v2/check and slashes, and clients append their own
# path to it. Those that append no /v2 request only check and languages.
_WRITTEN = re.compile(
    r"/+(?:(?:v2|check)/+)*(?:v2)?(check|languages)/*"
    r"|/+(?:v2/+)+(healthcheck|maxtextlength|info|configinfo)/*"
)
FORM = "application/x-www-form-urlencoded"
# A UTF-16 unit takes this much of a form at most: three bytes of UTF-8, each written as %XX.
MAX_BYTES_PER_UNIT = 9

NO_TEXT = Problem(400, "Missing 'text' or 'data' parameter")
NO_LANGUAGE = Problem(
    400, "Missing 'language' parameter: send auto, en, en-GB, en-US or another en-…"
)


def path_of(path: str) -> str:
    """The path of the operation that is requested in any of these forms; else the same path."""
    found = _WRITTEN.fullmatch(path)
    return f"/v2/{found[1] or found[2]}" if found else path


router = openapi.make_router("languagetool", *openapi.REFUSALS, plain=True)
open_router = openapi.make_router("languagetool")


@router.post(
    CHECK_PATH,
    summary="Check a text as LanguageTool does",
    response_model=openapi.schema_of(Checked),
    response_description="The matches.",
    responses=openapi.problems(*openapi.ANALYSIS_REFUSALS, NO_TEXT, openapi.TOO_LARGE, plain=True),
    openapi_extra={"requestBody": openapi.takes({FORM: openapi.content(FORM_SCHEMA, EXAMPLES)})},
)
async def languagetool_check(
    request: Request, engine: CurrentEngine, upstream: OtherServer
) -> Response:
    """Send a form, whatever its media type; query parameters are added to it and take precedence.

    Offsets count UTF-16 units of text and markup. Unknown fields, such as `username`, are ignored.
    The same operation is served at `/check`, and with a profile at `/profiles/NAME/v2/check`.

    If the operator has set up another LanguageTool server, it is asked too: its matches are merged
    with ours, it may know more languages, and `incompleteResults` says that it did not answer.
    """
    query = request.scope["query_string"]
    # A query may contain the text, and servers log queries.
    request.scope["query_string"] = b""
    sent = await request.body()
    run = partial(engine.run, size=len(sent) + len(query), client=request)
    read = partial(_read, sent, query, any_language=upstream is not None)
    matches = partial(_matches, engine, state_of(request.scope), str(request.base_url))
    deadline = engine.deadline()
    if upstream is None:
        answer = await run(partial(_answer, read, matches), deadline=deadline)
        return AnswerResponse(answer, engine.held)
    fields, check = await run(read, deadline=deadline)
    asking = asyncio.create_task(
        upstream.ask(_without_our_key(fields, request), check.text.original)
    )
    try:
        ours = await run(partial(matches, check), deadline=deadline)
        theirs = await asking
    finally:
        asking.cancel()
    # With a new deadline: the time that the other server took does not count.
    merged = await run(lambda _: merge(ours, theirs, check), deadline=engine.deadline())
    return AnswerResponse(merged, engine.held)


@router.get(
    CHECK_PATH,
    summary="Check a short text as LanguageTool does",
    response_model=openapi.schema_of(Checked),
    response_description="The matches.",
    responses=openapi.problems(openapi.TOO_MANY, NO_LANGUAGE, plain=True),
    openapi_extra={"parameters": QUERY},
)
async def languagetool_check_by_query(
    request: Request, engine: CurrentEngine, upstream: OtherServer
) -> Response:
    """Send the fields of the form as query parameters. Post longer texts."""
    return await languagetool_check(request, engine, upstream)


@router.get(
    LANGUAGES_PATH,
    summary="Languages",
    response_model=list[openapi.schema_of(ListedLanguage)],  # type: ignore[misc]
    response_description="The languages.",
)
async def languagetool_languages(upstream: OtherServer) -> Response:
    """List the varieties of English, and the languages of the other LanguageTool server, if any."""
    theirs = await upstream.languages() if upstream else []
    return StructResponse((*LANGUAGES, *(each for each in theirs if not is_english(each.code))))


@open_router.get(
    "/v2/healthcheck",
    summary="Readiness",
    response_class=PlainTextResponse,
    response_description="Checks are answered.",
)
async def languagetool_healthcheck() -> Response:
    """Answer OK, like GET /readyz."""
    return PlainTextResponse("OK")


@open_router.get(
    "/v2/maxtextlength",
    summary="Maximum text length",
    response_class=PlainTextResponse,
    response_description="A number of UTF-16 units.",
)
async def languagetool_maxtextlength(engine: CurrentEngine) -> Response:
    """Return how many UTF-16 units always fit into a request; plain ASCII text may be longer.

    The limit itself is in bytes: see GET /limits.
    """
    return PlainTextResponse(str(_max_text_length(engine)))


@open_router.get(
    "/v2/info",
    summary="Name and version",
    response_model=openapi.schema_of(Info),
    response_description="The software.",
)
async def languagetool_info() -> Response:
    """Return the name and version of the software."""
    return StructResponse(Info(Software()))


@router.get(
    "/v2/configinfo",
    summary="Rules and limits",
    response_model=openapi.schema_of(Configuration),
    response_description="The rules.",
)
async def languagetool_configinfo(engine: CurrentEngine) -> Response:
    """List the rules by the ids that `enabledRules` and `disabledRules` take."""
    rules = (*RULES.values(), *HEADLINE_RULES.values())
    listed = tuple(ListedRule(rule.id, rule.label) for rule in rules)
    return StructResponse(Configuration(Software(), Parameters(_max_text_length(engine)), listed))


def _read(
    sent: bytes, query: bytes, checkpoint: Checkpoint, *, any_language: bool
) -> tuple[Fields, Check]:
    """The fields of the form, and what they ask for; Problem 400 if that cannot be answered."""
    try:
        fields = fields_of(sent, query, checkpoint)
        return fields, check_of(fields, checkpoint, any_language=any_language)
    except Refused as refused:
        raise Problem(400, str(refused)) from refused


def _answer(
    read: Callable[[Checkpoint], tuple[Fields, Check]],
    matches: Callable[[Check, Checkpoint], Encoded],
    checkpoint: Checkpoint,
) -> bytes:
    """The answer without another server."""
    _, check = read(checkpoint)
    return answer_of(matches(check, checkpoint), check.language)


def _without_our_key(fields: Fields, request: Request) -> Fields:
    """The form without user name and key, if its key is the API key of this request."""
    key = state_of(request.scope).key
    if key is None or digest_of(fields.get("apiKey", "")) != key.digest:
        return fields
    return {name: fields[name] for name in fields if name not in ("username", "apiKey")}


def _matches(
    engine: Engine, state: RequestState, base: str, check: Check, checkpoint: Checkpoint
) -> Encoded:
    """Our own matches; `base` is the address of this service."""
    options = Options(
        min_score=check.min_score,
        # A headline is compared with words of all categories, whichever are shown.
        categories=None if check.headline_flags else check.categories,
        check_headline=bool(check.headline_flags),
    )
    try:
        profile = engine.profile(state)
    except InvalidInput as invalid:
        raise Problem(404, "there is no such profile") from invalid
    if profile:
        options = with_profile(options, profile)

    def write(report: Report) -> Encoded:
        return matches_of(report, check, checkpoint, lambda rule: f"{base}rules/{rule}")

    return engine.analyze((Block(check.text.plain),), options, write, state, checkpoint)


def _max_text_length(engine: Engine) -> int:
    return engine.settings.max_body_bytes // MAX_BYTES_PER_UNIT
