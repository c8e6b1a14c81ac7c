"""No connection outlives a test of calls."""

from collections.abc import AsyncIterator

import pytest_asyncio

from project.lib.http import (
    close_pools,
)


@pytest_asyncio.fixture(autouse=True)
async def _closed_pools() -> AsyncIterator[None]:
    yield
    await close_pools()
