"""Several answers to one request, told as one stream."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from chat.door.broadcast import Broadcast
from training.providers.protocol import StreamEvent

MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """One event of the answer numbered ``number``."""

    number: int
    event: StreamEvent


Told = Choice | None | BaseException


async def choices_of(broadcasts: Sequence[Broadcast]) -> AsyncGenerator[Choice | None, None]:
    """Every event of every answer as it comes; None when one was quiet. The first that fails ends them all."""
    told: asyncio.Queue[Told] = asyncio.Queue(MOST_WAITING)

    async def follow(number: int, broadcast: Broadcast) -> None:
        try:
            async with aclosing(broadcast.events()) as events:
                async for event in events:
                    await told.put(None if event is None else Choice(number, event))
        except Exception as error:  # noqa: BLE001 - told to the caller, who raises it
            await told.put(error)
        else:
            await told.put(_End())

    tasks = [asyncio.create_task(follow(number, each)) for number, each in enumerate(broadcasts)]
    left = len(tasks)
    try:
        while left:
            news = await told.get()
            if isinstance(news, _End):
                left -= 1
            elif isinstance(news, BaseException):
                raise news
            else:
                yield news
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _End(Exception):
    """One answer is whole."""
