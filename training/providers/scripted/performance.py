"""How each directive is performed: one small generator per verb, all sharing the state of one answer."""

import asyncio
import hashlib
import math
import random
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from typing import get_args

from training.providers.errors import (
    ContextTooLong,
    DeadlineExceeded,
    ModelNotFound,
    ProviderError,
    ProviderFault,
    ProviderGarbage,
    ProviderRefused,
    ProviderUnreachable,
    RateLimited,
    RequestRejected,
    StreamCutShort,
    StreamTooLarge,
)
from training.providers.protocol import (
    ChatRequest,
    FinishReason,
    ReasoningDelta,
    StreamEvent,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Turn,
    Usage,
)

CHAOS = ("", "error 401", "error 404", "error 429 1", "error 500", "fault garbage", "fault cut", "fault unreachable")
VOCABULARY = [
    "river",
    "lantern",
    "quiet",
    "orbit",
    "copper",
    "meadow",
    "window",
    "signal",
    "harbour",
    "thread",
    "winter",
    "amber",
    "garden",
    "compass",
    "paper",
    "stone",
    "letter",
    "bridge",
    "morning",
    "willow",
    "engine",
    "marble",
    "island",
    "feather",
    "ladder",
]
PIECE = re.compile(r"\S+\s*|\s+")


def failure(status: int, *, retry_after: int | None = None) -> ProviderError:
    """The error that a provider's HTTP status stands for."""
    if status in (401, 402, 403):
        return ProviderRefused()
    if status == 404:
        return ModelNotFound()
    if status == 413:
        return ContextTooLong()
    if status == 429:
        return RateLimited(retry_after=retry_after)
    return ProviderFault() if status >= 500 else RequestRejected()


@dataclass(slots=True)
class Performance:
    """The state of one answer while it is performed."""

    request: ChatRequest
    plain: str
    deadline: float
    delay: float
    chance: random.Random
    pieces: int = 0
    calls: int = 0
    has_spoken: bool = False
    usage: Usage | None = None
    reason: FinishReason | None = None

    async def wait(self, seconds: float) -> None:
        """Sleep, but never beyond the request's total time."""
        left = self.deadline - asyncio.get_running_loop().time()
        await asyncio.sleep(max(0.0, min(seconds, left)))
        if seconds >= left:
            raise DeadlineExceeded()


async def _say(performance: Performance, argument: str, _name: str) -> AsyncGenerator[StreamEvent, None]:
    async for event in _spoken(performance, argument):
        yield event


async def _echo(performance: Performance, _argument: str, _name: str) -> AsyncGenerator[StreamEvent, None]:
    async for event in _spoken(performance, performance.plain):
        yield event


async def _tools(performance: Performance, _argument: str, _name: str) -> AsyncGenerator[StreamEvent, None]:
    names = ", ".join(sorted(tool.name for tool in performance.request.tools))
    async for event in _spoken(performance, names or "none"):
        yield event


async def _some_words(performance: Performance, argument: str, _name: str) -> AsyncGenerator[StreamEvent, None]:
    text = " ".join(performance.chance.choice(VOCABULARY) for _ in range(int(_number(argument, "words"))))
    async for event in _spoken(performance, text):
        yield event


async def _think(performance: Performance, argument: str, _name: str) -> AsyncGenerator[StreamEvent, None]:
    async for piece in _pieces(performance, argument):
        yield ReasoningDelta(piece)


async def _call(performance: Performance, argument: str, name: str) -> AsyncGenerator[StreamEvent, None]:
    index = performance.calls
    performance.calls += 1
    seed = f"{performance.request.seed}|{rounds_answered(performance.request.messages)}|{index}|{name}|{argument}"
    call = ToolCall(f"call_{hashlib.sha256(seed.encode()).hexdigest()[:16]}", name, argument)
    yield ToolCallDelta(index, call.id, name)
    half = len(argument) // 2
    for part in (argument[:half], argument[half:]):
        if part:
            await performance.wait(performance.delay)
            yield ToolCallDelta(index, arguments=part)
    performance.pieces += 1
    yield call


