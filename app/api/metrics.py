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
    summary="Metrics for Prometheus",
    responses=answers(
        "Prometheus' text format, or OpenMetrics if the request accepts it.",
        {body.TEXT: content({"type": "string"}, examples.METRICS)},
    ),
)
async def metrics(request: Request) -> Response:
    """Return what all workers of the service have counted since it started."""
    about = About(VERSION, engine_of(request).lexicon.hash)
    written, media_type = exposition(about, request.headers.get("accept", ""))
    return Response(written, headers={"Content-Type": media_type})
