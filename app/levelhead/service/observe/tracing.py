"""A span for each request, when the standard OTEL_* variables ask for traces.

The SDK comes with the extra `levelhead[otel]`; without the variables it is not even imported.
"""

import os
from collections.abc import Callable, Mapping
from time import time_ns
from typing import TYPE_CHECKING

import structlog
from starlette.types import Scope

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

_TRACEPARENT = b"traceparent"
_NANOSECONDS = 1_000_000_000

Attributes = Mapping[str, str | int | float]


def wanted(environment: Mapping[str, str]) -> str | None:
    """The value of OTEL_TRACES_EXPORTER, or its default; None if there are to be no traces."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    endpoints = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    default = "otlp" if any(environment.get(name) for name in endpoints) else "none"
    chosen = environment.get("OTEL_TRACES_EXPORTER") or default
    return None if chosen == "none" else chosen


def tracing(version: str) -> "Tracing | None":
    """The tracing that the environment asks for; logs a warning if it is not available."""
    chosen = wanted(os.environ)
    if chosen is None:
        return None
    log = structlog.get_logger()
    try:
        return Tracing(_exporter(chosen), version)
    except ImportError:
        log.warning("no traces", reason="levelhead[otel] is not installed")
    except KeyError:
        log.warning("no traces", reason="OTEL_TRACES_EXPORTER is neither otlp, console nor none")
    return None


def _exporter(name: str) -> "SpanExporter":
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import ConsoleSpanExporter

    kinds: Mapping[str, Callable[[], SpanExporter]] = {
        "otlp": OTLPSpanExporter,
        "console": ConsoleSpanExporter,
    }
    return kinds[name]()


class Tracing:
    """Records a span for each request that has ended; the SDK sends them in a thread."""

    def __init__(self, exporter: "SpanExporter", version: str) -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        resource = Resource.create({"service.version": version})
        if str(resource.attributes["service.name"]).startswith("unknown_service"):
            resource = resource.merge(Resource({"service.name": "levelhead"}))
        # Not the global provider: FastAPI would write its own spans to that.
        self.provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self.provider.add_span_processor(BatchSpanProcessor(exporter))
        self.tracer = self.provider.get_tracer("levelhead", version)
        self.propagator = TraceContextTextMapPropagator()

    def request(self, scope: Scope, seconds: float, attributes: Attributes) -> str:
        """Record a request that took `seconds` and has just ended; returns the id of its trace.

        Of the client's headers only `traceparent` is passed on: `tracestate` and `baggage` may
        contain any words.
        """
        from opentelemetry.trace import SpanKind, Status, StatusCode, format_trace_id

        sent = next((value for name, value in scope["headers"] if name == _TRACEPARENT), b"")
        parent = self.propagator.extract({"traceparent": sent.decode("latin-1")})
        ended = time_ns()
        span = self.tracer.start_span(
            f"{attributes['http.request.method']} {attributes['http.route']}",
            context=parent,
            kind=SpanKind.SERVER,
            attributes=attributes,
            start_time=ended - int(seconds * _NANOSECONDS),
        )
        if int(attributes["http.response.status_code"]) >= 500:
            span.set_status(Status(StatusCode.ERROR))
        span.end(ended)
        return format_trace_id(span.get_span_context().trace_id)

    def close(self) -> None:
        """Send the spans that are left."""
        self.provider.shutdown()
