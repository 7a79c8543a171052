"""Headers that keep browsers from guessing, framing, caching and telling on; a route's own win."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = tuple[tuple[bytes, bytes], ...]

# What answers data needs nothing: no script, no frame, no address passed on.
ALWAYS: Headers = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)

# What answers a body or a query may hold parts of a text that is unpublished, and errors pass.
NEVER_KEPT: Headers = (*ALWAYS, (b"cache-control", b"no-store"))

_NAMES = frozenset(name for name, _ in NEVER_KEPT)
_OF_A_BODY = (b"content-length", b"transfer-encoding")


class SecurityHeaders:
    """Adds to each answer the headers of these that it does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        # Before the route, which may take the query away. A GET may have a body, too.
        kept = scope["method"] == "GET" and not scope["query_string"] and not _has_body(scope)

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [*message.get("headers", ())]
                added = ALWAYS if kept and message["status"] < 400 else NEVER_KEPT
                names = [name for name, _ in own]
                if not _NAMES.isdisjoint(names):
                    added = tuple(header for header in added if header[0] not in names)
                message["headers"] = [*own, *added]
            await send(message)

        await self.app(scope, receive, secured)


def _has_body(scope: Scope) -> bool:
    return any(name in _OF_A_BODY for name, _ in scope["headers"])
