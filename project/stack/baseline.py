"""The baseline: what all migrations together make, as one file of SQL that a new database is filled from.

Django draws every model anew for every operation of every migration, which is nine tenths of a first start. The
baseline is written from the migrations and never by hand (``project.ops.services.baseline``); it is used only while each
migration it stands for is byte for byte the one that is here, and whatever came later is migrated as usual. Reading it
needs no Django, so that a database is filled while the site still loads.
"""

import hashlib
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from project.settings.env import BASE_DIR

BASELINE = BASE_DIR / "project" / "ops" / "baseline.sql"
# One migration: its app's label, its name, its file as ``import`` would find it, and the file's SHA-256.
NAMED = re.compile(r"^-- migration (\w+)\.(\w+) (\S+) ([0-9a-f]{64})$", re.MULTILINE)
BEFORE = "SELECT set_config('check_function_bodies', 'off', true), set_config('search_path', '', true);\n"
AFTER = "SELECT set_config('search_path', 'public', true);\n"


def baseline(path: Path = BASELINE) -> str | None:
    """The SQL that fills an empty database in one transaction, or None without a file that stands for the migrations here."""
    if not path.exists():
        return None
    text = path.read_text()
    named = NAMED.findall(text)
    if not named or any(_digest_here(file) != digest for _, _, file, digest in named):
        return None
    return BEFORE + text + _as_applied((app, name) for app, name, _, _ in named) + AFTER


def digest_of(file: Path) -> str:
    """The SHA-256 of a migration's file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _digest_here(name: str) -> str:
    found = next((file for folder in sys.path if (file := Path(folder, name)).is_file()), None)
    return digest_of(found) if found else ""


def _as_applied(migrations: Iterable[tuple[str, str]]) -> str:
    rows = ", ".join(f"('{app}', '{name}', now())" for app, name in migrations)
    return f"INSERT INTO public.django_migrations (app, name, applied) VALUES {rows};\n"  # noqa: S608 - names of our files
