"""The answer to one call: the model's words, the minion's own tools run here, another model where one fails early."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace

import structlog

from chat.door.asked import Asked, Asker
from chat.door.meter import Meter, UsageBook
from chat.door.prepare import Call, Candidate, prepare
from chat.engine.tools import call_tool
from chat.engine.turn import StepsUsedUp, in_thread
from chat.rules.limits import MOST_STEPS
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.lib.ids import uuid7
from training.providers.errors import ContextTooLong, DeadlineExceeded, ProviderError, RequestRejected
from training.providers.protocol import (
    ChatRequest,
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

FIRST_WORD_SECONDS = 30.0  # how long a model is waited for while another one could answer
CALLERS_FAULT = (RequestRejected, ContextTooLong)  # another model would be asked the same wrong thing


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
    result = await in_thread(call_tool, call.caller, tool_call)
    return Turn(role="tool", content=result.text, tool_call_id=tool_call.id, name=tool_call.name)


async def _first_that_answers(call: Call, meter: Meter, added: tuple[Turn, ...]) -> AsyncGenerator[StreamEvent, None]:
    """One round by the first candidate that says anything; nobody else is tried once a word was said in this call."""
    if added:
        assert meter.served_by is not None
        candidates: tuple[Candidate, ...] = (meter.served_by,)
    else:
        candidates = call.candidates
    for place, candidate in enumerate(candidates, start=1):
        has_begun = False
        request = replace(candidate.request, messages=(*candidate.request.messages, *added))
        meter.asks(candidate)
        try:
            is_last = place == len(candidates)
            async with aclosing(_stream(candidate, request, may_wait=is_last)) as events:
                async for event in events:
                    has_begun = True
                    yield event
            return
        except ProviderError as error:
            if has_begun or is_last or isinstance(error, CALLERS_FAULT):
                raise
            log.warning(
                "model_replaced", failed=candidate.model_name, code=error.code, provider=candidate.provider_name
            )


async def _stream(candidate: Candidate, request: ChatRequest, *, may_wait: bool) -> AsyncGenerator[StreamEvent, None]:
    """The provider's events; DeadlineExceeded where the first is late although somebody else could answer."""
    async with aclosing(candidate.provider.chat_stream(request)) as events:
        try:
            async with asyncio.timeout(None if may_wait else FIRST_WORD_SECONDS):
                first = await anext(events)
        except TimeoutError as error:
            raise DeadlineExceeded from error
        except StopAsyncIteration:
            return
        yield first
        async for event in events:
            yield event
