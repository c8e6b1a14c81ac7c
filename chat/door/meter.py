"""Measures one call while it runs, and writes what it took once it has ended."""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import Error as OrmError
from psycopg import Error as DatabaseError
from psycopg_pool import PoolTimeout

from chat.door.prepare import Call, Candidate
from chat.engine.spending import CHARACTERS_PER_TOKEN
from chat.engine.turn import in_thread
from project.lib.errors import DaimonError
from project.ops.async_sql import Pool
from spirits.rules.economy.budgets import explain_points, points_for
from spirits.services.budget import release, settle
from training.providers.protocol import ReasoningDelta, StreamEvent, TextDelta, ToolCallDelta, Usage

log = structlog.get_logger(__name__)

WRITTEN_SECONDS = 0.2
MOST_AT_ONCE = 500
MOST_TOKENS = 2_000_000_000  # more than a true count, and what a column holds

WRITE = """
INSERT INTO chat_usagerecord (id, owner_id, api_key_id, minion_id, language_model_id, model_name, provider_name, door, kind,
    state, error_code, input_tokens, output_tokens, is_estimated, points, first_token_ms, total_ms, at)
SELECT %(id)s, u.id, (SELECT id FROM accounts_apikey WHERE id = %(api_key)s),
    (SELECT id FROM spirits_minion WHERE id = %(minion)s),
    (SELECT id FROM training_languagemodel WHERE id = %(language_model)s), %(model_name)s, %(provider_name)s, %(door)s,
    %(kind)s, %(state)s, %(error_code)s, %(input_tokens)s, %(output_tokens)s, %(is_estimated)s, %(points)s,
    %(first_token_ms)s, %(total_ms)s, %(at)s
FROM accounts_user u WHERE u.id = %(owner)s
ON CONFLICT DO NOTHING
"""


@dataclass
class Meter:
    """What one call has come to."""

    call: Call
    kind: str = "answer"
    served_by: Candidate | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0
    state: str = "stopped"  # until it ends by itself
    error_code: str = ""
    first: float | None = None
    started: float = field(default_factory=time.monotonic)
    _unbilled: int = 0  # characters since the last count of the provider
    _was_asked: bool = False

    def asks(self, candidate: Candidate) -> None:
        """A model call begins."""
        self.served_by = candidate
        self._unbilled, self._was_asked = 0, True

    def saw(self, event: StreamEvent) -> None:
        """Count one event of the provider."""
        match event:
            case TextDelta(words) | ReasoningDelta(words):
                self._words(len(words))
            case ToolCallDelta():
                self._words(len(event.name) + len(event.arguments))
            case Usage():
                self.input_tokens = min(self.input_tokens + event.input_tokens, MOST_TOKENS)
                self.output_tokens = min(self.output_tokens + event.output_tokens, MOST_TOKENS)
                self.cached_tokens += event.cached_input_tokens
                self.reasoning_tokens += event.reasoning_tokens
                self._unbilled, self._was_asked = 0, False

    def _words(self, length: int) -> None:
        if self.first is None:
            self.first = time.monotonic()
        self._unbilled += length

    def estimate(self) -> bool:
        """Fill in what the provider did not count; nothing where it had not said a word. True when it was needed."""
        if not (self._was_asked and self._unbilled and self.served_by):
            return False
        letters = sum(len(turn.text) for turn in self.served_by.request.messages)
        self.input_tokens += -(-letters // CHARACTERS_PER_TOKEN)
        self.output_tokens += -(-self._unbilled // CHARACTERS_PER_TOKEN)
        self._unbilled, self._was_asked = 0, False
        return True

    @property
    def points(self) -> int:
        """What the tokens cost at the answering model's price."""
        if self.served_by is None:
            return 0
        return points_for(self.served_by.price, input_tokens=self.input_tokens, output_tokens=self.output_tokens)

    def row(self, *, is_estimated: bool) -> dict[str, Any]:
        """The usage record."""
        used = self.served_by or self.call.candidates[0]
        return {
            "id": self.call.id,
            "owner": self.call.asker.user.pk,
            "api_key": self.call.asker.api_key_id,
            "minion": self.call.minion_id,
            "language_model": used.model_id,
            "model_name": used.model_name,
            "provider_name": used.provider_name,
            "door": self.call.asker.door,
            "kind": self.kind,
            "state": self.state,
            "error_code": self.error_code,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "is_estimated": is_estimated,
            "points": self.points,
            "first_token_ms": None if self.first is None else round((self.first - self.started) * 1000),
            "total_ms": round((time.monotonic() - self.started) * 1000),
            "at": self.call.at,
        }


class UsageBook:
    """Writes usage in small batches beside the streams, so that no stream waits for the database."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: list[dict[str, Any]] = []
        self._writing: asyncio.Task[None] | None = None
        self._billing: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to write."""
        self._writing = asyncio.create_task(self._write_forever())

    async def stop(self) -> None:
        """Write what is left."""
        await asyncio.gather(*self._billing, return_exceptions=True)
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)
        while self._waiting and await self._write():
            pass

    def close(self, meter: Meter) -> None:
        """Note what a call took and settle its reservation; returns at once and is to be called once."""
        row = meter.row(is_estimated=meter.estimate())
        row |= {"input_tokens": meter.input_tokens, "output_tokens": meter.output_tokens, "points": meter.points}
        self._waiting.append(row)
        if meter.call.is_reserved:
            self._spawn(self._bill(meter))

    def abandon(self, preparing: "asyncio.Future[Call]") -> None:
        """The caller left while the call was prepared: give back what that sets aside, once it is done."""
        self._spawn(self._give_back(preparing))

    async def _give_back(self, preparing: "asyncio.Future[Call]") -> None:
        try:
            call = await preparing
        except (DaimonError, OrmError):
            return
        if call.is_reserved:
            await self._bill(Meter(call))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._billing.add(task)
        task.add_done_callback(self._billing.discard)

    async def _bill(self, meter: Meter) -> None:
        try:
            await in_thread(bill, meter)
        except (DaimonError, OrmError) as error:  # the reservation expires by itself and is then released
            log.error("call_not_billed", call=str(meter.call.id), problem=type(error).__name__)

    async def _write_forever(self) -> None:
        while True:
            await asyncio.sleep(WRITTEN_SECONDS)
            while self._waiting and await self._write():
                pass

    async def _write(self) -> bool:
        batch = self._waiting[:MOST_AT_ONCE]
        try:
            async with self._pool.connection() as connection, connection.cursor() as cursor, connection.transaction():
                await cursor.executemany(WRITE, batch)
        except (DatabaseError, PoolTimeout, OSError) as error:
            log.warning("usage_waits_for_database", problem=type(error).__name__, records=len(self._waiting))
            return False
        del self._waiting[: len(batch)]
        return True


def bill(meter: Meter) -> None:
    """Settle the reservation with what the call cost; a call that cost nothing gives everything back."""
    tokens = meter.input_tokens + meter.output_tokens
    if meter.served_by is None or not tokens:
        release(run_id=meter.call.id)
        return
    lines = explain_points(
        meter.served_by.price,
        model=meter.served_by.model_name,
        input_tokens=meter.input_tokens,
        output_tokens=meter.output_tokens,
    )
    settle(run_id=meter.call.id, points=meter.points, tokens=tokens, explanation=lines)
