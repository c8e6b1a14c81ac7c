"""A tool of another program in the shape of ours: the tool service runs it like any other."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings

from project.lib.secrets import unseal
from spirits.models import ServerTool, ToolServer
from spirits.served.answers import result_of
from spirits.served.session import ServerAddress, ask
from spirits.tools import Budget, Context, Effect, Tool, ToolResult
from spirits.tools.errors import ToolUnavailable

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


def address_of(server: ToolServer) -> ServerAddress:
    """Where the server is, with its key; ToolUnavailable when the operator no longer allows its program."""
    if server.transport == ToolServer.Transport.HTTP:
        key = unseal(server.sealed_key) if server.sealed_key else ""
        return ServerAddress(url=server.url, header=server.header, key=key)
    command = settings.MCP_STDIO_COMMANDS.get(server.command)
    if command is None:
        raise ToolUnavailable(f"MCP_STDIO_COMMANDS names no program {server.command!r}.")
    return ServerAddress(command=tuple(command))


def _call(tool: ServerTool, context: Context, arguments: dict[str, Any]) -> ToolResult:
    async def question(client: "Client") -> Any:
        from mcp_types import CallToolRequest, CallToolRequestParams, CallToolResult

        # Not client.call_tool: that checks the answer against the server's own schema, whose patterns may take forever.
        request = CallToolRequest(params=CallToolRequestParams(name=tool.name, arguments=arguments))
        return await client.session.send_request(request, CallToolResult)

    return result_of(ask(address_of(tool.server), question, seconds_left=context.seconds_left))
