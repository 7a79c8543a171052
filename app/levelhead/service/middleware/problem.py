"""Errors as application/problem+json (RFC 9457); they never contain values of a request."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Literal

import msgspec
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from levelhead.service.observe import faults
from levelhead.service.observe.watch import route_of

MEDIA_TYPE = "application/problem+json"

# As in RFC 9110; http.HTTPStatus has older names in some versions of Python.
_TITLES = {413: "Content Too Large", 414: "URI Too Long", 422: "Unprocessable Content"}


# Why middleware refused a request: `rejected` in the request's state, for metrics and logs.
Reason = Literal[
    "unauthorized", "expired", "rate", "overloaded", "deadline", "slow_body", "too_large"
]


class FieldError(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invalid field: its JSON pointer (RFC 6901) in the body, or the query parameter's name.

    `detail` completes a sentence that begins with the field: "should be a string".
    """

    detail: str
    pointer: str | msgspec.UnsetType = msgspec.UNSET
    parameter: str | msgspec.UnsetType = msgspec.UNSET


class ProblemDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of every error. `type` is always about:blank; the kind of error is the status."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[FieldError, ...] | msgspec.UnsetType = msgspec.UNSET


class Problem(Exception):
    """An error to answer with; raise it anywhere inside the Problems middleware."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        reason: Reason | None = None,
    ) -> None:
        super().__init__(status, detail)
        self.headers = headers
        self.reason = reason
        self.details = ProblemDetails(
            type="about:blank",
            title=_TITLES.get(status) or HTTPStatus(status).phrase,
            status=status,
            detail=detail,
            errors=tuple(errors) or msgspec.UNSET,
        )

    def response(self) -> Response:
        """The HTTP response."""
        return Response(
            msgspec.json.encode(self.details), self.details.status, self.headers, MEDIA_TYPE
        )


def wrong_fields(errors: Sequence[FieldError]) -> Problem:
    """The 422 of a well-formed request with invalid fields; `detail` is the first of them."""
    first = errors[0]
    if first.parameter is not msgspec.UNSET:
        place = f"query parameter `{first.parameter}`"
    else:
        place = f"`{first.pointer}`" if first.pointer else "the body"
    more = f" (and {len(errors) - 1} more, see `errors`)" if len(errors) > 1 else ""
    return Problem(422, f"{place} {first.detail}{more}", errors)


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Answer the framework's own errors: unknown path, wrong method."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(sorted(_methods(request)))
    detail = {
        404: "not found",
        405: f"method not allowed; use {headers.get('Allow')}",
    }.get(error.status_code, error.detail)
    return Problem(error.status_code, detail, headers=headers).response()


def _methods(request: Request) -> set[str]:
    """The methods of a path; the framework names those of its first route only."""
    routes = [
        route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE
    ]
    return {method for route in routes for method in route.methods}


def note(problem: Problem, scope: Scope) -> None:
    """Leave the reason in the request's state."""
    if problem.reason:
        scope.setdefault("state", {})["rejected"] = problem.reason


async def answer(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a problem response without raising."""
    note(problem, scope)
    await problem.response()(scope, receive, send)


class BrokenOffError(Exception):
    """Ends an answer that had begun; replaces an exception that must not reach the log."""


class Problems:
    """Answers with the Problem that was raised; any other exception is a bug and a plain 500."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        # Not even a request: nothing else is known of it.
        if "refusal" in scope.get("state", ()):
            return await answer(scope["state"]["refusal"], scope, receive, send)
        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            return  # there is no client to answer
        except Problem as problem:
            if started:
                note(problem, scope)
                raise
            await answer(problem, scope, receive, send)
        except Exception as error:
            # An exception's message may contain the caller's text: log only its type and place.
            structlog.get_logger().error(
                "bug",
                request=scope.get("request_id"),
                route=route_of(scope),
                error=faults.told(error),
            )
            if started:
                raise BrokenOffError from None  # the server can only close the connection
            await Problem(500, "internal error; please report it with the X-Request-ID").response()(
                scope, receive, send
            )
