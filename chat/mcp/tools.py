"""The caller's tools, called through the one tool service: entitlement, approval, limits and audit are the same."""

import asyncio
from threading import Event
from typing import Any
from uuid import UUID

from mcp_types import CallToolResult, ContentBlock, ResourceLink, TextContent, Tool, ToolAnnotations

from accounts.rules.scopes import Group
from accounts.services.authenticate import AuthenticatedCaller
from chat.engine.turn import in_thread
from chat.mcp.resources import ARTIFACT
from chat.mcp.scopes import demand
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput
from spirits.models import ToolCall
from spirits.queries.tool_access import ToolAccess, tools_of
from spirits.queries.tool_calls import get_call
from spirits.services.run_tool import Occasion, run_tool, told
from spirits.tools import Effect

WAIT_SECONDS = 25  # how long an answer is held back for the owner's word; most clients give up after 30 or 60
LOOK_SECONDS = 0.5
OUTCOME = Tool(
    name="call_outcome",
    title="Outcome of a call",
    description="What became of a call that waited for its owner's word.",
    input_schema={
        "type": "object",
        "properties": {"call": {"type": "string", "format": "uuid", "description": "The id that the call answered."}},
        "required": ["call"],
        "additionalProperties": False,
    },
    annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
)


def offered(caller: AuthenticatedCaller) -> list[Tool]:
    """The tools that are open to the key's owner now, by name."""
    demand(caller, Group.SPIRITS, "GET")
    return [*(_declared(each) for each in tools_of(caller.user) if each.is_unlocked), OUTCOME]


async def called(caller: AuthenticatedCaller, name: str, arguments: dict[str, Any], *, minion: str) -> CallToolResult:
    """The call's result, its refusal, or word that it waits. When the caller leaves, the tool is stopped."""
    cancel = Event()
    try:
        call: ToolCall = await in_thread(_begun, caller, name, arguments, minion, cancel)
        for _ in range(round(WAIT_SECONDS / LOOK_SECONDS)):
            if call.is_final or name == OUTCOME.name:
                break
            await asyncio.sleep(LOOK_SECONDS)
            call = await in_thread(get_call, caller.user, call.pk)
        return _result(call)
    except asyncio.CancelledError:
        cancel.set()
        raise
    except DaimonError as error:
        return _refusal(error)


def _begun(caller: AuthenticatedCaller, name: str, arguments: dict[str, Any], minion: str, cancel: Event) -> ToolCall:
    if name == OUTCOME.name:
        demand(caller, Group.SPIRITS, "GET")
        return told(get_call(caller.user, _uuid(arguments.get("call"), "call")))
    demand(caller, Group.SPIRITS, "POST")
    occasion = Occasion(door=ToolCall.Door.MCP, minion_id=_uuid(minion, "minion") if minion else None)
    return run_tool(user=caller.user, name=name, arguments=arguments, occasion=occasion, now=now(), cancel=cancel)


def _declared(access: ToolAccess) -> Tool:
    tool = access.tool
    return Tool(
        name=tool.name,
        title=tool.name.replace("_", " ").capitalize(),
        description=tool.does,
        input_schema=dict(tool.arguments),
        annotations=ToolAnnotations(
            read_only_hint=tool.effect == Effect.READ, open_world_hint=tool.effect == Effect.OUTBOUND
        ),
    )


def _result(call: ToolCall) -> CallToolResult:
    facts = {"call": str(call.pk), "state": call.state}
    if call.state == ToolCall.State.WAITING:
        facts["approval"] = str(call.approval.pk)
        text = f"This call waits for its owner's word, in Daimon or through its API. Ask for call_outcome of {call.pk}."
        return CallToolResult(content=[TextContent(text=text)], structured_content=facts)
    if call.state != ToolCall.State.SUCCEEDED:
        words = {"denied": "The person did not allow this call.", "running": "This call is being made."}
        text = words.get(call.state, call.error["message"] if call.error else "This call was stopped.")
        is_over = call.state != ToolCall.State.RUNNING
        return CallToolResult(content=[TextContent(text=text)], structured_content=facts, is_error=is_over)
    content: list[ContentBlock] = [TextContent(text=call.text)]
    content += [
        ResourceLink(uri=ARTIFACT.format(id=file.pk), name=file.name, mime_type=file.mime, size=file.size)
        for file in call.artifacts.all()
    ]
    return CallToolResult(content=content, structured_content={**facts, "result": call.data})


def _refusal(error: DaimonError) -> CallToolResult:
    named = "".join(f"\n{field}: {' '.join(problems)}" for field, problems in error.fields.items())
    facts = {"code": error.code, "fields": error.fields}
    return CallToolResult(
        content=[TextContent(text=f"{error.message}{named}")], structured_content=facts, is_error=True
    )


def _uuid(raw: object, field: str) -> UUID:
    try:
        return UUID(str(raw))
    except ValueError as error:
        raise InvalidInput.of(field, "This is no id.") from error
