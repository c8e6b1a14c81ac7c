"""Write docs/tools.md from the tools there are."""

from typing import Any

import yaml
from django.core.management.base import BaseCommand

from project.settings.env import BASE_DIR
from spirits.catalogue.file import DELIVERED
from spirits.services.document_tools import document_tools
from spirits.tools import all_tools


class Command(BaseCommand):
    """Runs each tool's example and writes the page."""

    help = "Write docs/tools.md: every tool with a real call and its result."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and say how many there are."""
        total = len(yaml.safe_load(DELIVERED.read_text())["tools"])
        page = document_tools(total=total)
        (BASE_DIR / "docs" / "tools.md").write_text(page)
        self.stdout.write(f"{len(all_tools())} of {total} tools written.")
