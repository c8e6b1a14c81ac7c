"""The protocol's server: what it offers, in the name of the caller of each request."""

from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    GetPromptRequestParams,
    GetPromptResult,
    InputRequiredResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
)

from accounts.services.authenticate import AuthenticatedCaller
from chat.door.body import LARGEST_BODY
from chat.engine.turn import in_thread
from chat.mcp import prompts, resources, tools
from chat.mcp.asking import asking_of
from project.lib.errors import DaimonError

Context = ServerRequestContext[Any, Any]
INSTRUCTIONS = (
    "Tools of the spirits that this key's owner may use, their conversations and files as resources, and their minions as "
    "prompts. A call that leaves the installation waits for its owner's word; ask for its outcome with call_outcome."
)


def make_manager() -> StreamableHTTPSessionManager:
    """One per process. Its requests carry their caller in the ASGI scope, and no cookie counts, so that no page of a
    browser gains anything by reaching it under another host's name.
    """
    server: Server[Any] = Server(
        "daimon",
        title="Daimon",
        instructions=INSTRUCTIONS,
        on_list_tools=_list_tools,
        on_call_tool=_call_tool,
        on_list_resources=_list_resources,
        on_list_resource_templates=_list_templates,
        on_read_resource=_read_resource,
        on_list_prompts=_list_prompts,
        on_get_prompt=_get_prompt,
    )
    security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    return StreamableHTTPSessionManager(
        server, stateless=True, json_response=True, security_settings=security, max_request_body_size=LARGEST_BODY
    )


def caller_of(context: Context) -> AuthenticatedCaller:
    """Whom the request was let in for."""
    caller: AuthenticatedCaller = _request(context).scope["caller"]
    return caller


def _request(context: Context) -> Any:
    assert context.request is not None  # every message comes by HTTP
    return context.request


def _minion_of(context: Context) -> str:
    """As whom the client calls; without one the owner's own tools are meant."""
    return str(_request(context).query_params.get("minion", ""))


async def _list_tools(context: Context, _: PaginatedRequestParams | None) -> ListToolsResult:
    return ListToolsResult(tools=await _asked(tools.offered, context, _minion_of(context)))


async def _call_tool(context: Context, params: CallToolRequestParams) -> CallToolResult | InputRequiredResult:
    try:
        asking = asking_of(context, params)
    except DaimonError as error:
        return tools.refusal(error)
    return await tools.called(
        caller_of(context), params.name, params.arguments or {}, minion=_minion_of(context), asking=asking
    )


async def _list_resources(context: Context, params: PaginatedRequestParams | None) -> ListResourcesResult:
    found, cursor = await _asked(resources.listed, context, params.cursor if params else None)
    return ListResourcesResult(resources=found, next_cursor=cursor)


async def _list_templates(_: Context, __: PaginatedRequestParams | None) -> ListResourceTemplatesResult:
    return ListResourceTemplatesResult(resource_templates=resources.TEMPLATES)


async def _read_resource(context: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
    return ReadResourceResult(contents=[await _asked(resources.read, context, str(params.uri))])


async def _list_prompts(context: Context, _: PaginatedRequestParams | None) -> ListPromptsResult:
    return ListPromptsResult(prompts=await _asked(prompts.listed, context))


async def _get_prompt(context: Context, params: GetPromptRequestParams) -> GetPromptResult:
    result: GetPromptResult = await _asked(prompts.filled, context, params.name, params.arguments or {})
    return result


async def _asked(question: Any, context: Context, *more: Any) -> Any:
    """The answer of a function that reads the database; its refusal becomes the protocol's error."""
    try:
        return await in_thread(question, caller_of(context), *more)
    except DaimonError as error:
        raise MCPError(INVALID_PARAMS, error.message, {"code": error.code, "fields": error.fields}) from error
