"""``GET /api/v1/runs/{id}/events``: replay a run's events after a number, then follow it to its end, on any device."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chat.edge.admission import NotAdmitted, admitted
from chat.edge.answers import SEQUENCE, header, open_stream, refuse, refuse_admission, request_id_of, send_event
from chat.edge.leaving import until_gone
from chat.edge.query import BadQuery, parameters
from chat.edge.services import Services
from chat.edge.views import View, view_named
from chat.engine.turn import in_thread
from chat.models import Run
from project.ops.async_sql import Row

LOOK_SECONDS = 2.0  # how often a quiet run is looked up, should an announcement be lost
PING_SECONDS = 15.0  # how often a quiet stream says that it is alive

REPLAY = (
    "SELECT sequence, kind, data FROM chat_runevent WHERE run_id = %s AND sequence > %s ORDER BY sequence LIMIT 1000"
)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    """What the caller wants: everything after a number, raw or as blocks of a page."""

    after: int
    view: View


async def follow_run(services: Services, run_id: UUID, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one stream request. The stream ends with the run, or when the caller leaves."""
    request_id = request_id_of(scope)
    if scope["method"] not in {"GET", "HEAD"}:
        await refuse(send, 405, code="method_not_allowed", message="Use GET.", request_id=request_id)
        return
    try:
        caller = await in_thread(admitted, scope, group="chat")
    except NotAdmitted as error:
        await refuse_admission(send, error, request_id)
        return
    try:
        asked = read_query(scope)
    except BadQuery as error:
        name, problem = error.args
        await refuse(send, 400, code="invalid", message=problem, fields={name: [problem]}, request_id=request_id)
        return
    if not await in_thread(Run.objects.filter(pk=run_id, owner=caller.user).exists):
        await refuse(send, 404, code="not_found", message="Not found.", request_id=request_id)
        return
    await open_stream(send, request_id)
    await until_gone(scope, receive, Stream(services, run_id, asked, send).run())
    await send({"type": "http.response.body", "body": b""})


def read_query(scope: Scope) -> Asked:
    """``after`` (or the header Last-Event-ID of a reconnecting browser) and ``view``."""
    given = parameters(scope, {"after", "view"})
    after = header(scope, b"last-event-id") or given.get("after", "0")
    if not SEQUENCE.fullmatch(after):
        raise BadQuery("after", "Expected a whole number from 0 on.")
    view = view_named(given.get("view", "raw"))
    if view is None:
        raise BadQuery("view", "Expected raw or html.")
    return Asked(after=int(after), view=view)


class Stream:
    """One follower of one run: what the database holds first, then announcements, gaps filled from the database."""

    def __init__(self, services: Services, run_id: UUID, asked: Asked, send: Send) -> None:
        self._services = services
        self._run_id = run_id
        self._view = asked.view
        self._last = asked.view.starts_after(asked.after)
        self._send = send
        self._is_over = False
        self._quiet = 0.0

    async def run(self) -> None:
        """Send everything up to the run's end."""
        with self._services.hub.follow(f"run:{self._run_id}") as follower:
            await self._catch_up()
            while not self._is_over:
                message = await follower.next(timeout=LOOK_SECONDS)
                if message is None:
                    await self._idle()
                elif message.get("sequence") == self._last + 1 and not follower.lagged:
                    await self._show(message["sequence"], message["kind"], message["data"])
                elif message.get("sequence", self._last + 1) > self._last:
                    follower.lagged = False
                    await self._catch_up()

    async def _idle(self) -> None:
        """Nothing was announced for a while: look for what was missed, and keep the connection open."""
        await self._catch_up()
        self._quiet += LOOK_SECONDS
        if self._quiet >= PING_SECONDS:
            self._quiet = 0.0
            await self._send({"type": "http.response.body", "body": b": ping\n\n", "more_body": True})

    async def _catch_up(self) -> None:
        while rows := await self._written():
            for row in rows:
                await self._show(row["sequence"], row["kind"], row["data"])

    async def _written(self) -> list[Row]:
        async with self._services.pool.connection() as connection:
            found = await connection.execute(REPLAY, [self._run_id, self._last])
            return await found.fetchall()

    async def _show(self, sequence: int, kind: str, data: dict[str, Any]) -> None:
        self._last = sequence
        self._quiet = 0.0
        for shown_kind, shown in self._view.show(kind, data):
            await send_event(self._send, kind=shown_kind, data=shown, event_id=str(sequence))
        self._is_over = kind == "end"
