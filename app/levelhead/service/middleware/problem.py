"""Errors as application/problem+json (RFC 9457); they never contain values of a request."""

from asyncio import CancelledError
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Literal

import msgspec
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from levelhead.service.middleware.request_state import route_of, state_of
from levelhead.service.observe import faults

MEDIA_TYPE = "application/problem+json"
_OF_THE_BODY = (b"content-type", b"content-length")

# As in RFC 9110; http.HTTPStatus has older names in some versions of Python.
_TITLES = {413: "Content Too Large", 414: "URI Too Long", 422: "Unprocessable Content"}


# By another process, or this one once it has started again.
_AGAIN = {"Retry-After": "1"}

# Why the service refused a request, for metrics and logs.
Reason = Literal[
    "unauthorized",
    "expired",
    "rate",
    "overloaded",
    "deadline",
    "slow_body",
    "too_large",
    "no_profile",
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
    """An error to answer with; raise it anywhere inside ProblemMiddleware."""

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
        """The response that has the details as its body."""
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


def note_reason(problem: Problem, scope: Scope) -> None:
    """Leave the reason for the log."""
    if problem.reason:
        state_of(scope).rejected = problem.reason


async def answer(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    """Send the problem, and leave its reason for the log."""
    note_reason(problem, scope)
    await problem.response()(scope, receive, send)


def rewritten(send: Send, media_type: str, write: Callable[[ProblemDetails], bytes]) -> Send:
    """A `send` that replaces the body of each problem with what `write` makes of its details."""
    start: Message | None = None  # of a problem, whose body is not complete yet
    body = bytearray()

    async def send_rewritten(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and _is_problem(message):
            start = message
        elif start is None:
            await send(message)
        else:
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                new = write(msgspec.json.decode(body, type=ProblemDetails))
                await send({**start, "headers": _headers(start, media_type, new)})
                await send({"type": "http.response.body", "body": new})

    return send_rewritten


def _headers(start: Message, media_type: str, body: bytes) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in start["headers"] if name not in _OF_THE_BODY]
    size = str(len(body)).encode()
    return [*kept, (b"content-type", media_type.encode()), (b"content-length", size)]


def _is_problem(start: Message) -> bool:
    return dict(start["headers"]).get(b"content-type") == MEDIA_TYPE.encode()


class BrokenOffError(Exception):
    """Ends an answer that has begun, instead of an exception whose message must not be logged."""


class ProblemMiddleware:
    """Answers with the Problem that was raised; any other exception is a bug and a bare 500."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        state = state_of(scope)
        if state.refusal:
            return await answer(state.refusal, scope, receive, send)
        started = False

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except ClientDisconnect:
            return  # there is no client to answer
        except Problem as problem:
            if started:
                note_reason(problem, scope)
                raise
            await answer(problem, scope, receive, send)
        except CancelledError:
            # The process ends without waiting for it. uvicorn would answer with a 500, as to a bug.
            if started:
                raise
            ended = Problem(503, "the service is stopping", headers=_AGAIN)
            await answer(ended, scope, receive, send)
        except Exception as error:
            # An exception's message may contain the client's text: log only its type and place.
            structlog.get_logger().error(
                "bug",
                request=state.request_id,
                route=route_of(scope),
                error=faults.describe(error),
            )
            if started:
                raise BrokenOffError from None  # the server can only close the connection
            bug = Problem(500, "internal error; please report it with the X-Request-ID")
            await answer(bug, scope, receive, send)
