"""``manage.py reconcile``: prove the economy over all rows."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from spirits.queries.economy.reconciliation import CHECKS, Break, find_breaks
from spirits.rules.economy.spreadsheet import safe_cell

SHOWN = 50


class Command(BaseCommand):
    """Exit with 0 when every promise holds, with 1 when a row breaks one; each such row is named."""

    help = "Check every promise of the economy over all rows; name each row that breaks one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--csv", type=Path, help="Write every broken row to this file.")

    def handle(self, *args: Any, **options: Any) -> None:
        breaks = find_breaks()
        for found in breaks[:SHOWN]:
            self.stdout.write(f"{found.check}: {found.table} {found.row} {found.detail}")
        if len(breaks) > SHOWN:
            self.stdout.write(f"… and {len(breaks) - SHOWN} more")
        if options["csv"]:
            write_csv(options["csv"], breaks)
        self.stdout.write(f"{len(CHECKS)} checks, {len(breaks)} broken rows")
        if breaks:
            sys.exit(1)


def write_csv(path: Path, breaks: list[Break]) -> None:
    """Write the broken rows as CSV that a spreadsheet will not run as formulas."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["check", "table", "row", "detail"])
        for found in breaks:
            writer.writerow([safe_cell(cell) for cell in (found.check, found.table, found.row, found.detail)])
