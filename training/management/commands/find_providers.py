"""``manage.py find_providers``: register the built-in assistant, a running Ollama and the providers whose keys are set."""

from typing import Any

from django.core.management.base import BaseCommand

from project.lib.clock import now
from training.services.find_providers import find_providers_at_start


class Command(BaseCommand):
    """Find providers and read their model lists; harmless to repeat."""

    help = __doc__
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line with what was found."""
        self.stdout.write(find_providers_at_start(at=now()).summary)
