"""Says what is wrong with an installation, and how to mend it."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from project.ops.queries.health import Dependency, dependencies


class Command(BaseCommand):
    """``doctor``: every dependency, the migrations, Django's own checks, and what is not set up."""

    help = "Checks this installation and says how to mend what is wrong."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each finding; the exit code is 1 when something required is broken."""
        found = dependencies(seconds=20)
        if all(each.is_ok for each in found if each.name == "database"):
            found.append(_migrations())
        found += [_django(), _mail(), _public_url()]
        for each in found:
            mark = "ok     " if each.is_ok else "BROKEN " if each.is_required else "note   "
            self.stdout.write(f"{mark} {each.name}" + ("" if each.is_ok else f": {each.problem}. {each.remedy}"))
        if any(each.is_required and not each.is_ok for each in found):
            raise CommandError("Something required is broken.")


def _migrations() -> Dependency:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    open_ones = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Dependency("migrations", not open_ones, f"{len(open_ones)} not applied", "Run: ./daimon manage migrate")


def _django() -> Dependency:
    problems = checks.run_checks(include_deployment_checks=settings.ENVIRONMENT == "production")
    serious = [each for each in problems if each.level >= checks.WARNING]
    return Dependency("settings", not serious, "; ".join(str(each.msg) for each in serious)[:500], "See the messages.")


def _mail() -> Dependency:
    return Dependency("mail", settings.HAS_MAIL, "no mail is sent", "Set EMAIL_URL.", is_required=False)


def _public_url() -> Dependency:
    remedy = "Set it to the address people use."
    return Dependency("public address", bool(settings.PUBLIC_URL), "PUBLIC_URL is empty", remedy, is_required=False)
