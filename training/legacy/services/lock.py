"""One move or rollback at a time on an installation; the lock dies with the connection that holds it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from training.legacy.errors import LegacyImportBusy

KEY = 0x1E6A_C1DA
PATIENCE = "3s"  # the server notices only after a moment that the program before was killed


@contextmanager
def alone() -> Iterator[None]:
    """Hold the lock over any number of transactions; LegacyImportBusy when somebody else has it."""
    _lock()
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])


def _lock() -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute("SELECT pg_advisory_lock(%s)", [KEY])
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "55P03":  # lock_not_available
            raise
        raise LegacyImportBusy("Another move or rollback is running. Wait for its end.") from error
