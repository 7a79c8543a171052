"""GET /limits and the probes: what this service takes, and whether it is well."""

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from app import schemas
from app.api import body, examples
from app.api.engine import engine_of
from app.api.route import answers, content, make_router, problems, ref
from app.encode import Engine
from app.score import BANDS

router = make_router("service")


class Band(Struct, frozen=True, forbid_unknown_fields=True):
    """From which score on a text's band is moderate, and from which high; below, it is low."""

    moderate: float
    high: float


class Allowed(Struct, frozen=True, forbid_unknown_fields=True):
    """How often you may ask: so many requests in so many seconds, by your key or address."""

    requests: int
    seconds: int


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """The most that one request may hold, how long it may take, and where the bands begin."""

    body_bytes: int
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
    bands: dict[str, Band]
    engine: Engine


class Status(Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to a probe."""

    status: str


@router.head("/limits", include_in_schema=False)
@router.get(
    "/limits",
    operation_id="limits",
    summary="Sizes, times and bands",
    responses=answers("The limits.", {body.JSON: content(ref("Limits"), examples.LIMITS)}),
)
async def limits(request: Request) -> Response:
    """Tell the most that a request may hold, the limits of the bands, and the version.

    A body is to come in within `body_seconds`, of a stream each part; its answer is made within
    `deadline_seconds` or not at all. One text is analysed at a time, and beside it one of the large
    ones; so many requests may be `waiting`. `rate` is yours, or null where nobody counts.
    """
    engine = engine_of(request)
    settings = engine.settings
    rate = request.scope.get("state", {}).get("rate")
    return _json(
        Limits(
            body_bytes=settings.max_body_bytes,
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
            bands={dimension: Band(*limits) for dimension, limits in BANDS.items()},
            engine=Engine(engine.lexicon.hash),
        )
    )


@router.head("/livez", include_in_schema=False)
@router.get(
    "/livez",
    operation_id="livez",
    summary="Is the process alive?",
    responses=answers("It is.", {body.JSON: content(ref("Status"), examples.ALIVE)}),
)
async def livez(_: Request) -> Response:
    """Answer as long as the process does."""
    return _json(Status("alive"))


@router.head("/readyz", include_in_schema=False)
@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Can it answer?",
    responses={
        **answers("It can.", {body.JSON: content(ref("Status"), examples.READY)}),
        **problems(examples.STOPPING),
    },
)
async def readyz(request: Request) -> Response:
    """Answer once the word lists are loaded, and refuse once the service is to stop."""
    if request.app.state.drain.begun:
        raise examples.STOPPING
    return _json(Status("ready"))


def _json(value: Struct) -> Response:
    return Response(msgspec.json.encode(value), media_type=body.JSON)
