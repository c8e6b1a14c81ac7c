"""What the tests of models share: a loopback server that stays up while synchronous code calls it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from pytest_django.fixtures import Settings

from project.testing.wire import served_beside
from training.providers.loopback import ModelServer

Serve = Callable[[ModelServer], ModelServer]


@pytest.fixture
def serve(settings: Settings) -> Iterator[Serve]:
    """Runs loopback servers beside the test, and allows calls to them."""
    with ExitStack() as stack:
        running: list[ModelServer] = []

        def start(server: ModelServer) -> ModelServer:
            running.append(stack.enter_context(served_beside(server)))
            settings.OUTBOUND_ALLOWED_HOSTS = [each.address for each in running]
            return server

        yield start
