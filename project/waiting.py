"""The ASGI door of ``./daimon up``: loads the whole site while the set-up task migrates, and opens when that is done."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import get_resolver

from project.loading import loading

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
POLL_SECONDS = 0.02


def _sign() -> Path | None:
    name = os.environ.get("DAIMON_OPENS_WITH", "")
    return Path(name) if name else None


def _wait_for_static_files() -> None:
    """In production the site reads the gathered static files' names while it loads, so it must not load before them."""
    sign = _sign()
    while settings.IS_PRODUCTION and sign is not None and not sign.exists():
        time.sleep(POLL_SECONDS)


with loading():
    _wait_for_static_files()
    from project.asgi import application as site

    assert get_resolver().url_patterns  # loads every view now instead of with the first request


class Waiting:
    """The site, whose lifespan begins once the file named by DAIMON_OPENS_WITH is there (at once without a name)."""

    def __init__(self, inner: Callable[..., Awaitable[None]]) -> None:
        self.inner = inner
        self.sign = _sign()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Pass everything on; hold back the start-up message only."""
        if scope["type"] == "lifespan":
            await self._opened()
        await self.inner(scope, receive, send)

    async def _opened(self) -> None:
        while self.sign is not None and not self.sign.exists():  # noqa: ASYNC110 - another process makes the file
            await asyncio.sleep(POLL_SECONDS)


application = Waiting(site)
