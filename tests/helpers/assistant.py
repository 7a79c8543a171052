"""An assistant: the MCP SDK's own client, over HTTP or with a process of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, TypeVar

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from tests.helpers.running import BIN, environment

T = TypeVar("T")

# The protocol of 2026 and, with its handshake, that of before.
ERAS = ("auto", "legacy")


def over_http(
    url: str,
    use: Callable[[Client], Awaitable[T]],
    headers: Mapping[str, str] | None = None,
    era: str = "auto",
) -> T:
    """What `use` returns for a client of this address."""

    async def run() -> T:
        async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
            transport = streamable_http_client(url, http_client=http)
            async with Client(transport, mode=era) as client:
                return await use(client)

    return result_of(run())


def over_stdio(
    use: Callable[[Client], Awaitable[T]],
    *arguments: str,
    command: str = "levelhead",
    env: Mapping[str, str] | None = None,
    era: str = "auto",
) -> T:
    """What `use` returns for a client of the process that it starts, with a long deadline."""
    variables = environment(**{"LEVELHEAD_DEADLINE_SECONDS": "60", **(env or {})})
    server = StdioServerParameters(command=str(BIN / command), args=[*arguments], env=variables)

    async def run() -> T:
        async with Client(server, mode=era) as client:
            return await use(client)

    return result_of(run())


def result_of(run: Coroutine[None, None, T]) -> T:
    """What it returns; what it raises is not one of a group, as the client's tasks make of it."""
    try:
        return asyncio.run(run)
    except ExceptionGroup as group:
        error: Exception = group
        while isinstance(error, ExceptionGroup):
            (error,) = error.exceptions
        raise error from None


def calling(tool: str, **arguments: Any) -> Callable[[Client], Awaitable[CallToolResult]]:
    """Calls the tool once."""

    async def use(client: Client) -> CallToolResult:
        return await client.call_tool(tool, arguments)

    return use


def answer(result: CallToolResult) -> Any:
    """The JSON that a tool answered."""
    assert not result.is_error, text(result)
    return result.structured_content


def refusal(result: CallToolResult) -> str:
    """Why a tool failed."""
    assert result.is_error
    return text(result)


def text(result: CallToolResult) -> str:
    """What the assistant reads."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text
