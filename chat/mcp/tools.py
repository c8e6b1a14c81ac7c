"""The caller's tools, called through the one tool service: entitlement, approval, limits and audit are the same."""

import asyncio
from threading import Event
from typing import Any
from uuid import UUID

from mcp_types import (
    CallToolResult,
    ContentBlock,
    InputRequiredResult,
    ResourceLink,
    TextContent,
    Tool,
    ToolAnnotations,
)

from accounts.rules.scopes import Group
from accounts.services.authenticate import AuthenticatedCaller
from chat.engine.turn import in_thread
from chat.mcp.asking import Asking
from chat.mcp.resources import ARTIFACT
from chat.mcp.scopes import demand
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput
from spirits.models import ToolCall
from spirits.queries.tool_access import ToolAccess, tools_of
from spirits.queries.tool_calls import get_call
from spirits.services.decide_approval import withdraw_call
from spirits.services.run_tool import Occasion, run_tool, storable, told
from spirits.tools import Effect

WAIT_SECONDS = 25  # how long an answer is held back for the owner's word; most clients give up after 30 or 60
LOOK_SECONDS = 0.5
DECLINED, DISMISSED = "decline", "cancel"  # what a person may tell their client instead of going to the page
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


def offered(caller: AuthenticatedCaller, minion: str) -> list[Tool]:
    """The tools that are open to the key's owner now, or to the minion, without those switched off for it; by name."""
    demand(caller, Group.SPIRITS, "GET")
    found = tools_of(caller.user, minion_id=_uuid(minion, "minion") if minion else None)
    return [*(_declared(each) for each in found if each.is_unlocked and not each.is_off), OUTCOME]


async def called(
    caller: AuthenticatedCaller, name: str, arguments: dict[str, Any], *, minion: str, asking: Asking
) -> CallToolResult | InputRequiredResult:
    """The call's result, its refusal, the question to its owner, or word that it waits. When the caller leaves, the tool stops."""
    cancel = Event()
    try:
        call: ToolCall = await in_thread(_begun, caller, name, arguments, minion, asking, cancel)
        if asking.call_id is None and (question := _question(call, asking)):
            return question
        if name != OUTCOME.name and asking.answer != DISMISSED:
            call = await _decided(caller, call)
            if asking.call_id is not None and (question := _question(call, asking)):
                return question
        return _result(call)
    except asyncio.CancelledError:
        cancel.set()
        raise
    except DaimonError as error:
        return refusal(error)


async def _decided(caller: AuthenticatedCaller, call: ToolCall) -> ToolCall:
    """The call when it is over, or as it stands when the time to hold an answer back is."""
    for _ in range(round(WAIT_SECONDS / LOOK_SECONDS)):
        if call.is_final:
            break
        await asyncio.sleep(LOOK_SECONDS)
        call = await in_thread(get_call, caller.user, call.pk)
    return call


def _begun(
    caller: AuthenticatedCaller, name: str, arguments: dict[str, Any], minion: str, asking: Asking, cancel: Event
) -> ToolCall:
    if name == OUTCOME.name:
        demand(caller, Group.SPIRITS, "GET")
        return told(get_call(caller.user, _uuid(arguments.get("call"), "call")))
    demand(caller, Group.SPIRITS, "POST")
    if asking.call_id is not None:
        return _asked_before(caller, name, arguments, asking)
    minion_id = _uuid(minion, "minion") if minion else None
    occasion = Occasion(door=ToolCall.Door.MCP, minion_id=minion_id, key=asking.key)
    return run_tool(user=caller.user, name=name, arguments=arguments, occasion=occasion, now=now(), cancel=cancel)


def _asked_before(caller: AuthenticatedCaller, name: str, arguments: dict[str, Any], asking: Asking) -> ToolCall:
    """The call that the client comes back for; given up where the person told the client no."""
    assert asking.call_id is not None
    call = get_call(caller.user, asking.call_id)
    if (call.tool, call.door) != (name, ToolCall.Door.MCP) or call.arguments != storable(arguments):
        raise InvalidInput.of("requestState", "It belongs to another call.")
    if asking.answer == DECLINED:
        call = withdraw_call(user=caller.user, call_id=call.pk, now=now())
    return told(call)


def _question(call: ToolCall, asking: Asking) -> InputRequiredResult | None:
    """What a client that can show an address gets while the call waits; the call comes with its approval."""
    return asking.question(call) if call.state == ToolCall.State.WAITING else None


def _declared(access: ToolAccess) -> Tool:
    tool = access.tool
    return Tool(
        name=tool.name,
        title=tool.name.replace("_", " ").capitalize(),
        description=tool.does,
        input_schema=dict(tool.arguments),
        annotations=ToolAnnotations(
            read_only_hint=tool.effect == Effect.READ,
            open_world_hint=tool.effect == Effect.OUTBOUND or tool.fetches is not None,
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


def refusal(error: DaimonError) -> CallToolResult:
    """A refusal of ours as the result of a call that failed."""
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
