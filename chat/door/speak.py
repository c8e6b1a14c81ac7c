"""The answer to one call: the model's words, the minion's own tools run here, another model where one fails early."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from threading import Event

import structlog

from chat.door.asked import Asked, Asker
from chat.door.meter import Meter, UsageBook
from chat.door.prepare import Call, Candidate, prepare
from chat.engine.tools import ToolOutcome, call_tool
from chat.engine.turn import StepsUsedUp, in_thread
from chat.rules.limits import MOST_STEPS
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.lib.ids import uuid7
from training.providers.fallback import Attempt, first_that_answers
from training.providers.protocol import (
    Finished,
    FinishReason,
    ReasoningDelta,
    StreamEvent,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Turn,
    Usage,
)

log = structlog.get_logger(__name__)

NEEDS_A_YES = (
    "This call was not made: the person has to allow it first, and is asked for that in Daimon. "
    "Its result cannot be part of this answer."
)


async def answered(asker: Asker, asked: Asked, book: UsageBook) -> AsyncGenerator[StreamEvent, None]:
    """Prepare the call and speak; what was set aside for a caller who left meanwhile is given back."""
    preparing = asyncio.ensure_future(in_thread(prepare, asker, asked, call_id=uuid7(), now=now()))
    try:
        call: Call = await asyncio.shield(preparing)
    except asyncio.CancelledError:
        book.abandon(preparing)
        raise
    async with aclosing(speak(call, Meter(call), book)) as events:
        async for event in events:
            yield event


async def speak(call: Call, meter: Meter, book: UsageBook) -> AsyncGenerator[StreamEvent, None]:
    """The events of the whole answer, ``Usage`` and ``Finished`` last; closing it closes the upstream at once.

    Raises a DaimonError where it fails. However it ends, the book gets one record.
    """
    try:
        async with aclosing(_rounds(call, meter)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    meter.state = "completed"
                yield event
    except DaimonError as error:
        meter.state = "failed" if meter.first is None else "incomplete"
        meter.error_code = error.code
        log.info("call_failed", code=error.code, detail=getattr(error, "detail", ""))
        raise
    except Exception:
        meter.state, meter.error_code = "failed", "internal"
        raise
    finally:
        book.close(meter)


@dataclass
class _Round:
    """What the model said in one round."""

    words: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    signature: str = ""
    own: list[ToolCall] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)  # the provider's numbers of the caller's calls, and ours
    returned: set[str] = field(default_factory=set)
    reason: FinishReason = "stop"

    def turn(self) -> Turn:
        return Turn(
            role="assistant",
            content="".join(self.words),
            tool_calls=tuple(self.own),
            reasoning="".join(self.thoughts),
            reasoning_signature=self.signature,
        )


async def _rounds(call: Call, meter: Meter) -> AsyncGenerator[StreamEvent, None]:
    """Ask, run the minion's tools, ask again; a call of the caller's own tools ends the answer."""
    added: tuple[Turn, ...] = ()
    for _ in range(MOST_STEPS):
        said = _Round()
        async with aclosing(_first_that_answers(call, meter, added)) as events:
            async for event in events:
                meter.saw(event)
                for shown in _shown(event, said, call.own_tools):
                    yield shown
        if said.returned or not said.own:
            yield Usage(meter.input_tokens, meter.output_tokens, meter.cached_tokens, meter.reasoning_tokens)
            yield Finished(said.reason)
            return
        added = (*added, said.turn(), *[await _run(call, each) for each in said.own])
    raise StepsUsedUp


def _shown(event: StreamEvent, said: _Round, own_tools: frozenset[str]) -> list[StreamEvent]:
    """Take note of one event; what the caller gets of it. Its tool calls are numbered without the minion's own."""
    match event:
        case TextDelta(words):
            said.words.append(words)
            return [event]
        case ReasoningDelta(words, signature):
            said.thoughts.append(words)
            said.signature = signature or said.signature
            return [event]
        case ToolCall() if event.name in own_tools:
            said.own.append(event)
        case ToolCallDelta():
            return _renumbered(event, said, own_tools)
        case ToolCall() if event.id in said.returned:
            return [event]
        case ToolCall():  # a provider that sends calls whole
            said.returned.add(event.id)
            return [ToolCallDelta(len(said.returned) - 1, event.id, event.name, event.arguments), event]
        case Finished(reason):
            said.reason = reason
    return []


def _renumbered(piece: ToolCallDelta, said: _Round, own_tools: frozenset[str]) -> list[StreamEvent]:
    if piece.name and piece.name not in own_tools:
        said.numbers[piece.index] = len(said.returned)
        said.returned.add(piece.id)
    return [replace(piece, index=said.numbers[piece.index])] if piece.index in said.numbers else []


async def _run(call: Call, tool_call: ToolCall) -> Turn:
    assert call.caller is not None
    caller = replace(call.caller, cancel=Event())
    try:
        result: ToolOutcome = await in_thread(call_tool, caller, tool_call)
    except asyncio.CancelledError:
        caller.cancel.set()
        raise
    told = NEEDS_A_YES if result.waiting else result.told or result.text
    return Turn(role="tool", content=told, tool_call_id=tool_call.id, name=tool_call.name)


async def _first_that_answers(call: Call, meter: Meter, added: tuple[Turn, ...]) -> AsyncGenerator[StreamEvent, None]:
    """One round; in later ones only who answered the first is asked, since words were said in this call already."""
    if added:
        assert meter.served_by is not None
        candidates: tuple[Candidate, ...] = (meter.served_by,)
    else:
        candidates = call.candidates
    attempts = [
        Attempt(each.provider, replace(each.request, messages=(*each.request.messages, *added))) for each in candidates
    ]
    trying = first_that_answers(attempts, trying=lambda place: meter.asks(candidates[place]))
    async with aclosing(trying) as events:
        async for event in events:
            yield event
