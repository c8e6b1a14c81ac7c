"""A process that ends while its live updates still connect."""

import asyncio

from django.conf import settings

from project.ops.live import Hub

PATIENCE = 20.0  # seconds


async def test_a_hub_that_is_stopped_while_it_connects_ends() -> None:
    for steps in range(40):
        hub = Hub(settings.REDIS_URL)
        await hub.start()
        for _ in range(steps):
            await asyncio.sleep(0)
        stopping = asyncio.create_task(hub.stop())
        _, late = await asyncio.wait({stopping}, timeout=PATIENCE)
        assert not late, steps
