"""GET /metrics: what Prometheus reads."""

from starlette.requests import Request
from starlette.responses import Response

from levelhead.service.observe.metrics import About, exposition
from levelhead.service.routes import body, examples
from levelhead.service.routes.engine import engine_of
from levelhead.service.routes.route import answers, content, make_router
from levelhead.version import VERSION

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
