"""Record what happens in the system."""

from typing import Any
from uuid import UUID

import structlog
from django.db import Error as DatabaseError
from django.db import transaction

from project.lib.clock import now
from project.ops.models import SystemEvent

log = structlog.get_logger(__name__)


def record_event(
    *,
    kind: str,
    message: str,
    level: str = SystemEvent.Level.INFO,
    actor_id: UUID | None = None,
    subject: str = "",
    address: str = "",
    data: dict[str, Any] | None = None,
) -> SystemEvent | None:
    """Add an event with the present request's id, and log it; an event that cannot be written does not stop the work."""
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))[:128]
    log.log(_LEVELS[level], kind, message=message, subject=subject, actor_id=str(actor_id or ""))
    try:
        with transaction.atomic():
            return SystemEvent.objects.create(
                at=now(),
                kind=kind,
                level=level,
                message=message[:500],
                actor_id=actor_id,
                subject=subject[:120],
                address=address or None,
                data=data or {},
                request_id=request_id,
            )
    except DatabaseError as error:
        log.error("event_not_written", kind=kind, error=type(error).__name__)
        return None


_LEVELS: dict[str, int] = {SystemEvent.Level.INFO: 20, SystemEvent.Level.WARNING: 30, SystemEvent.Level.ERROR: 40}
