"""The MCP server of the tools, for any transport of the SDK."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import structlog
from mcp import MCPError
from mcp.server import Server, ServerRequestContext
from mcp.types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from msgspec import json
from starlette.requests import ClientDisconnect, Request

from levelhead.invalid_input import InvalidInput
from levelhead.service.mcp import tools
from levelhead.service.mcp.tools import TOOLS, Caller
from levelhead.service.middleware.problem import Problem
from levelhead.service.observe import faults
from levelhead.version import VERSION

INSTRUCTIONS = """levelhead finds hedging and sensational wording in English news text. It scores \
wording, not truth. Scores go from 0 to 1; words in a quotation count less, since they are not the \
author's. Offsets count code points unless `offset_unit` says otherwise."""

_READS_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

RequestContext = ServerRequestContext[Any, Request]


def make_server(caller_of: Callable[[Request | None], Caller]) -> Server[Any]:
    """A server whose tools answer the caller that `caller_of` makes of a request."""

    async def list_tools(
        context: RequestContext, _: PaginatedRequestParams | None
    ) -> ListToolsResult:
        profiles = caller_of(context.request).engine.profiles
        return ListToolsResult(tools=[_listed(name, profiles) for name in TOOLS])

    async def call_tool(context: RequestContext, params: CallToolRequestParams) -> CallToolResult:
        if params.name not in TOOLS:
            raise MCPError(INVALID_PARAMS, f"unknown tool; there are {', '.join(TOOLS)}")
        return await _call(params.name, caller_of(context.request), params.arguments or {})

    server = Server(
        "levelhead",
        version=VERSION,
        title="levelhead",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        # No argument is sent as a header, so there is none to compare.
        get_tool_input_schema=lambda _: None,
    )
    # Its spans would go to the global provider: see observe/tracing.py.
    server.middleware.clear()
    return server


def _listed(name: str, profiles: Collection[str]) -> Tool:
    """What the list of tools says of one, for a service with these profiles."""
    tool = TOOLS[name]
    return Tool(
        name=name,
        title=tool.title,
        description=tool.description,
        input_schema=tools.input_schema(tool, profiles),
        output_schema=tools.output_schema(tool),
        annotations=_READS_ONLY,
    )


async def _call(name: str, caller: Caller, arguments: Mapping[str, Any]) -> CallToolResult:
    """The result of a tool; MCPError after a bug, whose message may contain the text."""
    try:
        answer = await tools.call(TOOLS[name], caller, arguments)
    except InvalidInput as invalid:
        return _failed(str(invalid))
    except Problem as problem:
        caller.state.rejected = problem.reason
        return _failed(problem.details.detail)
    except ClientDisconnect:
        return _failed("the client has disconnected")  # nobody reads it
    except Exception as error:
        caller.state.bug = True
        # The SDK would log its message, and send it to some clients.
        structlog.get_logger().error(
            "bug",
            request=caller.state.request_id,
            route=f"tool {name}",
            error=faults.describe(error),
        )
        raise MCPError(INTERNAL_ERROR, "internal error; please report it") from None
    written = TextContent(text=json.encode(answer).decode())
    return CallToolResult(content=[written], structured_content=answer)


def _failed(reason: str) -> CallToolResult:
    """A result that the assistant can read and learn from."""
    return CallToolResult(content=[TextContent(text=reason)], is_error=True)
