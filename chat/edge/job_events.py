"""``GET /api/v1/jobs/live``: a person's jobs as they change, until they leave."""

import json
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Any
from uuid import UUID

from chat.edge.admission import NotAdmitted, admitted
from chat.edge.answers import open_stream, refuse, refuse_admission, request_id_of, send_event
from chat.edge.leaving import until_gone
from chat.edge.page_line import PageLine
from chat.edge.services import Services
from chat.engine.turn import in_thread
from jobs.queries.jobs import hidden_kinds
from jobs.services.wake import topic_of
from project.ops.async_sql import Pool, Row

LOOK_SECONDS = 2.0  # how often a quiet stream looks by itself, should a hint be lost
PING_SECONDS = 15.0

NEWEST = 100
# What runs, what was asked for lately, and what ended since the last look but one; each from an index of its own.
CHANGING = """
SELECT id, kind, title, state, progress, progress_message, batch_id, error FROM queue_job
WHERE state = 'running' AND owner_id = %(owner)s AND kind <> ALL(%(hidden)s)
UNION
(SELECT id, kind, title, state, progress, progress_message, batch_id, error FROM queue_job
 WHERE owner_id = %(owner)s AND kind <> ALL(%(hidden)s) ORDER BY id DESC LIMIT %(newest)s)
UNION
(SELECT id, kind, title, state, progress, progress_message, batch_id, error FROM queue_job
 WHERE finished_at > clock_timestamp() - interval '6 seconds' AND owner_id = %(owner)s AND kind <> ALL(%(hidden)s) LIMIT 500)
"""

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def follow_jobs(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one stream request; it ends when the caller leaves."""
    request_id = request_id_of(scope)
    if scope["method"] not in {"GET", "HEAD"}:
        await refuse(send, 405, code="method_not_allowed", message="Use GET.", request_id=request_id)
        return
    try:
        caller = await in_thread(admitted, scope, group="jobs")
    except NotAdmitted as error:
        await refuse_admission(send, error, request_id)
        return
    if scope["query_string"]:
        problem = "This stream takes no query parameters."
        await refuse(send, 400, code="invalid", message=problem, fields={"query": [problem]}, request_id=request_id)
        return
    await open_stream(send, request_id)
    await until_gone(scope, receive, JobStream(services, caller.user.pk, send).run())
    await send({"type": "http.response.body", "body": b""})


class JobWatch:
    """A person's jobs as one follower was shown them."""

    def __init__(self, pool: Pool, owner_id: UUID) -> None:
        self._pool = pool
        self._owner_id = owner_id
        self._shown: dict[UUID, Row] = {}

    async def changes(self) -> list[dict[str, Any]]:
        """Look; each job whose visible state differs from what the last look found, as an event's data."""
        rows = await self._look()
        changed = [row for row in rows if self._shown.get(row["id"]) != row]
        self._shown = {row["id"]: row for row in rows}
        return [
            {**row, "id": str(row["id"]), "batch_id": str(row["batch_id"]) if row["batch_id"] else None}
            for row in changed
        ]

    @property
    def running(self) -> int:
        """How many run."""
        return sum(row["state"] == "running" for row in self._shown.values())

    @property
    def state(self) -> str:
        """Names what the person sees of what runs and of the newest; another name means that something changed."""
        newest = sorted(self._shown, reverse=True)
        kept = [each for at, each in enumerate(newest) if at < NEWEST or self._shown[each]["state"] == "running"]
        seen = json.dumps([list(self._shown[each].values()) for each in kept], default=str)
        return blake2b(seen.encode(), digest_size=8).hexdigest()

    async def _look(self) -> list[Row]:
        async with self._pool.connection() as connection:
            shown = {"owner": self._owner_id, "newest": NEWEST, "hidden": hidden_kinds()}
            found = await connection.execute(CHANGING, shown)
            return await found.fetchall()


class JobStream:
    """One program that follows: sends each job whose visible state differs from what it sent last."""

    def __init__(self, services: Services, owner_id: UUID, send: Send) -> None:
        self._services = services
        self._owner_id = owner_id
        self._send = send

    async def run(self) -> None:
        """Look, then look again at each hint and every two seconds."""
        watch, quiet = JobWatch(self._services.pool, self._owner_id), 0.0
        with self._services.hub.follow(topic_of(self._owner_id)) as follower:
            await watch.changes()
            await send_event(self._send, kind="ready", data={"running": watch.running})
            while True:
                hint = await follower.next(timeout=LOOK_SECONDS)
                changed = await watch.changes()
                for data in changed:
                    await send_event(self._send, kind="job", data=data)
                quiet = 0.0 if changed else quiet + (0.0 if hint else LOOK_SECONDS)
                if quiet >= PING_SECONDS:
                    quiet = 0.0
                    await self._send({"type": "http.response.body", "body": b": ping\n\n", "more_body": True})


async def tell_jobs(services: Services, owner_id: UUID, line: PageLine) -> None:
    """Tell a page each job that changes, and first that it look again when its jobs are not those it was told."""
    watch, told = JobWatch(services.pool, owner_id), line.jobs
    with services.hub.follow(topic_of(owner_id)) as follower:
        await watch.changes()
        line.jobs = watch.state
        if told != line.jobs:
            await line.tell("again", {"what": "jobs"})
        while True:
            await follower.next(timeout=LOOK_SECONDS)
            for data in await watch.changes():
                line.jobs = watch.state
                await line.tell("job", data)
