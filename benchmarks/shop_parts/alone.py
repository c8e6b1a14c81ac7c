"""Runs a benchmark in a process of its own on servers of its own: Django reads its settings once per process."""

import os
import subprocess

from project.stack.processes import python
from project.stack.suite import test_servers

INSIDE = "DAIMON_BENCH_ALONE"


def is_inside() -> bool:
    """Whether this process is the one with the servers."""
    return INSIDE in os.environ


def alone(module: str, arguments: list[str]) -> int:
    """Start servers, run the module in them, take them down, and return its exit code."""
    with test_servers() as environment:
        inside = {**environment, INSIDE: "1", "DJANGO_SETTINGS_MODULE": "project.settings", "LOG_LEVEL": "ERROR"}
        return subprocess.run(python("-m", module, *arguments), env=inside, check=False).returncode


def set_up() -> None:
    """Django ready, and the database migrated."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
