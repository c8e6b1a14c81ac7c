"""What the tests of models share: a loopback server that stays up while synchronous code calls it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future

import pytest
from pytest_django.fixtures import Settings

from training.providers.loopback import ModelServer

Serve = Callable[[ModelServer], ModelServer]


@pytest.fixture
def serve(settings: Settings) -> Iterator[Serve]:
    """Runs loopback servers on a loop in another thread, and allows calls to them."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    running: list[ModelServer] = []

    def done(future: "Future[object]") -> None:
        future.result(5)

    def start(server: ModelServer) -> ModelServer:
        done(asyncio.run_coroutine_threadsafe(server.__aenter__(), loop))
        running.append(server)
        settings.OUTBOUND_ALLOWED_HOSTS = [each.address for each in running]
        return server

    yield start
    for server in running:
        done(asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop))
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()
