"""A tool of another program in the shape of ours: the tool service runs it like any other."""

from functools import partial
from typing import TYPE_CHECKING, Any

from spirits.models import ServerTool
from spirits.served.answers import result_of
from spirits.served.asking import ask_server
from spirits.tools import Budget, Context, Effect, Tool, ToolResult

if TYPE_CHECKING:
    from mcp import Client

BUDGET = Budget(seconds=60, bytes=10_000_000)
SEPARATOR = "__"  # between the server's handle and the tool's name; no tool of ours has it


def declared(tool: ServerTool) -> Tool:
    """The tool as the service runs it. It leaves the installation, unless staff believe the server that it only reads."""
    is_reading = tool.is_reading and tool.server.is_trusted
    return Tool(
        name=tool.called,
        does=f"{tool.description} (From {tool.server.name}.)",
        arguments=tool.arguments,
        function=partial(_call, tool),
        effect=Effect.READ if is_reading else Effect.OUTBOUND,
        budget=BUDGET,
        needs=(f"the tool server {tool.server.name}",),
    )


def _call(tool: ServerTool, context: Context, arguments: dict[str, Any]) -> ToolResult:
    async def question(client: "Client") -> Any:
        from mcp_types import CallToolRequest, CallToolRequestParams, CallToolResult

        # Not client.call_tool: that checks the answer against the server's own schema, whose patterns may take forever.
        request = CallToolRequest(params=CallToolRequestParams(name=tool.name, arguments=arguments))
        return await client.session.send_request(request, CallToolResult)

    return result_of(ask_server(tool.server, question, seconds_left=context.seconds_left))
