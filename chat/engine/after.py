"""What happens once a run has ended and its end is written: other rooms register here, and no answer waits for them."""

from collections.abc import Callable
from uuid import UUID

import structlog
from django.db import transaction

from chat.models import Run
from project.lib.errors import DaimonError

log = structlog.get_logger(__name__)

Deed = Callable[[Run], None]
_deeds: list[Deed] = []


def after_run(deed: Deed) -> Deed:
    """Call ``deed`` with the run, in a transaction, after each run that was answered."""
    if deed not in _deeds:
        _deeds.append(deed)
    return deed


def run_ended(run_id: UUID) -> None:
    """Tell everybody who registered; a refusal is logged and harms nobody else."""
    run = Run.objects.select_related("owner", "question").filter(pk=run_id).first()
    if run is None:
        return
    for deed in _deeds:
        try:
            with transaction.atomic():
                deed(run)
        except DaimonError as error:
            log.warning("after_run_refused", run_id=str(run_id), deed=deed.__qualname__, code=error.code)
