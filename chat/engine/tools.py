"""Tools a model may call in a turn. Each is registered once, by the room that owns what it does."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Protocol
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
    is_person: bool = False  # the person wrote the call, and no model
    cancel: Event = field(default_factory=Event, compare=False)


@dataclass(frozen=True)
class Waiting:
    """A call that goes on when the person has said yes; with a ``host``, a lasting yes is for that host alone."""

    call_id: UUID
    approval_id: UUID
    host: str = ""
    is_each_time: bool = False  # the minion asks before each call: no lasting yes can be given


@dataclass(frozen=True)
class ToolOutcome:
    """What a tool call gave: text and data for the page, and what the model is told where that is more."""

    is_success: bool
    text: str
    data: dict[str, Any] = field(default_factory=dict)
    told: str = ""
    waiting: Waiting | None = None


Handler = Callable[[Caller, dict[str, Any]], ToolOutcome]


@dataclass(frozen=True)
class ChatTool:
    """A tool, and the function that does its work in a thread; it may use the database."""

    spec: ToolSpec
    handler: Handler
    is_offered: Callable[[Caller], bool]


class ToolSource(Protocol):
    """Tools that are found for each turn."""

    def offered(self, caller: Caller) -> list[ToolSpec]:
        """What this turn may use."""
        ...

    def call(self, caller: Caller, name: str, arguments: dict[str, Any]) -> ToolOutcome | None:
        """Do the call; None when the tool is none of this source. A DaimonError is told to the model."""
        ...

    def may_run_beside_others(self, name: str) -> bool:
        """Whether calls of the tool change nothing and may be made at the same time."""
        ...


_tools: dict[str, ChatTool] = {}
_sources: list[ToolSource] = []


def tool_source(source: ToolSource) -> None:
    """Add a source; each class of them once."""
    if not any(type(each) is type(source) for each in _sources):
        _sources.append(source)


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
    own = [tool.spec for _, tool in sorted(_tools.items()) if tool.is_offered(caller)]
    return (*own, *(spec for source in _sources for spec in source.offered(caller)))


def may_run_beside_others(name: str) -> bool:
    """Whether calls of the tool may be made at the same time as others."""
    return any(source.may_run_beside_others(name) for source in _sources)


def call_tool(caller: Caller, call: ToolCall) -> ToolOutcome:
    """Run one tool call to its end. Bad arguments and refusals are outcomes, not errors."""
    try:
        arguments = json.loads(call.arguments or "{}")
    except (ValueError, RecursionError) as error:
        return ToolOutcome(False, f"The arguments are not valid JSON: {error}")
    if not isinstance(arguments, dict):
        return ToolOutcome(False, "The arguments must be a JSON object.")
    try:
        found = _done(caller, call.name, arguments)
    except DaimonError as error:
        return ToolOutcome(False, error.message, {"code": error.code, "fields": error.fields})
    return found or ToolOutcome(False, f"There is no tool called {call.name!r} in this conversation.")


def _done(caller: Caller, name: str, arguments: dict[str, Any]) -> ToolOutcome | None:
    tool = _tools.get(name)
    if tool is not None:
        return tool.handler(caller, arguments) if tool.is_offered(caller) else None
    found = (source.call(caller, name, arguments) for source in _sources)
    return next((outcome for outcome in found if outcome is not None), None)
