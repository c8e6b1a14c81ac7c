"""The baseline: what all migrations together make, as one file of SQL that a new database is filled from.

Django draws every model anew for every operation of every migration, which is nine tenths of a first start. The
baseline is written from the migrations and never by hand; it is used only while each migration it stands for is
byte for byte the one that is here, and whatever came later is migrated as usual.
"""

import hashlib
import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from project.settings.env import BASE_DIR
from project.stack.postgres import binaries

BASELINE = BASE_DIR / "project" / "ops" / "baseline.sql"
HEADER = "-- Written by ./daimon manage write_baseline from the migrations named here. Not to be edited.\n"
NAMED = re.compile(r"^-- migration (\S+)\.(\S+) ([0-9a-f]{64})$", re.MULTILINE)
# Tables in which migrating leaves rows that may be the same in every installation; secrets and keys never may.
KNOWN_ROWS = (
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "ops_limitrule",
    "queue_schedule",
)
# What each installation makes for itself in those rows.
IDENTIFIER = re.compile(r"'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'")
MOMENT = re.compile(r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+00'")
Key = tuple[str, str]


class RowsInBaseline(Exception):
    """A migration makes rows the baseline does not know."""


def fill_from_baseline(path: Path = BASELINE) -> bool:
    """Give an untouched database all the baseline holds; False when it is not empty, or the baseline is out of date."""
    if MigrationRecorder(connection).has_table() or not path.exists():
        return False
    text = path.read_text()
    named = {(app, name): digest for app, name, digest in NAMED.findall(text)}
    files = _files()
    if not named or any(key not in files or _digest(files[key]) != digest for key, digest in named.items()):
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('check_function_bodies', 'off', true), set_config('search_path', '', true)")
        cursor.execute(text)
        cursor.execute("SELECT set_config('search_path', 'public', true)")
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        recorder.migration_qs.bulk_create([recorder.Migration(app=app, name=name) for app, name in named])
    return True


def has_migrations_to_apply() -> bool:
    """Whether the database lacks any migration that is here. It goes by their names, without loading them."""
    return not _files().keys() <= MigrationRecorder(connection).applied_migrations().keys()


def digests() -> dict[Key, str]:
    """The SHA-256 of every migration file, in the order they apply."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ordered = dict.fromkeys(key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf))
    files = _files()
    return {key: _digest(files[key]) for key in ordered}


def describe_database(server: str, database: str) -> str:
    """The baseline that the migrated, otherwise empty ``database`` (Unix socket folder ``server``) makes."""
    dump = _dump(server, database, "--schema-only")
    rows = _dump(server, database, "--data-only", "--rows-per-insert=500", *(f"--table={name}" for name in KNOWN_ROWS))
    named = "".join(f"-- migration {app}.{name} {digest}\n" for (app, name), digest in digests().items())
    fresh = MOMENT.sub("now()", IDENTIFIER.sub("uuidv7()", "\n".join(_statements(rows))))
    return HEADER + named + "\n" + "\n".join(_statements(dump)) + "\n" + fresh + "\n"


def refuse_unknown_rows() -> None:
    """RowsInBaseline when the migrated database holds rows in a table that is not known to."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in (*KNOWN_ROWS, "django_migrations"):
                continue
            cursor.execute(f"SELECT EXISTS (SELECT FROM {connection.ops.quote_name(table)})")  # noqa: S608 - a quoted name
            if cursor.fetchone() == (True,):
                raise RowsInBaseline(
                    f"Migrating leaves rows in {table}: load them in `prepare`, or name the table in KNOWN_ROWS."
                )


def _dump(server: str, database: str, *options: str) -> str:
    command = [
        str(binaries() / "pg_dump"),
        "--no-owner",
        "--no-privileges",
        *options,
        "-h",
        server,
        "-U",
        "daimon",
        database,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - a fixed command


def _statements(dump: str) -> Iterator[str]:
    """The dump's lines without comments, session settings and psql's own commands."""
    for line in dump.splitlines():
        if line.startswith(("--", "SET ", "\\", "SELECT pg_catalog.set_config(")) or not line.strip():
            continue
        yield line


def _files() -> dict[Key, Path]:
    """The file of every migration, found as Django finds it, and not loaded."""
    found: dict[Key, Path] = {}
    for app in apps.get_app_configs():
        package, _ = MigrationLoader.migrations_module(app.label)
        if package is None:
            continue
        with suppress(ModuleNotFoundError):  # an app without migrations
            folders = [Path(each) for each in import_module(package).__path__]
            found |= {(app.label, file.stem): file for folder in folders for file in folder.glob("[!_~]*.py")}
    return found


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
