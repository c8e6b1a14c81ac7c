"""The engine's SQL. Every write names the fence it holds; a holder that lost its lease changes nothing."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from chat.rules.limits import LEASE_SECONDS
from project.lib.ids import uuid7
from project.ops.async_sql import Pool

CLAIM = """
UPDATE chat_run SET state = 'running', fence = fence + 1, held_by = %(name)s, started_at = coalesce(started_at, now()),
       held_until = now() + make_interval(secs => %(lease)s)
WHERE id IN (SELECT id FROM chat_run WHERE state = 'queued' ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
RETURNING id, fence, last_sequence, paused IS NOT NULL AS is_paused
"""

HOLD = """
UPDATE chat_run SET held_until = now() + make_interval(secs => %(lease)s)
WHERE id = ANY(%(ids)s) AND held_by = %(name)s AND state = 'running'
RETURNING id, stop_requested_at IS NOT NULL AS stop
"""

APPEND = """
WITH held AS (
    UPDATE chat_run SET last_sequence = %(last)s, held_until = now() + make_interval(secs => %(lease)s),
           first_token_at = coalesce(first_token_at, CASE WHEN %(has_text)s THEN now() END)
    WHERE id = %(run)s AND fence = %(fence)s AND state = 'running'
    RETURNING stop_requested_at IS NOT NULL AS stop
), written AS (
    INSERT INTO chat_runevent (run_id, sequence, kind, data, at)
    SELECT %(run)s, e.sequence, e.kind, e.data, now()
    FROM held, unnest(%(sequences)s::int[], %(kinds)s::text[], %(data)s::jsonb[]) AS e(sequence, kind, data)
    ON CONFLICT DO NOTHING
)
SELECT stop FROM held
"""

PAUSE = """
UPDATE chat_run SET paused = %(paused)s, last_sequence = greatest(last_sequence, %(last)s),
       first_token_at = coalesce(first_token_at, CASE WHEN %(has_text)s THEN now() END),
       held_until = now() + make_interval(secs => %(lease)s)
WHERE id = %(run)s AND fence = %(fence)s AND state = 'running' RETURNING id
"""

HAND_OVER = """
UPDATE chat_run SET state = 'queued', held_until = NULL, held_by = '', last_sequence = greatest(last_sequence, %(last)s)
WHERE id = %(run)s AND fence = %(fence)s AND state = 'running' AND paused IS NOT NULL RETURNING id
"""

SETTLE_RUN = """
UPDATE chat_run SET state = %(state)s, finished_at = now(), held_until = NULL, paused = NULL, last_sequence = %(last)s,
       first_token_at = coalesce(first_token_at, CASE WHEN %(has_text)s THEN now() END),
       language_model_id = coalesce(%(served_by)s, language_model_id), finish_reason = %(finish_reason)s, error_code = %(code)s, error_message = %(message)s,
       input_tokens = %(input_tokens)s, output_tokens = %(output_tokens)s
WHERE id = %(run)s AND fence = %(fence)s AND state = 'running'
RETURNING answer_id, conversation_id
"""

SETTLE_ANSWER = """
UPDATE chat_message SET content = %(content)s, reasoning = %(reasoning)s, citations = %(citations)s WHERE id = %(answer)s
"""

WRITE_EVENTS = """
INSERT INTO chat_runevent (run_id, sequence, kind, data, at)
SELECT %(run)s, e.sequence, e.kind, e.data, now()
FROM unnest(%(sequences)s::int[], %(kinds)s::text[], %(data)s::jsonb[]) AS e(sequence, kind, data)
ON CONFLICT DO NOTHING
"""

WRITE_USAGE = """
INSERT INTO chat_usagerecord (id, owner_id, api_key_id, minion_id, language_model_id, run_id, model_name, provider_name, door, kind,
    state, error_code, input_tokens, output_tokens, is_estimated, points, first_token_ms, total_ms, at)
SELECT %(usage)s, r.owner_id, r.api_key_id, r.minion_id, r.language_model_id, r.id, coalesce(m.name, ''), coalesce(p.name, ''), 'chat',
    'answer', r.state, r.error_code, r.input_tokens, r.output_tokens, %(is_estimated)s, %(points)s,
    extract(epoch FROM r.first_token_at - r.created_at) * 1000,
    greatest(extract(epoch FROM r.finished_at - r.created_at) * 1000, 0), r.created_at
FROM chat_run r
LEFT JOIN training_languagemodel m ON m.id = r.language_model_id
LEFT JOIN training_provider p ON p.id = m.provider_id
WHERE r.id = %(run)s
ON CONFLICT DO NOTHING
"""

ABANDONED = """
SELECT id, fence, answer_id, last_sequence FROM chat_run
WHERE state = 'running' AND held_until < now() AND paused IS NULL ORDER BY id LIMIT 50 FOR UPDATE SKIP LOCKED
"""

# What waited for a person's yes lacks nothing that its process knew: another one goes on.
TAKE_BACK = """
UPDATE chat_run SET state = 'queued', held_until = NULL, held_by = '', fence = fence + 1
WHERE id IN (SELECT id FROM chat_run WHERE state = 'running' AND held_until < now() AND paused IS NOT NULL
             ORDER BY id LIMIT 50 FOR UPDATE SKIP LOCKED)
"""

KEEP_TEXT = """
UPDATE chat_message SET
    content = coalesce((SELECT string_agg(data->>'text', '' ORDER BY sequence)
                        FROM chat_runevent WHERE run_id = %(run)s AND kind = 'text'), ''),
    reasoning = coalesce((SELECT string_agg(data->>'text', '' ORDER BY sequence)
                          FROM chat_runevent WHERE run_id = %(run)s AND kind = 'reasoning'), '')
WHERE id = %(answer)s
"""

ABANDON = """
UPDATE chat_run SET state = 'incomplete', finished_at = now(), held_until = NULL, fence = fence + 1,
       last_sequence = last_sequence + 1, error_code = 'interrupted', error_message = %(message)s
WHERE id = %(run)s
"""

INTERRUPTED = "The server was interrupted while it answered. What it had written is kept; try again."


@dataclass(frozen=True)
class Claim:
    """A run this process may answer, and the fence that proves it."""

    run_id: UUID
    fence: int
    last_sequence: int = 0  # of the events it has already
    is_paused: bool = False  # it waited for its person in another process, and goes on


@dataclass(frozen=True)
class Event:
    """One numbered thing that happened in a run."""

    sequence: int
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """How a run ended, and what it leaves behind."""

    state: str
    content: str
    reasoning: str = ""
    citations: tuple[dict[str, Any], ...] = ()
    finish_reason: str = ""
    code: str = ""
    message: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    points: int = 0
    is_estimated: bool = False
    served_by: UUID | None = None  # a model that answered in the chosen one's place


class LostRun(Exception):
    """The run is no longer held by this process; whatever it was about to write is void."""


class RunStore:
    """Reads and writes runs for one answering process called ``name``."""

    def __init__(self, pool: Pool, name: str) -> None:
        self._pool = pool
        self._name = name

    async def claim(self, most: int) -> list[Claim]:
        """Take up to ``most`` waiting runs, oldest first; rivals take others."""
        async with self._pool.connection() as connection:
            rows = await connection.execute(CLAIM, {"name": self._name, "lease": LEASE_SECONDS, "most": most})
            found = [
                Claim(row["id"], row["fence"], row["last_sequence"], row["is_paused"]) for row in await rows.fetchall()
            ]
        return sorted(found, key=lambda claim: claim.run_id)

    async def hold(self, run_ids: list[UUID]) -> tuple[set[UUID], set[UUID]]:
        """Renew the leases; returns those still held and those asked to stop."""
        async with self._pool.connection() as connection:
            rows = await connection.execute(HOLD, {"ids": run_ids, "name": self._name, "lease": LEASE_SECONDS})
            found = await rows.fetchall()
        return {row["id"] for row in found}, {row["id"] for row in found if row["stop"]}

    async def append(self, claim: Claim, events: list[Event]) -> bool:
        """Write events in order; True when the run was asked to stop. LostRun when the fence is not ours any more."""
        async with self._pool.connection() as connection:
            rows = await connection.execute(APPEND, _arrays(claim, events))
            row = await rows.fetchone()
        if row is None:
            raise LostRun
        return bool(row["stop"])

    async def pause(self, claim: Claim, events: list[Event], state: dict[str, Any] | None) -> None:
        """Write events, and where the turn stands while it waits for its person (None: it goes on), in one transaction.

        LostRun as in ``append``.
        """
        await self._write_with(PAUSE, claim, events, paused=Jsonb(state) if state is not None else None)

    async def hand_over(self, claim: Claim, events: list[Event]) -> None:
        """Write events and let another process claim the run, which waits for its person. LostRun as in ``append``."""
        await self._write_with(HAND_OVER, claim, events)

    async def _write_with(self, update: str, claim: Claim, events: list[Event], **values: Any) -> None:
        arrays = _arrays(claim, events)
        async with self._pool.connection() as connection, connection.transaction():
            if await (await connection.execute(update, arrays | values)).fetchone() is None:
                raise LostRun
            await connection.execute(WRITE_EVENTS, arrays)

    async def settle(self, claim: Claim, events: list[Event], outcome: Outcome) -> None:
        """Write the last events, the answer and the run's end in one transaction. LostRun as in ``append``."""
        values = {
            "state": outcome.state,
            "finish_reason": outcome.finish_reason,
            "code": outcome.code,
            "message": outcome.message[:500],
            "input_tokens": outcome.input_tokens,
            "output_tokens": outcome.output_tokens,
            "served_by": outcome.served_by,
        }
        arrays = _arrays(claim, events)
        async with self._pool.connection() as connection, connection.transaction():
            row = await (await connection.execute(SETTLE_RUN, arrays | values)).fetchone()
            if row is None:
                raise LostRun
            answer = {
                "answer": row["answer_id"],
                "content": outcome.content,
                "reasoning": outcome.reasoning,
                "citations": Jsonb(list(outcome.citations)),
            }
            await connection.execute(SETTLE_ANSWER, answer)
            await connection.execute(WRITE_EVENTS, arrays)
            paid = {"points": outcome.points, "is_estimated": outcome.is_estimated}
            await connection.execute(WRITE_USAGE, {"run": claim.run_id, "usage": uuid7(), **paid})
            await connection.execute(
                "UPDATE chat_conversation SET active_at = now() WHERE id = %s", [row["conversation_id"]]
            )

    async def end_abandoned(self) -> list[UUID]:
        """Mark runs whose holder gave no sign of life as incomplete, keeping the text they had written.

        Those that wait for their person wait on: they are queued again, and are not among the ids.
        """
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute(TAKE_BACK)
            rows = await (await connection.execute(ABANDONED)).fetchall()
            for row in rows:
                ids = {"run": row["id"], "answer": row["answer_id"], "message": INTERRUPTED}
                await connection.execute(KEEP_TEXT, ids)
                await connection.execute(ABANDON, ids)
                end = {"state": "incomplete", "code": "interrupted", "message": INTERRUPTED}
                last = Event(row["last_sequence"] + 1, "end", end)
                await connection.execute(WRITE_EVENTS, _arrays(Claim(row["id"], row["fence"]), [last]))
        return [row["id"] for row in rows]


def _arrays(claim: Claim, events: list[Event]) -> dict[str, Any]:
    return {
        "run": claim.run_id,
        "fence": claim.fence,
        "lease": LEASE_SECONDS,
        "last": events[-1].sequence if events else 0,
        "has_text": any(event.kind == "text" for event in events),
        "sequences": [event.sequence for event in events],
        "kinds": [event.kind for event in events],
        "data": [json.dumps(event.data) for event in events],
    }
