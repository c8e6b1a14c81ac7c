"""Installations that share a Redis server, each with a database of its own."""

import asyncio
import re

from django.conf import settings

from project.lib.redis_address import database_of
from project.ops.live import Follower, Hub

OTHER_URL = re.sub(r"(db=|/)\d+$", r"\g<1>15", settings.REDIS_URL)


async def told(follower: Follower, sender: Hub, words: str) -> list[str]:
    """Everything the follower hears until what the sender says arrives."""
    heard: list[str] = []
    async with asyncio.timeout(20):
        while words not in heard:
            sender.publish("catalogue", {"words": words})
            if news := await follower.next(timeout=0.1):
                heard.append(news["words"])
    return heard


async def test_they_do_not_hear_each_other() -> None:
    assert database_of(OTHER_URL) == 15 != database_of(settings.REDIS_URL)
    hubs = [Hub(url) for url in (settings.REDIS_URL, settings.REDIS_URL, OTHER_URL, OTHER_URL)]
    here, sender_here, there, sender_there = hubs
    for hub in hubs:
        await hub.start()
    with here.follow("catalogue") as mine, there.follow("catalogue") as theirs:
        heard_here = await told(mine, sender_here, "first")
        heard_there = await told(theirs, sender_there, "elsewhere")
        heard_here += await told(mine, sender_here, "last")  # said after "elsewhere", so that would have come before
    for hub in hubs:
        await hub.stop()
    assert (set(heard_here), set(heard_there)) == ({"first", "last"}, {"elsewhere"})
