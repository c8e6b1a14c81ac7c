"""The edge application: its routes, its lifespan, and Django behind it."""

import asyncio
import gc
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings

from chat.door.application import Doors, is_for_doors, route_of
from chat.door.meter import UsageBook
from chat.edge.job_events import follow_jobs
from chat.edge.record import Recorded
from chat.edge.run_events import follow_run
from chat.edge.services import Services
from chat.edge.session_events import follow_session
from chat.edge.shop_events import follow_shop
from chat.engine.engine import Engine
from chat.engine.turn import in_thread
from chat.mcp import door as mcp
from project.lib.http import close_pools
from project.ops.async_sql import make_pool
from project.ops.cache.copies import warm
from project.ops.live import Hub

log = structlog.get_logger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

RUN_EVENTS = re.compile(r"/api/v1/runs/([0-9a-fA-F-]{36})/events/?")
JOBS_LIVE = "/api/v1/jobs/live"
SESSION_LIVE = "/accounts/session/live"
SHOP_LIVE = "/api/v1/purchases/live"
STOP_PATIENCE = 5.0  # seconds answers under way get when the server stops


class Edge:
    """Answers streams itself, hands the rest to ``django``, and runs the engine for as long as the server lives."""

    def __init__(self, django: Application) -> None:
        self._django = django
        self._services: Services | None = None
        self._warming: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._services and scope["type"] == "http" and (found := self._handler(scope, self._services)):
            route, handler = found
            record = Recorded(scope, route, send)
            try:
                await handler(scope, receive, record.send)
            finally:
                record.done()
        else:
            await self._django(scope, receive, send)

    def _handler(self, scope: Scope, services: Services) -> tuple[str, Application] | None:
        """The route and the handler of what is answered here; None for what is Django's."""
        path = scope["path"]
        if (found := RUN_EVENTS.fullmatch(path)) and (run_id := _uuid(found[1])):
            return "/api/v1/runs/<uuid>/events", partial(follow_run, services, run_id)
        if path.rstrip("/") == JOBS_LIVE:
            return JOBS_LIVE, partial(follow_jobs, services)
        if path.rstrip("/") == SHOP_LIVE:
            return SHOP_LIVE, partial(follow_shop, services)
        if path == SESSION_LIVE:
            return SESSION_LIVE, partial(follow_session, services)
        if path.rstrip("/") == mcp.PATH and scope["method"] != "OPTIONS":
            return mcp.PATH, services.mcp
        if is_for_doors(path) and scope["method"] != "OPTIONS":
            return route_of(path), services.doors
        return None

    async def start(self) -> None:
        """Open the pool, follow live updates and begin to answer runs."""
        pool = make_pool()
        await pool.open(wait=False)
        hub = Hub(settings.BROKER_URL)
        await hub.start()
        engine = Engine(pool, hub)
        await engine.start()
        book = UsageBook(pool)
        await book.start()
        self._warming = asyncio.create_task(_warm())
        self._services = Services(pool=pool, hub=hub, engine=engine, book=book, doors=Doors(book), mcp=mcp.McpDoor())

    async def stop(self) -> None:
        """Let answers under way end, or mark them incomplete, then close everything."""
        services, self._services = self._services, None
        if services is not None:
            await asyncio.gather(*filter(None, [self._warming]), return_exceptions=True)
            await services.mcp.stop()
            await services.engine.stop(patience=STOP_PATIENCE)
            await services.book.stop()
            await services.hub.stop()
            await services.pool.close()
            await close_pools()

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


async def _warm() -> None:
    """Fill the caches, then leave what was loaded out of every later collection: walking through it stops all streams."""
    await in_thread(warm)
    gc.freeze()


def _uuid(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None
