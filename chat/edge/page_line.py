"""The way from the server to one open page."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from chat.edge.answers import send_event
from chat.edge.position import Position
from project.lib.clock import milliseconds
from project.lib.ids import earliest_uuid7

PING_SECONDS = 15.0
LATE = 10_000  # milliseconds that a notification may take from being made to being committed

Send = Callable[[dict[str, Any]], Awaitable[None]]


class PageLine:
    """Sends one event after the other, each with the page's position after it, and a sign of life now and then."""

    def __init__(self, send: Send, begin: Position | None) -> None:
        self._send = send
        self._turn = asyncio.Lock()
        self._moment = begin.moment if begin else milliseconds()
        self._is_caught_up = False
        self.jobs = begin.jobs if begin else None
        self.notifications = list(begin.notifications) if begin else []

    def caught_up(self) -> None:
        """What happened before the page came was told: from now on its position is the present."""
        self._is_caught_up = True

    async def tell(self, kind: str, data: dict[str, Any]) -> None:
        """One event."""
        async with self._turn:
            if self._is_caught_up:
                self._moment = milliseconds()
            late = earliest_uuid7(self._moment - LATE)
            told = tuple(each for each in self.notifications if each > late)
            await send_event(self._send, kind=kind, data=data, event_id=str(Position(self._moment, self.jobs, told)))

    async def keep_open(self) -> None:
        """Say now and then that the page is still signed in; never returns."""
        while True:
            async with self._turn:
                await self._send({"type": "http.response.body", "body": b": still signed in\n\n", "more_body": True})
            await asyncio.sleep(PING_SECONDS)
