"""Take a run back whole: the tables are afterwards what they were before it."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from jobs.services.carry_over import take_back
from training.legacy.errors import LegacyImportNotFound, LegacyNotReversible, LegacyRowsChanged
from training.legacy.services.images import extra_images, take_folders_back
from training.legacy.services.lock import alone
from training.legacy.services.settings import take_setting_back
from training.legacy.services.verify import stored_digests
from training.models import LegacyImport, LegacyRow

REVERSIBLE = (LegacyImport.State.APPLIED, LegacyImport.State.APPLYING)


def roll_back_legacy(
    *, run_id: str | UUID, path: str | None = None, discard_changes: bool = False, at: datetime
) -> LegacyImport:
    """The run, rolled back in one transaction.

    LegacyImportNotFound for an unknown run or one of another folder; LegacyNotReversible when it stored nothing or a later
    run came after it; LegacyRowsChanged when rows were changed since and ``discard_changes`` is not given; JobsAtWork
    while a worker has one of its jobs.
    """
    with alone(), transaction.atomic():
        run = _found(run_id, path)
        if run.state not in REVERSIBLE:
            raise LegacyNotReversible(
                f"This run is in the state {run.get_state_display()}: there is nothing to take back."
            )
        later = (
            LegacyImport.objects.filter(state__in=REVERSIBLE, pk__gt=run.pk, rows__isnull=False).order_by("-pk").first()
        )
        if later is not None:
            raise LegacyNotReversible(f"A later run has to be rolled back first: {later.pk}.")
        if not discard_changes:
            _refuse_changed(run)
        take_back_rows(run)
        run.state, run.ended_at = LegacyImport.State.ROLLED_BACK, at
        run.save(update_fields=["state", "ended_at"])
    return run


def take_back_rows(run: LegacyImport) -> None:
    """Delete what the run made and put back what it changed, newest first, inside the caller's transaction."""
    for row in run.rows.filter(kind=LegacyRow.Kind.SETTING).order_by("-pk"):
        take_setting_back(row)
    take_back([UUID(each) for each in _targets(run, LegacyRow.Kind.JOB)])
    take_folders_back(_targets(run, LegacyRow.Kind.FOLDER))
    with connection.cursor() as cursor:  # past the model, which would load every row to delete it
        cursor.execute("DELETE FROM training_legacyrow WHERE run_id = %s", [run.pk])


def changed_rows(run: LegacyImport) -> list[LegacyRow]:
    """The run's rows that are not as it left them, or are gone."""
    found: list[LegacyRow] = []
    for kind in LegacyRow.Kind:
        rows = list(run.rows.filter(kind=kind).order_by("pk"))
        stored = stored_digests(kind, [row.target for row in rows])
        found += [row for row in rows if stored.get(row.target) != row.digest]
    return found


def _refuse_changed(run: LegacyImport) -> None:
    changed = changed_rows(run)
    added = extra_images(_targets(run, LegacyRow.Kind.FOLDER), _targets(run, LegacyRow.Kind.IMAGE))
    if changed or added:
        shown = ", ".join(f"{row.get_kind_display().lower()} {row.place}" for row in changed[:3])
        more = f"{len(changed)} rows were changed since{f' ({shown})' if shown else ''}, {added} images were added."
        raise LegacyRowsChanged(f"{more} Rolling back loses that; say --discard-changes to do it all the same.")


def _found(run_id: str | UUID, path: str | None) -> LegacyImport:
    try:
        run = LegacyImport.objects.select_for_update().filter(pk=run_id).first()
    except (ValidationError, ValueError):
        run = None
    if run is None or (path is not None and run.path != path):
        raise LegacyImportNotFound
    return run


def _targets(run: LegacyImport, kind: LegacyRow.Kind) -> list[str]:
    return list(run.rows.filter(kind=kind).values_list("target", flat=True))
