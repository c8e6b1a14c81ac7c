"""Deletes what is too old to keep."""

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from project.lib.clock import now
from project.ops.services.housekeeping import keep_house


class Command(BaseCommand):
    """``housekeeping``: run it once a day; more often does no harm."""

    help = "Makes the API log's months, and deletes old log lines, events, sessions and remembered answers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what was done."""
        store: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        store.clear_expired()
        for name, number in keep_house(at=now()).items():
            self.stdout.write(f"{name}: {number}")
