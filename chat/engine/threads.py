"""Synchronous work beside the event loop."""

from typing import Any

from asgiref.sync import sync_to_async
from django.db import connections


async def in_thread(function: Any, *args: Any, **kwargs: Any) -> Any:
    """Run synchronous work that uses the database in a thread, and give its connection back at once."""

    def work() -> Any:
        try:
            return function(*args, **kwargs)
        finally:
            connections.close_all()

    return await sync_to_async(work, thread_sensitive=False)()
