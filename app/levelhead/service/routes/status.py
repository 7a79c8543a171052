"""GET /limits, /metrics and the probes: what the service accepts, and how it is doing."""

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse
from msgspec import Struct

from levelhead import options
from levelhead.engine import encode
from levelhead.engine.bounds import MAX_ITEMS
from levelhead.engine.score import BANDS
from levelhead.service.engine import max_answer_bytes
from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.request_state import state_of
from levelhead.service.observe.metrics import About, exposition
from levelhead.service.routes import openapi
from levelhead.service.routes.body import TEXT
from levelhead.service.routes.dependencies import CurrentEngine
from levelhead.service.routes.responses import StructResponse
from levelhead.version import VERSION

router = openapi.make_router("service", *openapi.REFUSALS)
probes = openapi.make_router("service")


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
    engine: encode.Engine


class Status(Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to a probe."""

    status: str


_STOPPING = "the service is shutting down"
# The real answer is long, and different each time.
_METRICS = (
    "# HELP levelhead_spans_total Spans reported.\n"
    "# TYPE levelhead_spans_total counter\n"
    'levelhead_spans_total{category="modal"} 7.0\n'
)


@router.get(
    "/limits",
    summary="Limits and bands",
    response_model=openapi.schema_of(Limits),
    response_description="The limits.",
)
async def limits(request: Request, engine: CurrentEngine) -> Response:
    """Return the most that a request may contain, where the bands begin, and the version.

    A request body has to arrive within `body_seconds`; in a stream, each part has. It is answered
    within `deadline_seconds` or refused. One text is analysed at a time, and one large text in
    parallel; up to `waiting` and `waiting_large` requests may queue for these. `rate` is the limit
    of your key or address, or null without one.
    """
    settings, rate = engine.settings, state_of(request.scope).rate
    return StructResponse(
        Limits(
            body_bytes=settings.max_body_bytes,
            answer_bytes=max_answer_bytes(settings),
            body_seconds=settings.body_seconds,
            deadline_seconds=settings.deadline_seconds,
            waiting=settings.max_waiting,
            waiting_large=settings.max_waiting_large,
            rate=Allowed(rate.quota, rate.seconds) if rate else None,
            documents=settings.max_documents,
            blocks=options.MAX_BLOCKS,
            rules=options.MAX_RULES,
            forms_per_rule=options.MAX_FORMS,
            pattern_chars=options.MAX_PATTERN_CHARS,
            allow=options.MAX_ALLOWED,
            term_chars=options.MAX_TERM_CHARS,
            id_chars=options.MAX_ID_CHARS,
            matches=MAX_ITEMS,
            paragraphs=MAX_ITEMS,
            sentences=MAX_ITEMS,
            bands={dimension: BandLimits(*limits) for dimension, limits in BANDS.items()},
            engine=encode.Engine(engine.lexicon.hash),
        )
    )


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=PlainTextResponse,
    response_description="Prometheus' text format, or OpenMetrics if the request accepts it.",
    responses={
        200: {"content": {TEXT: openapi.content({"type": "string"}, {"metrics": _METRICS})}}
    },
)
async def metrics(request: Request, engine: CurrentEngine) -> Response:
    """Return what all workers of the service have counted since it started."""
    about = About(VERSION, engine.lexicon.hash)
    written, media_type = exposition(about, request.headers.get("accept", ""))
    return Response(written, headers={"Content-Type": media_type})


@probes.get(
    "/livez",
    summary="Liveness",
    response_model=openapi.schema_of(Status),
    response_description="The process is alive.",
)
async def livez() -> Response:
    """Answer for as long as the process can."""
    return StructResponse(Status("alive"))


@probes.get(
    "/readyz",
    summary="Readiness",
    response_model=openapi.schema_of(Status),
    response_description="The service is ready.",
    responses=openapi.problems(Problem(503, _STOPPING)),
)
async def readyz(request: Request) -> Response:
    """Answer 200 once the word lists are loaded, and 503 once the service is shutting down."""
    if request.app.state.drain.begun:
        raise Problem(503, _STOPPING)
    return StructResponse(Status("ready"))
