"""``manage.py import_legacy PATH --dry-run | --apply | --rollback RUN``: move an old data folder in."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from project.lib.clock import now
from project.lib.errors import DaimonError
from training.legacy.services import apply_legacy, check_legacy, roll_back_legacy
from training.legacy.services.plan import owner_of_moved
from training.models import LegacyImport


class Command(BaseCommand):
    """Check an old folder, take it over, or take a run back."""

    help = "Moves an old data folder in (.queue_state.json, image_metadata.json, app_state/settings.json); the old files stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which folder, and what to do with it."""
        parser.add_argument("path", help="the old data folder")
        verb = parser.add_mutually_exclusive_group(required=True)
        verb.add_argument("--dry-run", action="store_true", help="read and validate everything, take nothing")
        verb.add_argument(
            "--apply", action="store_true", help="take everything that can be taken; resumes a killed run"
        )
        verb.add_argument("--rollback", metavar="RUN", help="take this run back whole")
        parser.add_argument(
            "--owner", default="", help="whose the jobs and folders become (e-mail); default: the owner"
        )
        parser.add_argument(
            "--discard-changes", action="store_true", help="with --rollback: also lose what was changed since"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, print every line of the report and the counts; exit code 1 when nothing was done."""
        try:
            run = self._run(options)
        except DaimonError as error:
            raise CommandError(error.message) from error
        self._report(run)
        if run.state == LegacyImport.State.REFUSED:
            raise CommandError(f"Nothing can be taken. {run.problem}")

    def _run(self, options: dict[str, Any]) -> LegacyImport:
        path = options["path"]
        if options["rollback"]:
            return roll_back_legacy(
                run_id=options["rollback"],
                path=str(Path(path).resolve()),
                discard_changes=options["discard_changes"],
                at=now(),
            )
        owner = owner_of_moved(options["owner"])
        if options["dry_run"]:
            return check_legacy(path=path, owner=owner, started_by=None, at=now())
        return apply_legacy(path=path, owner=owner, started_by=None, at=now(), tell=self._tell)

    def _tell(self, percent: float, message: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{percent:3.0f} %  {message}", ending="")

    def _report(self, run: LegacyImport) -> None:
        if run.state in (LegacyImport.State.CHECKED, LegacyImport.State.REFUSED, LegacyImport.State.APPLIED):
            for line in run.lines.order_by("number").iterator():
                where = ": ".join(part for part in (line.file, line.place) if part)
                self.stdout.write(f"{line.get_weight_display()}: {where}: {line.reason}")
        self.stdout.write(f"{run.get_state_display()}: run {run.pk} of {run.path}")
        self.stdout.write(f"files read: {len(run.manifest)}, lines not taken: {run.refused_count}")
        self.stdout.write("can be taken: " + _counts(run.found))
        if run.state == LegacyImport.State.APPLIED:
            self.stdout.write("made: " + _counts(run.made))


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.items()) or "nothing"
