"""The one place where a request is timed, counted and logged."""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from levelhead.service.middleware.request_state import (
    CLIENT_GONE,
    RequestState,
    route_of,
    state_of,
)
from levelhead.service.observe import log, metrics
from levelhead.service.observe.tracing import Attributes, Tracing

# Requested every few seconds by machines: logged as debug unless something is wrong.
_QUIET = {"/livez", "/readyz", "/metrics"}


class AccessLog:
    """Counts each request and logs a line about it, however it ends."""

    def __init__(self, app: ASGIApp, write: log.RequestLog, tracing: Tracing | None = None) -> None:
        self.app = app
        self.write = write
        self.tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began = perf_counter()
        state = state_of(scope)

        async def receive_counted() -> Message:
            message = await receive()
            state.received += len(message.get("body", b""))
            return message

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                state.status = message["status"]
            else:
                state.sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive_counted, send_counted)
        finally:
            self._log(scope, state, perf_counter() - began)

    def _log(self, scope: Scope, state: RequestState, seconds: float) -> None:
        status = CLIENT_GONE if state.gone else state.status
        route = route_of(scope)
        method = metrics.method_of(scope["method"])
        metrics.answered(method, route, status, seconds)
        line: dict[str, object] = {
            "request": state.request_id,
            "method": method,
            "route": route,
            "status": status,
            "ms": _ms(seconds),
            "received": state.received,
            "sent": state.sent,
        }
        if state.texts:
            line["texts"] = state.texts
            line["chars"] = state.chars
            line["spans"] = state.spans
            line["analysis_ms"] = _ms(state.analysis_seconds)
        if state.key:
            line["key"] = state.key.name
        if state.rejected:
            line["rejected"] = state.rejected
            metrics.REJECTED.labels(state.rejected).inc()
        if self.tracing:
            attributes = _attributes(state, method, route, status)
            line["trace"] = self.tracing.request(scope, seconds, attributes)
        self.write("debug" if route in _QUIET and status == 200 else "info", line)


def _attributes(state: RequestState, method: str, route: str, status: int) -> Attributes:
    """The attributes of a trace, with the names of OpenTelemetry where it has some."""
    return {
        "http.request.method": method,
        "http.route": route,
        "http.response.status_code": status,
        "http.request.body.size": state.received,
        "http.response.body.size": state.sent,
        "levelhead.texts": state.texts,
        "levelhead.chars": state.chars,
        "levelhead.spans": state.spans,
        "levelhead.analysis_ms": _ms(state.analysis_seconds),
    }


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
