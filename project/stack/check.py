"""``./daimon check``: every static check, each with one line when it is clean and its whole output when it is not."""

import difflib
import os
import secrets
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from project.settings.env import BASE_DIR
from project.stack.output import Terminal
from project.stack.processes import python
from project.stack.suite import test_servers

SCHEMA = BASE_DIR / "docs" / "openapi.yaml"
PACKAGES = ("project", "accounts", "chat", "spirits", "training", "queue/jobs")
# Any strong value will do; nothing is signed or encrypted with these.
PRODUCTION = {
    "ENVIRONMENT": "production",
    "ALLOWED_HOSTS": "ai.example.org",
    "ENCRYPTION_KEYS": "S2V5IG9ubHkgZm9yIHRoZSBjaGVjay4gTm90aGluZyE=",
}


@dataclass(frozen=True)
class Check:
    """One command that must end well."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def check() -> int:
    """Run all checks and return 0 when each is clean."""
    terminal = Terminal()
    with test_servers() as servers, tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "openapi.yaml"
        failed = [each.name for each in checks(fresh) if not _passes(each, servers, terminal)]
        if fresh.exists() and (difference := schema_drift(fresh)):
            failed.append("schema drift")
            terminal.write(f"FAILED schema drift\n{difference}\n")
    terminal.write(
        f"{len(failed)} of the checks failed: {', '.join(failed)}\n" if failed else "All checks are clean.\n"
    )
    return 1 if failed else 0


def checks(schema: Path) -> list[Check]:
    """The checks in the order of how soon they tell something."""
    manage = [*python(), str(BASE_DIR / "manage.py")]
    return [
        Check("ruff check", python("-m", "ruff", "check", ".")),
        Check("ruff format", python("-m", "ruff", "format", "--check", ".")),
        Check("import layers", python("-c", "from importlinter.cli import lint_imports_command as run; run()")),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        Check("baseline", [*manage, "write_baseline", "--check"]),
        Check(
            "deployment settings",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            {**PRODUCTION, "SECRET_KEY": secrets.token_urlsafe(64)},
        ),
        Check("API schema", [*manage, "spectacular", "--validate", "--fail-on-warn", "--file", str(schema)]),
        Check("mypy", python("-m", "mypy", *PACKAGES)),
    ]


def schema_drift(fresh: Path) -> str:
    """What differs between docs/openapi.yaml and the API as it is; empty when nothing does."""
    documented = SCHEMA.read_text().splitlines() if SCHEMA.exists() else []
    lines = list(
        difflib.unified_diff(documented, fresh.read_text().splitlines(), "docs/openapi.yaml", "the API", lineterm="")
    )
    if not lines:
        return ""
    return "\n".join([*lines[:60], "Write it anew with: ./daimon manage spectacular --file docs/openapi.yaml"])


def _passes(each: Check, servers: dict[str, str], terminal: Terminal) -> bool:
    begun = time.monotonic()
    environment = {**servers, "PYTHONPATH": f"{BASE_DIR}{os.pathsep}{BASE_DIR / 'queue'}", **each.environment}
    done = subprocess.run(  # noqa: S603 - the fixed commands above
        each.command,
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    terminal.write(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {each.name} ({time.monotonic() - begun:.1f} s)\n")
    if done.returncode != 0:
        terminal.write(done.stdout)
    return done.returncode == 0
