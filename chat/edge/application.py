"""The edge application: its routes, its lifespan, and Django behind it."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings

from chat.door.application import Doors, is_for_doors
from chat.door.meter import UsageBook
from chat.edge.job_events import follow_jobs
from chat.edge.run_events import follow_run
from chat.edge.services import Services
from chat.engine.engine import Engine
from project.lib.http import close_pools
from project.ops.async_sql import make_pool
from project.ops.live import Hub

log = structlog.get_logger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

RUN_EVENTS = re.compile(r"/api/v1/runs/([0-9a-fA-F-]{36})/events/?")
JOBS_LIVE = "/api/v1/jobs/live"
STOP_PATIENCE = 5.0  # seconds answers under way get when the server stops


class Edge:
    """Answers streams itself, hands the rest to ``django``, and runs the engine for as long as the server lives."""

    def __init__(self, django: Application) -> None:
        self._django = django
        self._services: Services | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._services and scope["type"] == "http" and (found := RUN_EVENTS.fullmatch(scope["path"])):
            await self._run_events(found[1], scope, receive, send)
        elif self._services and scope["type"] == "http" and scope["path"].rstrip("/") == JOBS_LIVE:
            await follow_jobs(self._services, scope, receive, send)
        elif self._services and scope["type"] == "http" and is_for_doors(scope["path"]):
            await self._services.doors(scope, receive, send)
        else:
            await self._django(scope, receive, send)

    async def start(self) -> None:
        """Open the pool, follow live updates and begin to answer runs."""
        pool = make_pool()
        await pool.open(wait=False)
        hub = Hub(settings.REDIS_URL)
        await hub.start()
        engine = Engine(pool, hub)
        await engine.start()
        book = UsageBook(pool)
        await book.start()
        self._services = Services(pool=pool, hub=hub, engine=engine, book=book, doors=Doors(book))

    async def stop(self) -> None:
        """Let answers under way end, or mark them incomplete, then close everything."""
        services, self._services = self._services, None
        if services is not None:
            await services.engine.stop(patience=STOP_PATIENCE)
            await services.book.stop()
            await services.hub.stop()
            await services.pool.close()
            await close_pools()

    async def _run_events(self, run_id: str, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._services is not None
        try:
            parsed = UUID(run_id)
        except ValueError:
            await self._django(scope, receive, send)
            return
        await follow_run(self._services, parsed, scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return
