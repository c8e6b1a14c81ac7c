"""Asynchronous SQL for the places where streams run: one pool per process, prepared statements, no ORM."""

import asyncio
from typing import Any

from django.db import connection
from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

Row = dict[str, Any]


class Pool(AsyncConnectionPool[AsyncConnection[Row]]):
    """A pool whose waiters can always be cancelled."""

    async def getconn(self, timeout: float | None = None) -> AsyncConnection[Row]:
        """A connection of the pool; PoolTimeout after ``timeout`` seconds.

        ``asyncio.wait_for``, with which the pool waits, loses a cancellation that meets the end of its wait
        (https://github.com/python/cpython/issues/86296, mended in Python 3.12): the task would go on, and who waits for
        its end would wait forever. What was asked meanwhile is therefore done here.
        """
        task = asyncio.current_task()
        asked = task.cancelling() if task else 0
        connection = await super().getconn(timeout)
        if task and task.cancelling() > asked:
            await self.putconn(connection)
            raise asyncio.CancelledError
        return connection


def make_pool(*, largest: int = 8) -> Pool:
    """A closed pool on Django's default database; open it inside the event loop that uses it."""
    settings = connection.settings_dict
    conninfo = {
        "dbname": settings["NAME"],
        "user": settings["USER"] or None,
        "password": settings["PASSWORD"] or None,
        "host": settings["HOST"] or None,
        "port": settings["PORT"] or None,
        "connect_timeout": 5,
        "options": "-c timezone=UTC",
    }
    return Pool(
        kwargs={**{k: v for k, v in conninfo.items() if v is not None}, "autocommit": True, "row_factory": dict_row},
        min_size=1,
        max_size=largest,
        timeout=10,
        max_idle=60,
        reconnect_timeout=1,
        check=AsyncConnectionPool.check_connection,
        open=False,
        name="edge",
    )
