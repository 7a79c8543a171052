"""What is known of one request: one typed object that middleware and routes read and write."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.routing import Match
from starlette.types import Scope

if TYPE_CHECKING:
    from uvicorn._types import HTTPScope

    from levelhead.service.middleware.key_file import Key
    from levelhead.service.middleware.problem import Problem, Reason
    from levelhead.service.rate import Rate

# The client closed its connection before it had taken its answer; nginx introduced this status.
CLIENT_GONE = 499

_NAME = "levelhead"


@dataclass(slots=True)
class RequestState:
    """The state of one request, from its first byte to its line in the log."""

    request_id: str | None = None
    key: "Key | None" = None
    # The profile of its path or else of its key, for requests that name none.
    profile: str | None = None
    rate: "Rate | None" = None
    # Counts as many further requests against the rate; Problem 429 beyond it.
    charge: Callable[[int], Awaitable[None]] | None = None
    # Why the connection refuses the request: it could not be parsed.
    refusal: "Problem | None" = None
    # Why the service refused the request, for the log and the metrics.
    rejected: "Reason | None" = None
    # Whether the route limits each line of the body itself, so that the body has no limit.
    streamed: bool = False
    # Whether the whole body has arrived, so that reading it takes no time.
    arrived: bool = False
    # Whether the connection ended before the client had taken its answer.
    gone: bool = False
    # Whether a bug ended a call of a tool, whose error is an answer instead of an exception.
    bug: bool = False

    status: int = CLIENT_GONE
    # Bytes of the bodies as sent over the network.
    received: int = 0
    sent: int = 0

    texts: int = 0
    chars: int = 0
    spans: int = 0
    analysis_seconds: float = 0.0

    def add_text(self, chars: int, spans: int, seconds: float) -> None:
        """Add an analysed text."""
        self.texts += 1
        self.chars += chars
        self.spans += spans
        self.analysis_seconds += seconds


def state_of(scope: "Scope | HTTPScope") -> RequestState:
    """The state of this request, created when it is first needed."""
    shared = scope.setdefault("state", {})
    state: RequestState | None = shared.get(_NAME)
    if state is None:
        state = shared[_NAME] = RequestState()
    return state


def route_of(scope: Scope) -> str:
    """The route's template; never the path, which may contain any words."""
    route = scope.get("route") or next(iter(_found(scope)), None)
    return getattr(route, "path", None) or "unmatched"


def _found(scope: Scope) -> Sequence[object]:
    """The routes that a request has got to or was for, where the scope does not say it."""
    routes = scope["app"].routes if "app" in scope else ()
    if endpoint := scope.get("endpoint"):
        # Starlette's own routes, such as /docs, leave only this.
        return [
            route
            for route in routes
            if endpoint in (getattr(route, "endpoint", None), getattr(route, "app", None))
        ]
    if state_of(scope).rejected:
        # Middleware refused it before it got to its route.
        return [
            route
            for route in routes
            if route.path == scope["path"]  # most paths are fixed, and this is faster
            or ("{" in route.path and route.matches(scope)[0] is not Match.NONE)
        ]
    return ()


def replace_path(scope: Scope, path: str) -> None:
    """Serve the request as one for this path."""
    if path != scope["path"]:
        # In place, since uvicorn's own log takes the path from the same scope.
        scope["path"], scope["raw_path"] = path, quote(path).encode()
