"""A worker's connection after the database went away."""

from django.db import connection


def leave_broken_connection() -> None:
    """Let the next query open a new session; inside a transaction there is nothing to leave."""
    if not connection.in_atomic_block:
        connection.close()
