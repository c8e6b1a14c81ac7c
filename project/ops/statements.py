"""Several statements in one message to the database: each sees what those before it did, and the server is asked once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import AutoField, Model

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
    fields, opening, places = _inserted(type(rows[0]))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]
    if any(hasattr(value, "as_sql") for value in values):
        raise ValueError("A row has an expression where a value is needed.")
    return [Statement(opening + ", ".join([places] * len(rows)), values)]


@cache
def _inserted(model: type[Model]) -> tuple[list[Any], str, str]:
    """The fields of a new row, the beginning of the statement that inserts some, and the places of one row's values."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    names = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(_place(field) for field in fields)
    opening = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES '  # noqa: S608 - nothing but names of ours
    return fields, opening, f"({places})"


def _place(field: Any) -> str:
    """Where a value of the field goes; some say what type it has."""
    asks = getattr(field, "get_placeholder", None)
    return str(asks(None, None, connection)) if asks else "%s"
