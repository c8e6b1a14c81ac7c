"""Lets calls of one provider begin: so many at a time, so many a minute, first come first served, in this process."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator

from training.providers.errors import ProviderBusy

QUEUE_SECONDS = 30.0
MOST_WAITING = 200
LOOK_SECONDS = 1.0  # how often somebody who waits is told their place
MINUTE = 60.0


class Gate:
    """Counts calls under way and calls begun; who finds no place waits in a line."""

    def __init__(self) -> None:
        self.most_at_once: int | None = None
        self.most_per_minute: int | None = None
        self.running = 0
        self._begun: deque[float] = deque()
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._alarm: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    async def enter(self) -> AsyncGenerator[int, None]:
        """The place in the line, whenever it changes; nothing where there is none. At its end the call may begin.

        Whoever saw the end calls ``leave`` afterwards. ProviderBusy where the line is full, or the wait too long.
        """
        if not self._waiting and self._may_begin():
            self._begin()
            return
        if len(self._waiting) >= MOST_WAITING:
            raise ProviderBusy(retry_after=5)
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        self._waiting.append(turn)
        self._set_alarm()
        until, told, has_place = loop.time() + QUEUE_SECONDS, 0, False
        try:
            while not turn.done():
                place = self._waiting.index(turn) + 1
                if place != told:
                    told = place
                    yield place
                elif (left := until - loop.time()) > 0:
                    await asyncio.wait({turn}, timeout=min(left, LOOK_SECONDS))
                else:
                    raise ProviderBusy(f"The model's server is fully busy; {told} calls were in line.", retry_after=5)
            has_place = True
        finally:
            if not has_place:
                self._give_up(turn)

    def leave(self) -> None:
        """A call is over: whoever waits longest begins."""
        self.running -= 1
        self._admit()

    def _give_up(self, turn: "asyncio.Future[None]") -> None:
        if turn.done():
            self.leave()  # the place came in the same moment
        else:
            self._waiting.remove(turn)

    def _may_begin(self) -> bool:
        if self.most_at_once is not None and self.running >= self.most_at_once:
            return False
        now = asyncio.get_running_loop().time()
        while self._begun and self._begun[0] <= now - MINUTE:
            self._begun.popleft()
        return self.most_per_minute is None or len(self._begun) < self.most_per_minute

    def _begin(self) -> None:
        self.running += 1
        if self.most_per_minute is not None:
            self._begun.append(asyncio.get_running_loop().time())

    def _admit(self) -> None:
        while self._waiting and self._may_begin():
            self._begin()
            self._waiting.popleft().set_result(None)
        self._set_alarm()

    def _set_alarm(self) -> None:
        """Look again when the oldest call of this minute is a minute old."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._waiting and self._begun:
            self._alarm = asyncio.get_running_loop().call_at(self._begun[0] + MINUTE, self._admit)
