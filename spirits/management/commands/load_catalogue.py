"""``manage.py load_catalogue``: write the catalogue file to the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from spirits.catalogue.file import DELIVERED, CatalogueInvalid
from spirits.services.load_catalogue import Change, LoadReport, Outcome, load_catalogue


class Command(BaseCommand):
    """Prints what it created, updated and kept, and a count of all."""

    help = "Load categories, spirits, tools, pairings, bundles, plans and minion templates from the catalogue file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, and whether staff's edits are overwritten."""
        parser.add_argument("--file", type=Path, default=DELIVERED, help="Another file than the delivered one.")
        parser.add_argument("--force", action="store_true", help="Also reset what staff have edited.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and report."""
        try:
            report = load_catalogue(path=options["file"], force=options["force"])
        except CatalogueInvalid as error:
            raise CommandError(_explain(error)) from error
        if options["verbosity"] > 0:
            self._print(report)

    def _print(self, report: LoadReport) -> None:
        for change in report.changes:
            if change.outcome is not Outcome.UNCHANGED:
                self.stdout.write(_line(change))
        counts = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in Outcome)
        self.stdout.write(f"Catalogue: {counts}.")


def _line(change: Change) -> str:
    text = f"{change.outcome:<9} {change.kind} {change.name}"
    if change.differing:
        text += f" ({', '.join(change.differing)})"
    return f"{text}: edited by staff" if change.outcome is Outcome.KEPT else text


def _explain(error: CatalogueInvalid) -> str:
    lines = [f"  {path}: {problem}" for path, problems in error.fields.items() for problem in problems]
    return "\n".join([error.message, *lines])
