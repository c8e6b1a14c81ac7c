"""Empties the database between tests that commit: quickly, past the guards of append-only tables, keeping what migrations made.

Only this passes the guards; a TRUNCATE that a test runs itself meets them.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import OperationalError, connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.utils import CursorWrapper
from psycopg.errors import DeadlockDetected

MOST_DEADLOCKS = 5

KEEP = """
DO $$
DECLARE each record; has_rows boolean;
BEGIN
    CREATE SCHEMA seeded;
    FOR each IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND NOT relispartition AND relname <> 'django_migrations' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', each.relname) INTO has_rows;
        IF has_rows THEN
            EXECUTE format('CREATE TABLE seeded.%I AS TABLE public.%I', each.relname, each.relname);
        END IF;
    END LOOP;
END $$
"""

EMPTY = """
DO $$
DECLARE each record; guard record; has_rows boolean; filled text[] := '{}';
BEGIN
    FOR each IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND NOT relispartition AND relname <> 'django_migrations'
        AND to_regclass('seeded.' || quote_ident(relname)) IS NULL LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', each.relname) INTO has_rows;
        IF has_rows THEN
            filled := filled || format('public.%I', each.relname);
        END IF;
    END LOOP;
    IF cardinality(filled) > 0 THEN
        CREATE TEMPORARY TABLE guards ON COMMIT DROP AS
            SELECT tgrelid::regclass AS held, tgname FROM pg_trigger
            WHERE NOT tgisinternal AND tgtype & 32 = 32 AND tgenabled <> 'D';
        FOR guard IN SELECT * FROM guards LOOP
            EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', guard.held, guard.tgname);
        END LOOP;
        EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' CASCADE';
        FOR guard IN SELECT * FROM guards LOOP
            EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', guard.held, guard.tgname);
        END LOOP;
    END IF;
    PERFORM set_config('session_replication_role', 'replica', true);
    FOR each IN SELECT relname FROM pg_class WHERE relnamespace = 'seeded'::regnamespace LOOP
        EXECUTE format('DELETE FROM public.%I', each.relname);
        EXECUTE format('INSERT INTO public.%I SELECT * FROM seeded.%I', each.relname, each.relname);
    END LOOP;
    PERFORM set_config('session_replication_role', 'origin', true);
END $$
"""


def keep_what_migrations_made(cursor: CursorWrapper) -> None:
    """Copy every row a fresh database has into the schema ``seeded``, from where emptying restores it."""
    cursor.execute(KEEP)


@pytest.fixture(scope="session", autouse=True)
def _flush_quickly() -> Iterator[None]:
    """Put our emptying in place of Django's, which knows neither guards, partitions nor seeds, and takes longer."""

    def empty(operations: DatabaseOperations, sql_list: list[str]) -> None:
        for _ in range(MOST_DEADLOCKS):
            try:
                with connection.cursor() as cursor:
                    cursor.execute(EMPTY)
            except OperationalError as error:  # the running site was just writing the end of an earlier test's answer
                if not isinstance(error.__cause__, DeadlockDetected):
                    raise
            else:
                return
        raise OperationalError("The database could not be emptied.")

    def nothing(*args: Any, **kwargs: Any) -> None:
        """The rows post_migrate makes are among the seeds."""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", empty)
        patch.setattr(flush, "emit_post_migrate_signal", nothing)
        yield
