"""Lets the test runner empty tables that refuse it: append-only tables are guarded against TRUNCATE, also in tests.

Only Django's flush between transactional tests passes; a TRUNCATE a test runs itself meets the guard.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

TRUNCATE_GUARDS = """
SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger
WHERE NOT tgisinternal AND tgtype & 32 = 32 AND tgenabled <> 'D'
"""


@pytest.fixture(scope="session", autouse=True)
def _flush_past_guards() -> Iterator[None]:
    """While tables are emptied between tests, and in that transaction only, their TRUNCATE guards are off."""
    original = DatabaseOperations.execute_sql_flush

    def flush(operations: DatabaseOperations, sql_list: list[str]) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(TRUNCATE_GUARDS)
            guards = cursor.fetchall()
        off = [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in guards]
        on = [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in guards]
        return original(operations, [*off, *sql_list, *on])

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
    yield
    DatabaseOperations.execute_sql_flush = original  # type: ignore[method-assign]
