"""``manage.py document_settings``: writes docs/configuration.md and .env.example from the declared settings."""

from typing import Any

from django.core.management.base import BaseCommand

from project.settings.reference import write


class Command(BaseCommand):
    """Write both files, and say which changed."""

    help = __doc__
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        for path in write():
            self.stdout.write(f"written: {path}")
