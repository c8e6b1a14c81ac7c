"""Test clients share one chain of middleware, as all requests of a web process do: making it takes milliseconds each time.

A client made while a test has its own settings makes its own chain.
"""

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.test.client import AsyncClientHandler, ClientHandler

MADE = ("_middleware_chain", "_view_middleware", "_template_response_middleware", "_exception_middleware")


def pytest_configure(config: pytest.Config) -> None:
    """From here on, for every client of this process."""
    for kind in (ClientHandler, AsyncClientHandler):
        _share(kind)


def _share(kind: type[BaseHandler]) -> None:
    delivered, make = _settings(), kind.load_middleware
    first: list[BaseHandler] = []

    def load(handler: BaseHandler, is_async: bool = False) -> None:
        if _settings() is not delivered:
            make(handler, is_async)
            return
        if not first:
            made = kind()
            make(made, is_async)
            first.append(made)
        for name in MADE:
            setattr(handler, name, getattr(first[0], name))

    kind.load_middleware = load  # type: ignore[assignment,method-assign]


def _settings() -> object:
    """The settings as they are now: an override puts another object in their place."""
    return vars(settings)["_wrapped"]
