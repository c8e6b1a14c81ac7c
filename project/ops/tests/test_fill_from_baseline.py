"""A database filled from the baseline is the one that all migrations make."""

import os
import re
import subprocess
import sys

import psycopg
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from project.ops.services.baseline import fill_from_baseline, has_migrations_to_apply, migrations_here
from project.settings.env import BASE_DIR
from project.stack.baseline import BASELINE, NAMED, baseline
from project.testing.site import database_url


@pytest.fixture
def empty_database(django_db_setup):
    """Makes empty databases on the test server, each named by its URL."""
    settings = connection.settings_dict
    made = []

    def make(name):
        with psycopg.connect(
            host=settings["HOST"], user=settings["USER"], dbname="postgres", autocommit=True
        ) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        with psycopg.connect(host=settings["HOST"], user=settings["USER"], dbname=name, autocommit=True) as database:
            database.execute("CREATE EXTENSION vector")
        made.append(name)
        return database_url().rpartition("/")[0] + f"/{name}"

    yield make
    with psycopg.connect(host=settings["HOST"], user=settings["USER"], dbname="postgres", autocommit=True) as server:
        for name in made:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def manage(url, *arguments):
    """One manage.py command on the database at ``url``."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_stands_for_every_migration_that_is_here():
    """It is written by migrating, and ``./daimon check`` writes it again: a changed or new migration asks for that."""
    named = {(app, name): (file, digest) for app, name, file, digest in NAMED.findall(BASELINE.read_text())}
    assert named == migrations_here(), "./daimon manage write_baseline"
    assert baseline() is not None


@pytest.mark.full_size  # minutes of migrating, which ./daimon check does, too
def test_it_makes_the_very_database_that_migrating_makes(empty_database, worker_id, tmp_path):
    migrated, filled = empty_database(f"migrated_{worker_id}"), empty_database(f"filled_{worker_id}")
    first, second = tmp_path / "first.sql", tmp_path / "second.sql"

    manage(migrated, "write_baseline", "--here", "--output", str(first))
    fill = f"from pathlib import Path; from project.ops.services.baseline import *; print(fill_from_baseline(Path({str(first)!r})))"
    said = manage(filled, "shell", "--verbosity", "0", "-c", fill)
    plan = manage(filled, "showmigrations", "--plan")
    manage(filled, "write_baseline", "--here", "--output", str(second))

    assert said == "True\n"
    assert "[ ]" not in plan
    assert _without_casts(second) == _without_casts(first)
    assert "CREATE TABLE public.accounts_user" in first.read_text()


def _without_casts(path):
    """PostgreSQL writes the same constraint with its casts elsewhere once it has read it back."""
    return re.sub(r"::(character varying|text)(\[\])?|[()]", "", path.read_text()).splitlines()


@pytest.mark.django_db
def test_a_database_in_use_is_left_alone():
    assert fill_from_baseline() is False


@pytest.mark.django_db
def test_one_missing_migration_is_noticed():
    assert not has_migrations_to_apply()
    MigrationRecorder(connection).record_unapplied("queue", "0001_initial")
    assert has_migrations_to_apply()


def test_a_changed_migration_makes_it_unusable(tmp_path, monkeypatch):
    stale = tmp_path / "stale.sql"
    stale.write_text(
        "-- migration accounts.0001_initial accounts/migrations/0001_initial.py "
        + "0" * 64
        + "\nCREATE TABLE wrong ();\n"
    )
    monkeypatch.setattr("project.ops.services.baseline.MigrationRecorder.has_table", lambda recorder: False)
    assert fill_from_baseline(stale) is False
    assert fill_from_baseline(tmp_path / "absent.sql") is False
