"""Asynchronous SQL for the places where streams run: one pool per process, prepared statements, no ORM."""

from typing import Any

from django.db import connection
from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

Row = dict[str, Any]
Pool = AsyncConnectionPool[AsyncConnection[Row]]


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
    return AsyncConnectionPool(
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
