"""Pays for the model calls of a turn: each is set aside for before it begins and settled however it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from chat.engine.plan import Plan
from chat.engine.spending import CallCount, close_call, set_aside
from chat.engine.threads import in_thread
from project.lib.clock import now
from project.lib.ids import uuid7
from spirits.services.budget import release
from training.providers.protocol import ChatRequest


@dataclass
class Spent:
    """Tokens and points used over all steps of a turn."""

    input_tokens: int = 0
    output_tokens: int = 0
    points: int = 0
    is_estimated: bool = False

    def add(self, count: CallCount, *, points: int) -> None:
        """Count one more model call."""
        self.input_tokens += count.input_tokens
        self.output_tokens += count.output_tokens
        self.points += points
        self.is_estimated = self.is_estimated or count.is_estimated


@dataclass
class Progress:
    """What a turn has come to, kept outside the task so that a stop loses nothing."""

    spent: Spent = field(default_factory=Spent)
    plan: Plan | None = None
    finish_reason: str = ""
    asked: int = 0  # whom of those who may answer
    has_begun: bool = False

    @property
    def served_by(self) -> UUID | None:
        """The fallback that answered in the chosen model's place."""
        return self.plan.fallbacks[self.asked - 1].model_id if self.plan and self.has_begun and self.asked else None


@asynccontextmanager
async def paid_call(plan: Plan, request: ChatRequest, progress: Progress) -> AsyncIterator[CallCount]:
    """Count what the block hears of a model, and pay for it: also when it is stopped in the middle of a word.

    NotEnoughPoints or BudgetSpent when it cannot be paid; then the model is not asked.
    """
    count = CallCount()
    call = await _set_aside(plan, request, progress) if plan.is_counted else None
    try:
        yield count
    finally:
        count.close(request)
        points = await in_thread(_close, call, plan, progress, count) if call else 0
        progress.spent.add(count, points=points)


async def _set_aside(plan: Plan, request: ChatRequest, progress: Progress) -> UUID:
    """Points and tokens for the dearest of those who may still answer; a stop in the meantime gives them back."""
    asked = list(zip(plan.prices(), (each.request for each in plan.attempts(request)), strict=True))
    setting = asyncio.ensure_future(
        in_thread(
            set_aside,
            owner_id=plan.caller.owner_id,
            minion_id=plan.caller.minion_id,
            api_key=plan.api_key,
            work=plan.caller.run_id or uuid7(),
            asked=asked[progress.asked : progress.asked + 1] if progress.has_begun else asked,
            now=now(),
        )
    )
    try:
        call: UUID = await asyncio.shield(setting)
    except asyncio.CancelledError:
        await in_thread(release, run_id=await setting)
        raise
    return call


def _close(call: UUID, plan: Plan, progress: Progress, count: CallCount) -> int:
    """Settle with the price of the model that answered."""
    name = plan.fallbacks[progress.asked - 1].name if progress.asked else plan.request.model
    return close_call(call, model=name, price=plan.prices()[progress.asked], count=count)