async def _delay(performance: Performance, argument: str, _name: str) -> AsyncGenerator[StreamEvent, None]:
    performance.delay = _number(argument, "delay")
    return
    yield  # the shape of every verb is a generator


async def _pause(performance: Performance, argument: str, _name: str) -> AsyncGenerator[StreamEvent, None]:
    await performance.wait(_number(argument, "pause"))
    return
    yield


async def _usage(performance: Performance, argument: str, _name: str) -> AsyncGenerator[StreamEvent, None]:
    numbers = [int(_number(part, "usage")) for part in argument.split()]
    if len(numbers) != 2:
        raise RequestRejected("The directive 'usage' needs two numbers: input and output tokens.")
    performance.usage = Usage(*numbers)
    return
    yield


async def _finish(performance: Performance, argument: str, _name: str) -> AsyncGenerator[StreamEvent, None]:
    if argument not in get_args(FinishReason):
        raise RequestRejected(f"The directive 'finish' needs one of: {', '.join(get_args(FinishReason))}.")
    performance.reason = next(reason for reason in get_args(FinishReason) if reason == argument)
    return
    yield


async def _error(_performance: Performance, argument: str, _name: str) -> AsyncGenerator[StreamEvent, None]:
    status, _, after = argument.partition(" ")
    raise failure(int(_number(status, "error")), retry_after=int(_number(after, "error")) if after else None)
    yield


async def _fault(performance: Performance, argument: str, _name: str) -> AsyncGenerator[StreamEvent, None]:
    if argument == "hang":
        await performance.wait(math.inf)
    faults: dict[str, type[ProviderError]] = {
        "unreachable": ProviderUnreachable,
        "garbage": ProviderGarbage,
        "cut": StreamCutShort,
        "deadline": DeadlineExceeded,
        "large": StreamTooLarge,
    }
    if argument not in faults:
        raise RequestRejected(f"The directive 'fault' needs one of: hang, {', '.join(faults)}.")
    raise faults[argument]()
    yield


async def _chaos(performance: Performance, _argument: str, _name: str) -> AsyncGenerator[StreamEvent, None]:
    verb, _, argument = performance.chance.choice(CHAOS).partition(" ")
    if verb:
        async for event in PERFORM[verb](performance, argument, ""):
            yield event


Verb = Callable[[Performance, str, str], AsyncGenerator[StreamEvent, None]]
PERFORM: dict[str, Verb] = {
    "say": _say,
    "echo": _echo,
    "words": _some_words,
    "reason": _think,
    "call": _call,
    "raw_call": _call,
    "tools": _tools,
    "delay": _delay,
    "pause": _pause,
    "usage": _usage,
    "finish": _finish,
    "error": _error,
    "fault": _fault,
    "chaos": _chaos,
}


async def _spoken(performance: Performance, text: str) -> AsyncGenerator[StreamEvent, None]:
    """The text as part of the answer, apart from what was said before it."""
    async for piece in _pieces(performance, f" {text}" if performance.has_spoken else text):
        performance.has_spoken = True
        yield TextDelta(piece)


async def _pieces(performance: Performance, text: str) -> AsyncGenerator[str, None]:
    """The text a word at a time, the loop given its turn between two."""
    for piece in PIECE.findall(text):
        await performance.wait(performance.delay)
        performance.pieces += 1
        yield piece


def _number(argument: str, verb: str) -> float:
    try:
        number = float(argument)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1_000_000:
        raise RequestRejected(f"The directive {verb!r} needs a number from 0 to 1000000, not {argument!r}.")
    return number


def rounds_answered(messages: Sequence[Turn]) -> int:
    """How many of the model's tool rounds follow the last user message."""
    count = 0
    for turn in reversed(messages):
        if turn.role == "user":
            break
        count += turn.role == "assistant" and bool(turn.tool_calls)
    return count
