"""Where rows of this app are locked, so that the order of locks can be seen in one place."""

from django.db import connection

CATALOGUE = 0x0DA1_CA7A


def lock_catalogue() -> None:
    """Let one loader at a time write the catalogue; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CATALOGUE])
