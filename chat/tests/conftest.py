"""What the tests of conversations share."""

from collections.abc import AsyncIterator

import pytest
from django.conf import settings

from chat.engine.engine import Engine
from project.ops.async_sql import Pool, make_pool
from project.ops.live import Hub


@pytest.fixture
async def pool(transactional_db: None, no_site: None) -> AsyncIterator[Pool]:
    """An open pool on this worker's database."""
    async with make_pool(largest=4) as opened:
        yield opened


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    """Live updates over the real Valkey."""
    started = Hub(settings.REDIS_URL)
    await started.start()
    yield started
    await started.stop()


@pytest.fixture
def engine(pool: Pool, hub: Hub) -> Engine:
    """An engine that answers when told to."""
    return Engine(pool, hub)
