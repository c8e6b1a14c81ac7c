"""Several statements in one message to the database: each sees what those before it did, and the server is asked once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import AutoField, Model
from django.db.models.sql import InsertQuery

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Statement:
    """SQL and what is put into it."""

    sql: str
    parameters: Sequence[Any] | Mapping[str, Any] = ()


def run_together(*statements: Statement) -> list[Rows]:
    """The rows of each statement. Run it within a transaction: what one of them refuses, none of them did.

    Each statement has a snapshot of its own, so that one behind a lock reads what the lock's last holder wrote.
    """
    if not statements:
        return []
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(cursor.mogrify(each.sql, each.parameters) for each in statements))
        found: list[Rows] = [cursor.fetchall() if cursor.description else []]
        while cursor.nextset():
            found.append(cursor.fetchall() if cursor.description else [])
    return found


def inserting(rows: Sequence[Model]) -> list[Statement]:
    """The statement that inserts new rows of one table, whose keys are not made by the database; none without rows."""
    if not rows:
        return []
    model = type(rows[0])
    query = InsertQuery(model)
    query.insert_values(
        [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)], list(rows)
    )
    return [Statement(sql, parameters) for sql, parameters in query.get_compiler(connection=connection).as_sql()]
