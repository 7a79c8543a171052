"""The one place where a request is timed, counted and logged."""

import logging
from collections.abc import Sequence
from contextvars import ContextVar
from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from levelhead.service.observe import metrics
from levelhead.service.observe.tracing import Tracing

# Asked every few seconds by machines: not worth a line unless something is wrong.
_QUIET = {"/livez", "/readyz", "/metrics"}
# The client went before it had taken its answer; nginx has made this number known.
_GONE = 499


class Seen:
    """What is known of a request so far; written by those who do its work, read at its end."""

    __slots__ = ("chars", "received", "seconds", "sent", "spans", "status", "texts")

    def __init__(self) -> None:
        self.status = _GONE
        self.received = self.sent = 0  # bytes of bodies, as they go over the wire
        self.texts = self.chars = self.spans = 0
        self.seconds = 0.0  # of analysis

    def text(self, chars: int, spans: int, seconds: float) -> None:
        """Add a text that was analysed."""
        self.texts += 1
        self.chars += chars
        self.spans += spans
        self.seconds += seconds


SEEN: ContextVar[Seen | None] = ContextVar("levelhead_seen", default=None)


def analysed(chars: int, seconds: float, categories: Sequence[str]) -> None:
    """Count a text, and note it for the request it is part of; a category for each span."""
    metrics.analysed(chars, seconds, categories)
    if seen := SEEN.get():
        seen.text(chars, len(categories), seconds)


def route_of(scope: Scope) -> str:
    """The route's template; never the path, which may hold any words."""
    route = scope.get("route") or _plain(scope)
    return getattr(route, "path", None) or "unmatched"


def _plain(scope: Scope) -> object:
    """Of Starlette's own routes, such as /docs, FastAPI notes the endpoint only."""
    endpoint = scope.get("endpoint")
    routes = scope["app"].routes if endpoint else ()
    return next((r for r in routes if endpoint in (_part(r, "endpoint"), _part(r, "app"))), None)


def _part(route: object, name: str) -> object:
    return getattr(route, name, None)


class Watch:
    """Counts each request and writes a line about it, however it ends."""

    def __init__(self, app: ASGIApp, tracing: Tracing | None = None) -> None:
        self.app = app
        self.tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began = perf_counter()
        seen = Seen()
        SEEN.set(seen)

        async def received() -> Message:
            message = await receive()
            seen.received += len(message.get("body", b""))
            return message

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
            else:
                seen.sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, received, sent)
        finally:
            self.tell(scope, seen, perf_counter() - began)

    def tell(self, scope: Scope, seen: Seen, seconds: float) -> None:
        """Count and log a request that is over."""
        state = scope.get("state", {})
        if "gone" in state:  # before it had taken the answer
            seen.status = _GONE
        route = route_of(scope)
        method = metrics.method_of(scope["method"])
        metrics.answered(method, route, seen.status, seconds)
        line: dict[str, object] = {
            "request": scope.get("request_id"),
            "method": method,
            "route": route,
            "status": seen.status,
            "ms": round(seconds * 1000, 2),
            "received": seen.received,
            "sent": seen.sent,
        }
        if seen.texts:
            line["texts"] = seen.texts
            line["chars"] = seen.chars
            line["spans"] = seen.spans
            line["analysis_ms"] = round(seen.seconds * 1000, 2)
        if "key" in state:
            line["key"] = state["key"].name
        if "rejected" in state:
            line["rejected"] = state["rejected"]
            metrics.REJECTED.labels(state["rejected"]).inc()
        if self.tracing is not None:
            line["trace"] = self.tracing.request(
                scope,
                seconds,
                {
                    "http.request.method": method,
                    "http.route": route,
                    "http.response.status_code": seen.status,
                    "http.request.body.size": seen.received,
                    "http.response.body.size": seen.sent,
                    "levelhead.texts": seen.texts,
                    "levelhead.chars": seen.chars,
                    "levelhead.spans": seen.spans,
                    "levelhead.analysis_ms": round(seen.seconds * 1000, 2),
                },
            )
        quiet = route in _QUIET and seen.status == 200
        structlog.get_logger().log(logging.DEBUG if quiet else logging.INFO, "request", **line)
