"""GET /limits and the probes: what this service accepts, and whether it is healthy."""

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from levelhead.engine.bounds import MOST
from levelhead.engine.encode import Engine
from levelhead.engine.score import BANDS
from levelhead.service import schemas
from levelhead.service.middleware.request_state import state_of
from levelhead.service.routes import body, examples
from levelhead.service.routes.engine import engine_of, max_answer_bytes
from levelhead.service.routes.route import answers, content, make_router, problems, ref

router = make_router("service")


class BandLimits(Struct, frozen=True, forbid_unknown_fields=True):
    """The scores at which the bands moderate and high begin; below moderate, the band is low."""

    moderate: float
    high: float


class Allowed(Struct, frozen=True, forbid_unknown_fields=True):
    """How many requests your key or address may make in how many seconds."""

    requests: int
    seconds: int


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """The most that a request may contain, how long it may take, and where the bands begin."""

    body_bytes: int
    answer_bytes: int
    body_seconds: float
    deadline_seconds: float
    waiting: int
    waiting_large: int
    rate: Allowed | None
    documents: int
    blocks: int
    rules: int
    forms_per_rule: int
    pattern_chars: int
    allow: int
    term_chars: int
    id_chars: int
    matches: int
    paragraphs: int
    sentences: int
    bands: dict[str, BandLimits]
    engine: Engine


class Status(Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to a probe."""

    status: str


@router.head("/limits", include_in_schema=False)
@router.get(
    "/limits",
    operation_id="limits",
    summary="Limits and bands",
    responses=answers("The limits.", {body.JSON: content(ref("Limits"))}),
)
async def limits(request: Request) -> Response:
    """Return the most that a request may contain, where the bands begin, and the version.

    A request body has to arrive within `body_seconds`; in a stream, each part has. It is answered
    within `deadline_seconds` or refused. One text is analysed at a time, and one large text in
    parallel; up to `waiting` and `waiting_large` requests may queue for these. `rate` is the limit
    of your key or address, or null without one.
    """
    engine = engine_of(request)
    settings = engine.settings
    rate = state_of(request.scope).rate
    return _json(
        Limits(
            body_bytes=settings.max_body_bytes,
            answer_bytes=max_answer_bytes(settings),
            body_seconds=settings.body_seconds,
            deadline_seconds=settings.deadline_seconds,
            waiting=settings.max_waiting,
            waiting_large=settings.max_waiting_large,
            rate=Allowed(rate.quota, rate.seconds) if rate else None,
            documents=settings.max_documents,
            blocks=schemas.MAX_BLOCKS,
            rules=schemas.MAX_RULES,
            forms_per_rule=schemas.MAX_FORMS,
            pattern_chars=schemas.MAX_PATTERN_CHARS,
            allow=schemas.MAX_ALLOWED,
            term_chars=schemas.MAX_TERM_CHARS,
            id_chars=schemas.MAX_ID_CHARS,
            matches=MOST,
            paragraphs=MOST,
            sentences=MOST,
            bands={dimension: BandLimits(*limits) for dimension, limits in BANDS.items()},
            engine=Engine(engine.lexicon.hash),
        )
    )


@router.head("/livez", include_in_schema=False)
@router.get(
    "/livez",
    operation_id="livez",
    summary="Liveness",
    responses=answers("The process is alive.", {body.JSON: content(ref("Status"))}),
)
async def livez(_: Request) -> Response:
    """Answer for as long as the process can."""
    return _json(Status("alive"))


@router.head("/readyz", include_in_schema=False)
@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Readiness",
    responses={
        **answers("The service is ready.", {body.JSON: content(ref("Status"))}),
        **problems(examples.STOPPING),
    },
)
async def readyz(request: Request) -> Response:
    """Answer 200 once the word lists are loaded, and 503 once the service is shutting down."""
    if request.app.state.drain.begun:
        raise examples.STOPPING
    return _json(Status("ready"))


def _json(value: Struct) -> Response:
    return Response(msgspec.json.encode(value), media_type=body.JSON)
