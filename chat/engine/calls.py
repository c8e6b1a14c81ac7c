"""The tool calls of one step: beside each other where they only read, and waited for where the person has to say yes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from itertools import takewhile
from threading import Event
from time import monotonic

from chat.engine.emitter import Emitter
from chat.engine.minion_tools import finished_outcome
from chat.engine.plan import Plan
from chat.engine.threads import in_thread
from chat.engine.tools import ToolOutcome, Waiting, call_tool, may_run_beside_others
from training.providers.protocol import ToolCall, Turn

MOST_AT_ONCE = 4  # calls of one answer that run beside each other
LOOK_SECONDS = 0.5  # how often a call that waits for a yes is looked at
Keep = Callable[[], Awaitable[None]]


@dataclass
class Step:
    """What the model said with its calls, and what became of each so far, by its place among them.

    ``begun`` were shown as begun; ``told`` had their results shown.
    """

    said: Turn
    begun: set[int] = field(default_factory=set)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    results: dict[int, ToolOutcome] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        """The calls in their order."""
        return self.said.tool_calls

    def answers(self) -> list[Turn]:
        """What the model is told of each."""
        results = [self.results[place] for place in range(len(self.calls))]
        return [
            Turn(role="tool", content=result.told or result.text, tool_call_id=call.id, name=call.name)
            for call, result in zip(self.calls, results, strict=True)
        ]


@dataclass(frozen=True)
class Caller:
    """What the calls of a step share. ``keep`` writes down where the step stands, whenever a wait begins or ends."""

    plan: Plan
    emitter: Emitter
    keep: Keep
    is_person: bool = False


async def make_calls(caller: Caller, step: Step) -> None:
    """Bring every call of the step to its result; neighbours that only read are made at the same time."""
    at = 0
    while at < len(step.calls):
        rest = step.calls[at:]
        beside = list(takewhile(lambda call: may_run_beside_others(call.name), rest))[:MOST_AT_ONCE] or rest[:1]
        await asyncio.gather(*(_make(caller, step, place) for place in range(at, at + len(beside))))
        at += len(beside)


async def _make(caller: Caller, step: Step, place: int) -> None:
    call, emitter = step.calls[place], caller.emitter
    if place not in step.begun:
        emitter.tell("tool_call", {"id": call.id, "name": call.name, "arguments": storable(call.arguments)})
        step.begun.add(place)
    if place not in step.results:
        step.results[place] = await _result(caller, step, place)
    if place not in step.told:
        result = step.results[place]
        shown = {"id": call.id, "name": call.name, "ok": result.is_success, "text": storable(result.text)}
        emitter.tell("tool_result", {**shown, "data": result.data})
        step.told.add(place)


async def _result(caller: Caller, step: Step, place: int) -> ToolOutcome:
    waiting = step.waiting.get(place)
    if waiting is None:
        result = await _called(caller, step.calls[place])
        if result.waiting is None:
            return result
        waiting = result.waiting
        caller.emitter.tell("tool_waiting", _question(step.calls[place], waiting))
        step.waiting[place] = waiting
        await caller.keep()
    result = await _when_decided(caller.plan, waiting)
    del step.waiting[place]
    step.results[place] = result
    await caller.keep()
    return result


async def _called(caller: Caller, call: ToolCall) -> ToolOutcome:
    """The call's outcome; how long it took is in its data, as its tool measured it or as it was seen from here."""
    asking = replace(caller.plan.caller, is_person=caller.is_person, cancel=Event())
    begun = monotonic()
    try:
        result: ToolOutcome = await in_thread(call_tool, asking, call)
    except asyncio.CancelledError:
        asking.cancel.set()
        raise
    return replace(result, data={"ms": round(1000 * (monotonic() - begun)), **result.data})


def _question(call: ToolCall, waiting: Waiting) -> dict[str, object]:
    return {
        "id": call.id,
        "name": call.name,
        "call": str(waiting.call_id),
        "approval": str(waiting.approval_id),
        "host": waiting.host,
        "each_time": waiting.is_each_time,
    }


async def _when_decided(plan: Plan, waiting: Waiting) -> ToolOutcome:
    """The outcome of a call that needs the person's yes, however long they take within the turn's time."""
    while True:
        outcome: ToolOutcome | None = await in_thread(finished_outcome, plan.caller.owner_id, waiting.call_id)
        if outcome:
            return outcome
        await asyncio.sleep(LOOK_SECONDS)


def storable(text: str) -> str:
    """The text with what PostgreSQL cannot hold replaced: NUL by U+FFFD, half a surrogate pair by a question mark."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
