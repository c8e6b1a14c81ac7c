"""Ends a stream's work the moment its caller leaves, or may not have it any more."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DatabaseError

from accounts.errors import CallerRefused
from accounts.services.authenticate import authenticate_scope
from chat.engine.turn import in_thread

# The rest of the work of a stream whose upstream was cut waits until nobody else has left for so long, and at most so long.
CALM_SECONDS = 0.1
LONGEST_WAIT = 1.0
RECOGNISE_SECONDS = 3.0  # how often an open stream asks whether its caller may still have it

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Departures:
    """Lets what is left to do for callers who have gone happen one by one, once no more of them are leaving.

    A crowd that leaves together is first cut, all of it, so that neither the last of them nor those who stay wait for the
    unwinding of the others.
    """

    def __init__(self) -> None:
        self._waiting: deque[tuple[float, asyncio.Future[None]]] = deque()
        self._last = 0.0
        self._calling: asyncio.Task[None] | None = None

    async def turn(self) -> None:
        """One caller has left; returns when the rest of its work may be done."""
        loop = asyncio.get_running_loop()
        self._last = loop.time()
        called: asyncio.Future[None] = loop.create_future()
        self._waiting.append((self._last, called))
        if self._calling is None or self._calling.done():
            self._calling = loop.create_task(self._call())
        await called

    async def _call(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            since, called = self._waiting[0]
            calm_in = min(self._last + CALM_SECONDS, since + LONGEST_WAIT) - loop.time()
            if calm_in > 0:
                await asyncio.sleep(calm_in)
                continue
            self._waiting.popleft()
            if not called.done():
                called.set_result(None)
            await asyncio.sleep(0)  # the loop looks for departures between two of them


_of_loops: "WeakKeyDictionary[asyncio.AbstractEventLoop, Departures]" = WeakKeyDictionary()


def _departures() -> Departures:
    return _of_loops.setdefault(asyncio.get_running_loop(), Departures())


async def until_gone(
    scope: Scope | None, receive: Receive, work: Any, *, at_once: Callable[[], bool] | None = None
) -> None:
    """Run the stream until it is done, the caller has left, or (given the scope) what let them in was revoked.

    ``at_once`` is called in the very step in which the caller is seen to leave, before anything is unwound; it returns
    whether that closed what matters, so that the rest may wait a moment.
    """
    streaming = asyncio.create_task(work)
    others = {asyncio.create_task(_gone(receive, at_once))}
    if scope is not None:
        others.add(asyncio.create_task(_refused(scope)))
    try:
        await asyncio.wait({streaming, *others}, return_when=asyncio.FIRST_COMPLETED)
        if streaming.done():
            streaming.result()
    finally:
        for task in (streaming, *others):
            task.cancel()
        await asyncio.gather(streaming, *others, return_exceptions=True)


async def _refused(scope: Scope) -> None:
    """Return once the caller of that scope would not be let in any more."""
    while True:
        await asyncio.sleep(RECOGNISE_SECONDS)
        try:
            if await in_thread(authenticate_scope, scope) is None:
                return
        except CallerRefused:
            return  # a second factor is demanded, or the plan changed, since the stream began
        except DatabaseError:
            continue  # a database that is away says nothing about the caller


async def _gone(receive: Receive, at_once: Callable[[], bool] | None) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    if at_once is not None and at_once():
        await _departures().turn()
