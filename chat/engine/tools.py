"""Tools a model may call in a turn. Each is registered once, by the room that owns what it does."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from project.lib.errors import DaimonError
from training.providers.protocol import ToolCall, ToolSpec


@dataclass(frozen=True)
class Caller:
    """In whose name, and where, a tool is called. Calls from other programs belong to no conversation."""

    owner_id: UUID
    conversation_id: UUID | None
    minion_id: UUID | None
    run_id: UUID | None
    question_id: UUID | None


@dataclass(frozen=True)
class ToolOutcome:
    """What a tool call gave: text for the model, and data for the page."""

    is_success: bool
    text: str
    data: dict[str, Any] = field(default_factory=dict)


Handler = Callable[[Caller, dict[str, Any]], ToolOutcome]


@dataclass(frozen=True)
class ChatTool:
    """A tool, and the function that does its work in a thread; it may use the database."""

    spec: ToolSpec
    handler: Handler
    is_offered: Callable[[Caller], bool]


_tools: dict[str, ChatTool] = {}


def chat_tool(
    spec: ToolSpec, *, is_offered: Callable[[Caller], bool] = lambda _caller: True
) -> Callable[[Handler], Handler]:
    """Register a handler for the tool; a DaimonError it raises is told to the model as the call's result."""

    def register(handler: Handler) -> Handler:
        if spec.name in _tools and _tools[spec.name].handler is not handler:
            raise ValueError(f"There are two tools called {spec.name!r}.")
        _tools[spec.name] = ChatTool(spec, handler, is_offered)
        return handler

    return register


def offered_to(caller: Caller) -> tuple[ToolSpec, ...]:
    """The tools this turn may use, in a stable order."""
    return tuple(tool.spec for name, tool in sorted(_tools.items()) if tool.is_offered(caller))


def call_tool(caller: Caller, call: ToolCall) -> ToolOutcome:
    """Run one tool call to its end. Bad arguments and refusals are outcomes, not errors."""
    tool = _tools.get(call.name)
    if tool is None or not tool.is_offered(caller):
        return ToolOutcome(False, f"There is no tool called {call.name!r} in this conversation.")
    try:
        arguments = json.loads(call.arguments or "{}")
    except ValueError as error:
        return ToolOutcome(False, f"The arguments are not valid JSON: {error}")
    if not isinstance(arguments, dict):
        return ToolOutcome(False, "The arguments must be a JSON object.")
    try:
        return tool.handler(caller, arguments)
    except DaimonError as error:
        return ToolOutcome(False, error.message, {"code": error.code, "fields": error.fields})
