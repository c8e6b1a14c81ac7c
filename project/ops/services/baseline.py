"""Writing the baseline (``project.stack.baseline``) from the migrations, and filling a database that others made from it."""

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

from project.stack.baseline import BASELINE, baseline, digest_of
from project.stack.postgres import binaries

HEADER = "-- Written by ./daimon manage write_baseline from the migrations named here. Not to be edited.\n"
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
    text = None if MigrationRecorder(connection).has_table() else baseline(path)
    if text is None:
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text)
    return True


def has_migrations_to_apply() -> bool:
    """Whether the database lacks any migration that is here. It goes by their names, without loading them."""
    return not _files().keys() <= MigrationRecorder(connection).applied_migrations().keys()


def migrations_here() -> dict[Key, tuple[str, str]]:
    """Every migration in the order they apply: its file as ``import`` would find it, and the file's SHA-256."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ordered = dict.fromkeys(key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf))
    files = _files()
    return {key: (_as_imported(key), digest_of(files[key])) for key in ordered}


def describe_database(server: str, database: str) -> str:
    """The baseline that the migrated, otherwise empty ``database`` (Unix socket folder ``server``) makes."""
    dump = _dump(server, database, "--schema-only")
    rows = _dump(server, database, "--data-only", "--rows-per-insert=500", *(f"--table={name}" for name in KNOWN_ROWS))
    named = "".join(
        f"-- migration {app}.{name} {file} {digest}\n" for (app, name), (file, digest) in migrations_here().items()
    )
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


def _as_imported(key: Key) -> str:
    app, name = key
    package, _ = MigrationLoader.migrations_module(app)
    assert package is not None
    return f"{package.replace('.', '/')}/{name}.py"
