"""Going out of service: clients are sent away from their connections before those are closed."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Drain:
    """Whether this process has been told to stop."""

    def __init__(self) -> None:
        self.begun = False


class Draining:
    """Once the drain has begun, each answer is the last on its connection.

    A client that wants more opens a new one, elsewhere by then. Without this, the next request on
    an old connection could meet its end.
    """

    def __init__(self, app: ASGIApp, drain: Drain) -> None:
        self.app = app
        self.drain = drain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not self.drain.begun:
            return await self.app(scope, receive, send)

        async def last(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self.app(scope, receive, last)
