"""One turn: ask the model, call the tools it asks for, and go on until it has answered."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace

import structlog
from django.db import Error as DatabaseError

from chat.context.rounds import fit_rounds
from chat.context.snapshots import keep_snapshot
from chat.engine.after import run_ended
from chat.engine.calls import Caller, Step, make_calls
from chat.engine.calls import storable as storable
from chat.engine.emitter import HANDED_OVER, Emitter, Halt
from chat.engine.paid_call import Progress, paid_call
from chat.engine.paused import Paused, as_json, paused_turn
from chat.engine.plan import Plan, citations_of, plan_of, with_opening
from chat.engine.spending import CallCount
from chat.engine.store import Claim, LostRun, Outcome, RunStore
from chat.engine.threads import in_thread as in_thread
from chat.rules.limits import ANSWER_SECONDS, MOST_STEPS
from chat.rules.run_states import RunState
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.ops.live import Hub
from spirits.services.decide_approval import withdraw_calls_of_run
from spirits.services.run_tool import storable as storable_parts
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
CRASHED = "Something went wrong on our side. Your message is kept; try again."


class StepsUsedUp(DaimonError):
    """The model kept calling tools."""

    code = "too_many_steps"
    message = TOO_MANY_STEPS


async def answer(claim: Claim, store: RunStore, hub: Hub, halt: Halt) -> None:
    """Answer the claimed run to its end. Whatever happens, the run ends in a named state and keeps its text."""
    paused = await in_thread(paused_turn, claim.run_id) if claim.is_paused else None
    progress = paused.progress if paused else Progress()
    async with Emitter(store, hub, claim, halt) as emitter:
        if paused:
            emitter.go_on(paused.content, paused.reasoning)
        outcome = await _until_done_or_halted(claim, store, emitter, progress, halt, paused)
        if outcome is HANDED_OVER and halt.is_waiting:
            await _hand_over(claim, emitter)
            return
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


async def _hand_over(claim: Claim, emitter: Emitter) -> None:
    """Leave a run that waits for its person to the next process that looks for work."""
    try:
        await emitter.hand_over()
    except LostRun:
        log.warning("run_lost", run_id=str(claim.run_id))


async def _until_done_or_halted(
    claim: Claim, store: RunStore, emitter: Emitter, progress: Progress, halt: Halt, paused: Paused | None
) -> Outcome:
    work = asyncio.create_task(_converse(claim, store, emitter, progress, paused))
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


async def _converse(claim: Claim, store: RunStore, emitter: Emitter, progress: Progress, paused: Paused | None) -> None:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            plan = await in_thread(plan_of, claim.run_id, now=now())
            progress.plan = plan
            if paused is None:
                await in_thread(keep_snapshot, run_id=claim.run_id, fence=claim.fence, context=plan.context, now=now())
                emitter.add("text", plan.opening)
            elif progress.asked > len(plan.fallbacks):
                progress.asked = 0  # the minion's chain was changed meanwhile
            await _steps(plan, emitter, progress, paused)
    except TimeoutError as error:
        raise DeadlineExceeded from error


async def _steps(plan: Plan, emitter: Emitter, progress: Progress, paused: Paused | None) -> None:
    rounds = paused.rounds if paused else ()
    step = paused.step if paused else None
    if plan.command:
        step = step or Step(Turn(role="assistant", tool_calls=(plan.command,)))
        await _make_calls(plan, emitter, progress, rounds, step)
        emitter.add("text", storable(step.results[0].text))
        progress.finish_reason = "stop"
        return
    for _ in range(MOST_STEPS - sum(each.role == "assistant" for each in rounds)):
        if step is None:
            messages = fit_rounds((*plan.request.messages, *rounds), context_length=plan.context.window)
            said = await _listen(plan, replace(plan.request, messages=messages), emitter, progress)
            if not said.calls:
                return
            step = Step(said.turn())
        await _make_calls(plan, emitter, progress, rounds, step)
        rounds, step = (*rounds, step.said, *step.answers()), None
    raise StepsUsedUp


async def _make_calls(plan: Plan, emitter: Emitter, progress: Progress, rounds: tuple[Turn, ...], step: Step) -> None:
    """The calls of one step; while one of them waits for its person, the run holds what another process needs to go on."""

    async def keep() -> None:
        state = as_json(rounds, step, progress) if step.waiting else None
        await emitter.pause(storable_parts(state))

    await make_calls(Caller(plan, emitter, keep, is_person=plan.command is not None), step)


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
