"""Celery beat's scheduler: it makes jobs for due slots in PostgreSQL, so several beats are as good as one."""

from typing import Any

import structlog
from celery.beat import Scheduler
from django.db import Error as DatabaseError
from django.db import connection

from jobs.services.schedules import ensure_standing, fire_due
from project.lib.clock import now

log = structlog.get_logger(__name__)

LONGEST_NAP = 1.0


class SlotScheduler(Scheduler):
    """Looks once a second; keeps no file and no state of its own."""

    _has_standing = False

    def setup_schedule(self) -> None:
        """Nothing to set up: schedules are rows."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Fire what is due; returns the seconds to sleep."""
        try:
            if not self._has_standing:
                ensure_standing(at=now())
                self._has_standing = True
            fire_due(at=now())
        except DatabaseError as error:
            log.warning("queue_beat_missed", error=type(error).__name__)
            connection.close()
        return LONGEST_NAP
