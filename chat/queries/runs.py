"""A person's runs and what happened in them."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.queries.ownership import for_user
from chat.errors import RunNotFound
from chat.models import Run, RunEvent


def runs_of(user: User) -> QuerySet[Run]:
    """The person's runs, newest first."""
    rows = for_user(Run.objects.all(), user)
    return rows.select_related("language_model", "minion", "answer").order_by("-id")


def get_run(user: User, run_id: UUID) -> Run:
    """The person's run, or RunNotFound."""
    run = runs_of(user).filter(pk=run_id).first()
    if run is None:
        raise RunNotFound
    return run


def events_of(run: Run, *, after: int = 0) -> QuerySet[RunEvent]:
    """What happened in the run after that sequence number, in order."""
    return RunEvent.objects.filter(run=run, sequence__gt=after).order_by("sequence")


def text_so_far(run_ids: list[UUID]) -> dict[UUID, str]:
    """The text each unfinished run has written to the database by now."""
    found: dict[UUID, list[str]] = {run_id: [] for run_id in run_ids}
    rows = RunEvent.objects.filter(run_id__in=run_ids, kind="text").order_by("run_id", "sequence")
    for run_id, data in rows.values_list("run_id", "data"):
        found[run_id].append(data["text"])
    return {run_id: "".join(parts) for run_id, parts in found.items()}
