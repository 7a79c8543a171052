"""What MCP's clients expect around their route: errors as JSON-RPC, whose message they show."""

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from levelhead.service.middleware.problem import ProblemDetails, rewritten

PATH = "/mcp"
# The protocol's codes of a fault of the client and of the server.
_INVALID_REQUEST, _INTERNAL_ERROR = -32600, -32603


class Mcp:
    """Replaces problem+json under PATH by an error of JSON-RPC, with the same status.

    Clients show nothing of any other body, not even that a key is wrong.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH:
            send = rewritten(send, "application/json", _error)
        await self.app(scope, receive, send)


def _error(problem: ProblemDetails) -> bytes:
    """Without the id of the request: the error may be that it was not read."""
    code = _INVALID_REQUEST if problem.status < 500 else _INTERNAL_ERROR
    error = {"code": code, "message": problem.detail}
    return msgspec.json.encode({"jsonrpc": "2.0", "id": None, "error": error})
