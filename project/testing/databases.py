"""One migrated template database for the whole run, copied for each worker."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from project.ops.services.baseline import fill_from_baseline
from project.testing.flushing import keep_what_migrations_made

TEMPLATE = "test_daimon_template"
LOCK = 0x6461696D6F6E  # one worker makes the template, the others wait


@pytest.fixture(scope="session")
def django_db_setup(worker_id: str, django_db_blocker: DjangoDbBlocker) -> None:
    """Each worker tests on a copy of one migrated template; the servers are thrown away after the run."""
    with django_db_blocker.unblock():
        use_database_of(worker_id)


def use_database_of(worker: str) -> str:
    """Point Django at a fresh, migrated database that only ``worker`` uses, and return its name."""
    name = f"test_daimon_{worker}"
    with _administration() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _exists(server, TEMPLATE):
            _make_template(server)
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
        server.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    _point_django_at(name)
    return name


def _make_template(server: psycopg.Connection) -> None:
    building = f"{TEMPLATE}_building"
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(building)))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
    _point_django_at(building)
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
    fill_from_baseline()
    call_command("migrate", verbosity=0, interactive=False)
    with connections["default"].cursor() as cursor:
        keep_what_migrations_made(cursor)
    connections["default"].close()
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(TEMPLATE)))


def _point_django_at(name: str) -> None:
    connection = connections["default"]
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.settings_dict["TEST"]["NAME"] = name


def _exists(server: psycopg.Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


@contextmanager
def _administration() -> Iterator[psycopg.Connection]:
    """A connection outside the test databases, for making them."""
    settings = connections["default"].settings_dict
    with psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"] or None,
        user=settings["USER"],
        password=settings["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as server:
        yield server
