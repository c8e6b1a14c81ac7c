"""One answer in the making and those who listen to it: usually one caller, two where a program asked again meanwhile."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from chat.door.body import CallerLeft
from project.lib.errors import DaimonError
from project.lib.http import Leash
from project.lib.ids import uuid7
from training.providers.protocol import StreamEvent

PING_SECONDS = 15.0
RETRY_SECONDS = 60.0
Events = AsyncGenerator[StreamEvent, None]


@dataclass
class Broadcast:
    """Keeps every event of one answer for those who join; without listeners the answer is ended at once."""

    key: str
    call_id: str
    id: UUID = field(default_factory=uuid7)
    created: int = field(default_factory=lambda: int(time.time()))
    started: float = field(default_factory=time.monotonic)
    _events: list[StreamEvent] = field(default_factory=list)
    _failure: BaseException | None = None
    _is_over: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _task: "asyncio.Task[None] | None" = None
    _leash: Leash = field(default_factory=Leash)
    _listeners: int = 0

    @property
    def is_running(self) -> bool:
        """Whether more may come: it is not over, and somebody still listens."""
        return not self._is_over and self._listeners > 0

    def begin(self, events: Events) -> None:
        """Take the answer's events from now on."""
        self._task = asyncio.create_task(self._take(events))

    async def _take(self, events: Events) -> None:
        try:
            with self._leash.held():
                async for event in events:
                    self._events.append(event)
                    self._wake()
        except (Exception, asyncio.CancelledError) as error:
            self._failure = error
            if isinstance(error, asyncio.CancelledError):
                raise
        finally:
            self._is_over = True
            try:
                await events.aclose()
            finally:
                self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator["Listener", None]:
        """Listen for the duration; the last to leave ends the answer and closes its upstream."""
        self._listeners += 1
        listener = Listener(self)
        try:
            yield listener
        finally:
            listener.leave()
            if not self._listeners and self._task is not None:
                self._task.cancel()
                await asyncio.gather(self._task, return_exceptions=True)

    def left_by_one(self) -> bool:
        """A listener left. The upstream of an answer nobody listens to is cut in this very step; whether one was."""
        self._listeners -= 1
        return not self._listeners and self._leash.cut()

    async def events(self) -> AsyncGenerator[StreamEvent | None, None]:
        """Every event from the first on; None whenever nothing came for a while. Raises what the answer raised."""
        place = 0
        while True:
            while place < len(self._events):
                yield self._events[place]
                place += 1
            if self._is_over:
                break
            news = self._news
            try:
                async with asyncio.timeout(PING_SECONDS):
                    await news.wait()
            except TimeoutError:
                yield None
        if isinstance(self._failure, DaimonError):
            raise self._failure
        if isinstance(self._failure, asyncio.CancelledError):
            raise CallerLeft  # an answer is ended from outside only when its last listener has left
        if self._failure is not None:
            raise RuntimeError("The answer broke off.") from self._failure


@dataclass
class Listener:
    """One who listens to a broadcast."""

    broadcast: Broadcast
    _has_left: bool = False

    def leave(self) -> bool:
        """Stop listening, once; whether an upstream was cut by it."""
        if self._has_left:
            return False
        self._has_left = True
        return self.broadcast.left_by_one()


class Broadcasts:
    """The answers under way in this process, by who asked what."""

    def __init__(self) -> None:
        self._running: dict[str, Broadcast] = {}

    def joined(self, key: str) -> Broadcast | None:
        """The same request, asked less than a minute ago and still being answered."""
        found = self._running.get(key)
        if found is None or not found.is_running or time.monotonic() - found.started > RETRY_SECONDS:
            return None
        return found

    @asynccontextmanager
    async def opened(self, key: str, call_id: str) -> AsyncGenerator[Listener, None]:
        """A new broadcast, found by others while it runs."""
        made = Broadcast(key, call_id)
        self._running[key] = made
        try:
            async with made.listening() as listener:
                yield listener
        finally:
            if self._running.get(key) is made:
                del self._running[key]
