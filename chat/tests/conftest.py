"""What the tests of conversations share."""

from collections.abc import AsyncIterator

import pytest
from django.conf import settings

from accounts.models import User
from accounts.testing import make_api_key_of, make_user
from chat.engine.engine import Engine
from chat.testing import make_scripted_model
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


@pytest.fixture
def person(live_site: str) -> User:
    """Somebody with scripted models, for programs that talk to the running site."""
    make_scripted_model()
    make_scripted_model("scripted/hang", is_default=False)
    make_scripted_model("scripted/embed", is_default=False, can_chat=False, can_embed=True)
    return make_user("alice@example.org")


@pytest.fixture
def key(person: User) -> str:
    """The API key of that person."""
    return make_api_key_of(person)[1]
