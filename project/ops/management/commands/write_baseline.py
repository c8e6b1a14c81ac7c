"""``manage.py write_baseline``: migrates an empty database of its own and writes project/ops/baseline.sql from it."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from project.ops.services.baseline import describe_database, refuse_unknown_rows
from project.settings.env import BASE_DIR
from project.stack.baseline import BASELINE
from project.stack.suite import test_servers


class Command(BaseCommand):
    """Write the baseline; with --check, only say whether it is up to date."""

    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read the options."""
        parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when it is out of date")
        parser.add_argument("--output", type=Path, default=BASELINE, help="the file to write or compare")
        parser.add_argument("--here", action="store_true", help="use the configured database, which must be empty")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run again on throw-away servers, or do the work there."""
        if not options["here"]:
            command = [sys.executable, str(BASE_DIR / "manage.py"), *sys.argv[1:], "--here"]
            with test_servers() as environment:
                done = subprocess.run(command, env={**os.environ, **environment}, check=False)  # noqa: S603 - ourselves
            sys.exit(done.returncode)
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        refuse_unknown_rows()
        settings = connection.settings_dict
        text = describe_database(settings["HOST"], settings["NAME"])
        path = options["output"]
        is_current = path.exists() and path.read_text() == text
        if options["check"]:
            self.stdout.write(
                "The baseline is up to date." if is_current else "Out of date: ./daimon manage write_baseline"
            )
            sys.exit(0 if is_current else 1)
        path.write_text(text)
        self.stdout.write(f"written: {path}")
