"""Headers that every answer has: its request id, and those that protect texts in browsers."""

import re
from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from levelhead.service.middleware.request_state import state_of

Headers = tuple[tuple[bytes, bytes], ...]

# An answer that is data needs no scripts, no frames and no referrer.
ALWAYS: Headers = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)

# The answer to a body or a query may contain parts of an unpublished text; errors are temporary.
NOT_STORED: Headers = (*ALWAYS, (b"cache-control", b"no-store"))

_NAMES = frozenset(name for name, _ in NOT_STORED)
_OF_A_BODY = (b"content-length", b"transfer-encoding")

_REQUEST_ID = b"x-request-id"
# Visible ASCII of limited length can be copied into headers and logs unchanged.
_VALID_ID = re.compile(rb"[!-~]{1,128}")


class Drain:
    """Whether this process has been asked to stop."""

    def __init__(self) -> None:
        self.begun = False


class ResponseHeaders:
    """Adds X-Request-ID, and those of the security headers that the route does not set itself.

    The id is the client's own if it is valid. Once the drain has begun, each answer closes its
    connection: the next request on it could otherwise be cut off when the process stops.
    """

    def __init__(self, app: ASGIApp, drain: Drain) -> None:
        self.app = app
        self.drain = drain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        given = next((value for name, value in scope["headers"] if name == _REQUEST_ID), b"")
        request_id = given if _VALID_ID.fullmatch(given) else token_hex(16).encode()
        state_of(scope).request_id = request_id.decode()
        # Asked before the route runs, which may remove the query. A GET may have a body, too.
        storable = scope["method"] == "GET" and not scope["query_string"] and not _has_body(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ())]
                added = ALWAYS if storable and message["status"] < 400 else NOT_STORED
                names = [name for name, _ in headers]
                if not _NAMES.isdisjoint(names):
                    added = tuple(header for header in added if header[0] not in names)
                if self.drain.begun:
                    headers.append((b"connection", b"close"))
                message["headers"] = [*headers, *added, (_REQUEST_ID, request_id)]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _has_body(scope: Scope) -> bool:
    return any(name in _OF_A_BODY for name, _ in scope["headers"])
