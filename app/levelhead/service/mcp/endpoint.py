"""POST /mcp: the tools for assistants over streamable HTTP, where the operator has switched it on.

Nothing of this module is part of the contract, and none of it is imported otherwise: the SDK takes
a second.
"""

import json
import logging
from collections.abc import Iterable

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecurityMiddleware, TransportSecuritySettings
from mcp.types import jsonrpc_message_adapter
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from levelhead.engine.deadline import no_deadline
from levelhead.service.mcp.server import make_server
from levelhead.service.mcp.tools import Caller
from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.replay import replay
from levelhead.service.middleware.request_state import state_of
from levelhead.service.routes.body import JSON, check_values, media_type
from levelhead.service.settings import Settings

# How many more times its size a body takes in memory until its turn comes: in copies of its bytes,
# and as text, of which a code point may take four bytes.
COPIES = 6

# Why the SDK's check of host and origin refuses a request, by its status.
_REFUSED = {
    421: "the Host of the request should be one of LEVELHEAD_MCP_HOSTS",
    403: "the Origin of the request should be one of LEVELHEAD_CORS_ORIGINS",
}

# It logs the headers of requests that it refuses, which may contain anything.
logging.getLogger("mcp.server.transport_security").setLevel(logging.ERROR)


class Endpoint:
    """The ASGI application of /mcp; its manager must run while it serves, and can run only once.

    There are no sessions, so any worker can answer any request. Each answer is one JSON body. A
    request from another host or origin than those of the settings is a Problem.
    """

    def __init__(self, settings: Settings) -> None:
        self.manager = StreamableHTTPSessionManager(
            make_server(_caller),
            json_response=True,
            stateless=True,
            max_request_body_size=settings.max_body_bytes,
        )
        # Checked here: the manager answers in plain text, which clients do not show.
        self.security = TransportSecurityMiddleware(
            TransportSecuritySettings(
                allowed_hosts=[*settings.mcp_hosts],
                allowed_origins=[*_origins(settings.cors_origins)],
            )
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if refused := await self.security.validate_request(request):
            raise Problem(refused.status_code, _REFUSED[refused.status_code])
        media_type(request, JSON)
        body = await request.body()
        check_values(body, no_deadline)
        read_again = replay({"type": "http.request", "body": body}, receive)
        unread = False

        async def send_status(message: Message) -> None:
            nonlocal unread
            if message["type"] == "http.response.start":
                # The SDK answers a bug with a 200, which no monitoring would notice.
                if state_of(scope).bug:
                    message = {**message, "status": 500}
                unread = message["status"] == 400 and _is_not_a_message(body)
            if not unread:
                await send(message)

        with request.app.state.engine.held.holding(COPIES * len(body)):
            await self.manager.handle_request(scope, read_again, send_status)
        if unread:
            raise Problem(400, "the body is not a message of JSON-RPC 2.0")


def _caller(request: Request | None) -> Caller:
    assert request
    return Caller(request.app.state.engine, state_of(request.scope), request)


def _is_not_a_message(body: bytes) -> bool:
    """Whether a body is JSON, but not a message: the SDK's error repeats some of it."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return False
    try:
        jsonrpc_message_adapter.validate_python(message, by_name=False)
    except ValueError:
        return True
    return False


def _origins(allowed: Iterable[str]) -> Iterable[str]:
    """The origins as the SDK reads them: `X:*` is any origin that begins with `X:`."""
    for origin in allowed:
        yield from ("http:*", "https:*") if origin == "*" else (origin,)
