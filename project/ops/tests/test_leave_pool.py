"""A task that waits for a connection of the edge's pool can be ended at any moment."""

import asyncio

from project.ops.async_sql import Pool, make_pool

PATIENCE = 20.0  # seconds
MOST_STEPS = 12  # of the event loop, from the moment a connection comes back until its next holder has it


async def _hold_forever(pool: Pool) -> None:
    async with pool.connection():
        await asyncio.Event().wait()


async def test_a_cancellation_that_meets_the_connection_is_kept(transactional_db: None, no_site: None) -> None:
    async with make_pool(largest=1) as pool:
        for steps in range(MOST_STEPS):
            held = await pool.getconn()
            waiting = asyncio.create_task(_hold_forever(pool))
            await asyncio.sleep(0.01)
            giving_back = asyncio.create_task(pool.putconn(held))
            for _ in range(steps):
                await asyncio.sleep(0)
            waiting.cancel()
            _, late = await asyncio.wait({waiting, giving_back}, timeout=PATIENCE)
            assert not late, steps
            assert waiting.cancelled(), steps
        async with pool.connection(timeout=PATIENCE) as connection:
            await connection.execute("SELECT 1")  # none of them took the only connection along
