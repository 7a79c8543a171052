"""A key in the path, for clients that are given an address and send nothing else."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from levelhead.service.middleware.rewrite import replace_path

_PATH = re.compile(r"/+k/+([^/]+)(/.*)?", re.DOTALL)


class KeyInPath:
    """Serves `/k/KEY/…` as `/…` with the header `X-API-Key: KEY`.

    It is outermost: whatever counts, logs or traces requests never sees the key.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        found = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found:
            replace_path(scope, found[2] or "/")
            scope["headers"] = [*scope["headers"], (b"x-api-key", found[1].encode())]
        await self.app(scope, receive, send)
