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

# Answers to a POST hold parts of texts that may be unpublished, and errors pass.
NEVER_KEPT: Headers = (*ALWAYS, (b"cache-control", b"no-store"))

_NAMES = frozenset(name for name, _ in NEVER_KEPT)


class SecurityHeaders:
    """Adds to each answer the headers of these that it does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [*message.get("headers", ())]
                kept = scope["method"] == "GET" and message["status"] < 400
                added = ALWAYS if kept else NEVER_KEPT
                names = [name for name, _ in own]
                if not _NAMES.isdisjoint(names):
                    added = tuple(header for header in added if header[0] not in names)
                message["headers"] = [*own, *added]
            await send(message)

        await self.app(scope, receive, secured)
