"""The server on standard input and output, with what the SDK's own loop leaves out.

A line that is not a message is answered, and calls that still run when the input ends get their
answers: the SDK drops both.
"""

from io import TextIOWrapper
from typing import Any, cast

import anyio
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp.types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    ErrorData,
    JSONRPCError,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
)


async def serve(server: Server[Any], lines: TextIOWrapper, seconds: float) -> None:
    """Answer the lines until they end and then, for at most `seconds`, what still runs."""
    open_calls = _OpenCalls()
    given, requests = anyio.create_memory_object_stream[SessionMessage | Exception]()
    answers, given_back = anyio.create_memory_object_stream[SessionMessage]()
    async with stdio_server(stdin=anyio.wrap_file(lines)) as (read, write):

        async def send_answers() -> None:
            async with write, given_back:
                async for answer in given_back:
                    await write.send(answer)
                    open_calls.note(answer)

        async with anyio.create_task_group() as tasks, given, read:
            tasks.start_soon(send_answers)
            tasks.start_soon(server.run, requests, answers, server.create_initialization_options())
            async for item in read:
                if isinstance(item, Exception):
                    await write.send(_refusal(item))
                    continue
                open_calls.note(item)
                await given.send(item)
            with anyio.move_on_after(seconds):
                await open_calls.ended()


class _OpenCalls:
    """The requests that have no answer yet."""

    def __init__(self) -> None:
        self.ids: set[object] = set()
        self.changed = anyio.Event()

    def note(self, item: SessionMessage) -> None:
        """Learn from a message in either direction."""
        match item.message:
            case JSONRPCRequest(id=asked):
                self.ids.add(asked)
            case JSONRPCResponse(id=answered) | JSONRPCError(id=answered):
                self.ids.discard(answered)
            case JSONRPCNotification(method="notifications/cancelled", params=dict(params)):
                self.ids.discard(params.get("requestId"))
        if not self.ids:
            self.changed.set()
            self.changed = anyio.Event()

    async def ended(self) -> None:
        """Return when each has its answer."""
        while self.ids:
            await self.changed.wait()


def _refusal(problem: Exception) -> SessionMessage:
    """The answer to a line that is not a message; without an id, since none was read."""
    (kind, *_) = [fault["type"] for fault in cast("Any", problem).errors()]
    no_json = kind == "json_invalid"
    error = ErrorData(
        code=PARSE_ERROR if no_json else INVALID_REQUEST,
        message="the line is not JSON" if no_json else "the line is not a message of JSON-RPC 2.0",
    )
    return SessionMessage(JSONRPCError(jsonrpc="2.0", id=None, error=error))
