"""``manage.py prepare``: what a start needs in the database, in order and harmless to repeat."""

import json
import os
import time
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from project.ops.services.baseline import fill_from_baseline, has_migrations_to_apply


class Command(BaseCommand):
    """Wait for the database, migrate, load the catalogue, find providers, and make the owner link of an empty installation."""

    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read where to report and what address links begin with."""
        parser.add_argument("--base-url", default="http://localhost:8000", help="what the owner link begins with")
        parser.add_argument("--report", type=int, help="an open descriptor that gets the result as JSON")
        parser.add_argument(
            "--no-static", dest="static", action="store_false", help="static files are gathered already"
        )
        parser.add_argument("--after", type=Path, help="a file; the database is not asked before it is there")
        parser.add_argument(
            "--wait",
            type=float,
            default=float(os.environ.get("PREPARE_WAIT", "60")),
            help="seconds to wait for the database",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each step; the owner link goes to the report, or to standard output without one."""
        wait_for_database(options["wait"], after=options["after"])
        fill_from_baseline()
        if has_migrations_to_apply():
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        if options["static"] and not settings.WHITENOISE_USE_FINDERS:
            call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
        self.stdout.write(_last_line_of("load_catalogue"))
        self.stdout.write(_last_line_of("find_providers"))
        self.stdout.write(_last_line_of("schedule_economy"))
        link = _owner_link(options["base_url"])
        if options["report"] is not None:
            with os.fdopen(options["report"], "w") as report:
                json.dump({"owner_link": link}, report)
        elif link:
            self.stdout.write(link)


def wait_for_database(seconds: float, *, after: Path | None = None) -> None:
    """Return when the database answers; CommandError names the problem after ``seconds``. It is first asked once the file ``after`` is there."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if after is not None and not after.exists():
                raise OperationalError("it is not made yet")
            connection.ensure_connection()
            return
        except OperationalError as error:
            if time.monotonic() > deadline:
                raise CommandError(f"The database does not answer: {error}") from error
            time.sleep(0.02)


def _last_line_of(command: str) -> str:
    """Run a command and keep its summary; a start is no place for a list of all it did."""
    written = StringIO()
    call_command(command, stdout=written)
    return written.getvalue().strip().rpartition("\n")[2]


def _owner_link(base_url: str) -> str:
    written = StringIO()
    try:
        call_command("owner_link", base_url=base_url, stdout=written)
    except CommandError:
        return ""  # somebody has an account already
    return written.getvalue().strip()
