"""One turn: ask the model, call the tools it asks for, and go on until it has answered."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from itertools import takewhile
from threading import Event

import structlog
from django.db import Error as DatabaseError

from chat.context.rounds import fit_rounds
from chat.context.snapshots import keep_snapshot
from chat.engine.after import run_ended
from chat.engine.emitter import Emitter, Halt
from chat.engine.minion_tools import finished_outcome
from chat.engine.paid_call import Progress, paid_call
from chat.engine.plan import Plan, citations_of, plan_of, with_opening
from chat.engine.spending import CallCount
from chat.engine.store import Claim, LostRun, Outcome, RunStore
from chat.engine.threads import in_thread as in_thread
from chat.engine.tools import ToolOutcome, Waiting, call_tool, may_run_beside_others
from chat.rules.limits import ANSWER_SECONDS, MOST_STEPS
from chat.rules.run_states import RunState
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.ops.live import Hub
from spirits.services.decide_approval import withdraw_calls_of_run
from training.providers.errors import DeadlineExceeded
from training.providers.fallback import first_that_answers
from training.providers.protocol import (
    ChatRequest,
    Finished,
    InLine,
    ReasoningDelta,
    StreamEvent,
    TextDelta,
    ToolCall,
    Turn,
)

log = structlog.get_logger(__name__)

TOO_MANY_STEPS = "The minion called tools more often than one answer may. What it had written is kept."
MOST_AT_ONCE = 4  # calls of one answer that run beside each other
LOOK_SECONDS = 0.5  # how often a call that waits for a yes is looked at
CRASHED = "Something went wrong on our side. Your message is kept; try again."


class StepsUsedUp(DaimonError):
    """The model kept calling tools."""

    code = "too_many_steps"
    message = TOO_MANY_STEPS


async def answer(claim: Claim, store: RunStore, hub: Hub, halt: Halt) -> None:
    """Answer the claimed run to its end. Whatever happens, the run ends in a named state and keeps its text."""
    progress = Progress()
    async with Emitter(store, hub, claim, halt) as emitter:
        outcome = await _until_done_or_halted(claim, store, emitter, progress, halt)
        if outcome.state == RunState.STOPPED:
            await in_thread(withdraw_calls_of_run, claim.run_id, now=now())
        citations = _citations(progress.plan, emitter.content) if progress.plan else ()
        whole = replace(
            outcome,
            content=emitter.content,
            reasoning=emitter.reasoning,
            citations=citations,
            finish_reason=progress.finish_reason,
            input_tokens=progress.spent.input_tokens,
            output_tokens=progress.spent.output_tokens,
            points=progress.spent.points,
            is_estimated=progress.spent.is_estimated,
            served_by=progress.served_by,
        )
        try:
            await emitter.finish(whole)
        except LostRun:
            log.warning("run_lost", run_id=str(claim.run_id))
            return
    try:
        await in_thread(run_ended, claim.run_id)
    except DatabaseError as error:
        log.warning("after_run_missed", run_id=str(claim.run_id), problem=type(error).__name__)


def _citations(plan: Plan, said: str) -> tuple[dict[str, object], ...]:
    return with_opening(plan.citations, citations_of(plan.context.passages, said))


async def _until_done_or_halted(
    claim: Claim, store: RunStore, emitter: Emitter, progress: Progress, halt: Halt
) -> Outcome:
    work = asyncio.create_task(_converse(claim, store, emitter, progress))
    asked = asyncio.create_task(halt.asked())
    try:
        await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
        return _outcome(work, emitter) if work.done() else asked.result()
    finally:
        for task in (work, asked):
            task.cancel()
        await asyncio.gather(work, asked, return_exceptions=True)


def _outcome(work: "asyncio.Task[None]", emitter: Emitter) -> Outcome:
    error = work.exception()
    if error is None:
        return Outcome(RunState.COMPLETED, "")
    state = RunState.INCOMPLETE if emitter.content else RunState.FAILED
    if isinstance(error, DaimonError):
        log.info("run_failed", code=error.code, detail=getattr(error, "detail", ""))
        return Outcome(state, "", code=error.code, message=error.message)
    log.error("run_crashed", exc_info=error)
    return Outcome(state, "", code="internal", message=CRASHED)


async def _converse(claim: Claim, store: RunStore, emitter: Emitter, progress: Progress) -> None:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            plan = await in_thread(plan_of, claim.run_id, now=now())
            progress.plan = plan
            await in_thread(keep_snapshot, run_id=claim.run_id, fence=claim.fence, context=plan.context, now=now())
            emitter.add("text", plan.opening)
            await _steps(plan, emitter, progress)
    except TimeoutError as error:
        raise DeadlineExceeded from error


async def _steps(plan: Plan, emitter: Emitter, progress: Progress) -> None:
    request = plan.request
    if plan.command:
        done = await _call(plan, emitter, plan.command, is_person=True)
        emitter.add("text", storable(done.text))
        progress.finish_reason = "stop"
        return
    for _ in range(MOST_STEPS):
        said = await _listen(plan, request, emitter, progress)
        if not said.calls:
            return
        results = await _call_all(plan, emitter, said.calls)
        answers = [
            Turn(role="tool", content=result.told or result.text, tool_call_id=call.id, name=call.name)
            for call, result in zip(said.calls, results, strict=True)
        ]
        messages = fit_rounds((*request.messages, said.turn(), *answers), context_length=plan.context.window)
        request = replace(request, messages=messages)
    raise StepsUsedUp


@dataclass
class Said:
    """What the model said in one step; providers want their thinking back with its signature."""

    words: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    signature: str = ""
    calls: list[ToolCall] = field(default_factory=list)

    def turn(self) -> Turn:
        """The step as part of the conversation that goes on."""
        return Turn(
            role="assistant",
            content="".join(self.words),
            tool_calls=tuple(self.calls),
            reasoning="".join(self.thoughts),
            reasoning_signature=self.signature,
        )


async def _listen(plan: Plan, request: ChatRequest, emitter: Emitter, progress: Progress) -> Said:
    """One model call: its words go to the emitter, all of it is returned, and it is paid for however it ends."""
    said = Said()
    async with paid_call(plan, request, progress) as count:
        await _hear(plan, request, emitter, progress, said, count)
    return said


async def _hear(
    plan: Plan, request: ChatRequest, emitter: Emitter, progress: Progress, said: Said, count: CallCount
) -> None:
    async with aclosing(_asked(plan, request, progress)) as stream:
        async for event in stream:
            if isinstance(event, InLine):
                emitter.tell("in_line", {"place": event.place})
                continue
            progress.has_begun = True
            count.saw(event)
            match event:
                case TextDelta(text):
                    said.words.append(storable(text))
                    emitter.add("text", said.words[-1])
                case ReasoningDelta(text, signature):
                    said.thoughts.append(text)
                    said.signature = signature or said.signature
                    emitter.add("reasoning", storable(text))
                case ToolCall():
                    said.calls.append(event)
                case Finished(reason):
                    progress.finish_reason = reason


def _asked(plan: Plan, request: ChatRequest, progress: Progress) -> AsyncGenerator[StreamEvent, None]:
    """The chosen model's answer, or that of the minion's chain; once one has begun, it goes on alone."""
    attempts = plan.attempts(request)
    first = progress.asked if progress.has_begun else 0

    def trying(place: int) -> None:
        progress.asked = first + place

    return first_that_answers(attempts[first : first + 1] if progress.has_begun else attempts, trying=trying)


async def _call_all(plan: Plan, emitter: Emitter, calls: list[ToolCall]) -> list[ToolOutcome]:
    """Every call's outcome, in order; neighbours that only read are made at the same time."""
    results: list[ToolOutcome] = []
    while len(results) < len(calls):
        rest = calls[len(results) :]
        beside = list(takewhile(lambda call: may_run_beside_others(call.name), rest))[:MOST_AT_ONCE] or rest[:1]
        results += await asyncio.gather(*(_call(plan, emitter, call) for call in beside))
    return results


