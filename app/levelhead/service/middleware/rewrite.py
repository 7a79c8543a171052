"""Paths that mean the same, made one before anything looks at them."""

from collections.abc import Callable
from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send


class Rewrite:
    """Replaces a request's path by what `path_of` makes of it, for servers that log it, too."""

    def __init__(self, app: ASGIApp, path_of: Callable[[str], str]) -> None:
        self.app = app
        self.path_of = path_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            replace_path(scope, self.path_of(scope["path"]))
        await self.app(scope, receive, send)


def replace_path(scope: Scope, path: str) -> None:
    """Serve the request as one for this path."""
    if path != scope["path"]:
        # In place: uvicorn's own log takes the path from the same scope.
        scope["path"], scope["raw_path"] = path, quote(path).encode()
