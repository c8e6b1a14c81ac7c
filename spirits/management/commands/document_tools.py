"""Write docs/tools.md from the tools there are."""

from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from project.settings.env import BASE_DIR
from spirits.catalogue.file import DELIVERED
from spirits.services.document_tools import ExampleFailed, document_tools
from spirits.tools import all_tools


class Command(BaseCommand):
    """Runs each tool's example and writes the page."""

    help = "Write docs/tools.md: every tool with a real call and its result."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and say how many there are."""
        total = len(yaml.safe_load(DELIVERED.read_text())["tools"])
        try:
            page = document_tools(total=total)
        except ExampleFailed as error:
            raise CommandError(str(error)) from error
        (BASE_DIR / "docs" / "tools.md").write_text(page)
        self.stdout.write(f"{len(all_tools())} of {total} tools written.")