async def _call(plan: Plan, emitter: Emitter, call: ToolCall, *, is_person: bool = False) -> ToolOutcome:
    emitter.tell("tool_call", {"id": call.id, "name": call.name, "arguments": storable(call.arguments)})
    caller = replace(plan.caller, is_person=is_person, cancel=Event())
    try:
        result: ToolOutcome = await in_thread(call_tool, caller, call)
    except asyncio.CancelledError:
        caller.cancel.set()
        raise
    if result.waiting:
        result = await _when_decided(plan, emitter, call, result.waiting)
    shown = {
        "id": call.id,
        "name": call.name,
        "ok": result.is_success,
        "text": storable(result.text),
        "data": result.data,
    }
    emitter.tell("tool_result", shown)
    return result


async def _when_decided(plan: Plan, emitter: Emitter, call: ToolCall, waiting: Waiting) -> ToolOutcome:
    """The outcome of a call that needs the person's yes, however long they take within the turn's time."""
    asked: dict[str, object] = {
        "id": call.id,
        "name": call.name,
        "call": str(waiting.call_id),
        "approval": str(waiting.approval_id),
        "host": waiting.host,
        "each_time": waiting.is_each_time,
    }
    emitter.tell("tool_waiting", asked)
    while True:
        outcome: ToolOutcome | None = await in_thread(finished_outcome, plan.caller.owner_id, waiting.call_id)
        if outcome:
            return outcome
        await asyncio.sleep(LOOK_SECONDS)


def storable(text: str) -> str:
    """The text with what PostgreSQL cannot hold replaced: NUL by U+FFFD, half a surrogate pair by a question mark."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
