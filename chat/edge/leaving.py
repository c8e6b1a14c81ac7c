"""Ends a stream's work the moment its caller leaves, or may not have it any more."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

from django.db import DatabaseError

from accounts.errors import SecondFactorNeeded
from accounts.services.authenticate import authenticate_scope
from chat.engine.turn import in_thread

# How long the rest of the work may wait where its upstream was cut already. A crowd that leaves together is first cut, all
# of it, and then unwound one by one, so that neither the last of them nor those who stay wait for the unwinding.
UNWIND_SECONDS = (0.1, 0.5)
RECOGNISE_SECONDS = 3.0  # how often an open stream asks whether its caller may still have it

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]


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
        except SecondFactorNeeded:
            return  # it is demanded since the stream began
        except DatabaseError:
            continue  # a database that is away says nothing about the caller


async def _gone(receive: Receive, at_once: Callable[[], bool] | None) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    if at_once is not None and at_once():
        await asyncio.sleep(random.uniform(*UNWIND_SECONDS))  # noqa: S311 - spreads work, guards nothing
