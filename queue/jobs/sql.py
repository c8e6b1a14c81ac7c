"""The queue's hot statements, prepared once per connection: planning them anew would cost more than running them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg import Cursor


def prepared(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement in the current transaction and return its rows; errors are Django's, JSON stays text."""
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)  # type: ignore[arg-type]  # constants of our modules
        return cursor.fetchall() if cursor.description is not None else []


def prepared_in_one_trip(*steps: tuple[str, Mapping[str, Any] | Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Run statements as one transaction sent in one go, and return the rows of the last; not inside another transaction.

    Each statement sees what was committed before it began, as if they had been sent one by one.
    """
    connection.ensure_connection()
    raw = connection.connection
    with connection.wrap_database_errors, raw.pipeline(), raw.transaction():
        cursors = [Cursor(raw).execute(statement, values, prepare=True) for statement, values in steps]  # type: ignore[arg-type]
        return list(cursors[-1].fetchall())
