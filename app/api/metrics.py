"""GET /metrics: what Prometheus reads."""

from starlette.requests import Request
from starlette.responses import Response

from app.api import body, examples
from app.api.engine import engine_of
from app.api.route import answers, content, make_router
from app.encode import VERSION
from app.observe.metrics import About, exposition

router = make_router("service")


@router.head("/metrics", include_in_schema=False)
@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Counts and times",
    responses=answers(
        "Prometheus' text format, or OpenMetrics for those who accept it.",
        {body.TEXT: content({"type": "string"}, examples.METRICS)},
    ),
)
async def metrics(request: Request) -> Response:
    """Tell what all workers of the service have counted since it started."""
    about = About(VERSION, engine_of(request).lexicon.hash)
    told, media_type = exposition(about, request.headers.get("accept", ""))
    return Response(told, headers={"Content-Type": media_type})
