"""Old tasks as jobs: ended ones with their times, the others waiting for their image."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import User
from jobs.models import Job
from jobs.rules.states import WAITING, JobState
from jobs.services.carry_over import Carried, carry_over
from training.legacy.models import LegacyImport, LegacyRow
from training.legacy.reading.places import file_of
from training.legacy.reading.tasks import OldTask
from training.legacy.services.digests import digest_of

KIND = "training.process_old_image"
LONGEST_ERROR = 500
NO_REASON = "It failed in the old installation, which kept no reason."


@dataclass(frozen=True)
class OldImage:
    """The image of a task that was moved in: its path as the old installation wrote it, and where that is here."""

    image_path: str
    file: str


def job_id(task: OldTask) -> UUID:
    """The same id for the same task, ordered by the time it was asked for like every other (UUID version 7)."""
    milliseconds = int(task.created_at.timestamp() * 1000)
    chance = int.from_bytes(task.identity[:10], "big")
    value = milliseconds << 80 | 0x7 << 76 | (chance >> 64 & 0xFFF) << 64 | 0b10 << 62 | chance & (1 << 62) - 1
    return UUID(int=value)


def carried(task: OldTask, root: str) -> Carried:
    """The job of a task."""
    state = {"completed": JobState.SUCCEEDED, "failed": JobState.FAILED}.get(task.status, JobState.SCHEDULED)
    name = task.image_path.replace("\\", "/").rsplit("/", 1)[-1]
    error = (task.error or NO_REASON) if state == JobState.FAILED else ""
    return Carried(
        id=job_id(task),
        key=f"legacy:{task.identity.hex()}",
        title=f"Process {name}"[:160],
        payload=OldImage(task.image_path, file_of(root, task.file, task.image_path)),
        created_at=task.created_at,
        state=state,
        progress=100 if state == JobState.SUCCEEDED else int(task.progress) if state == JobState.FAILED else 0,
        started_at=task.started_at if state != JobState.SCHEDULED else None,
        finished_at=task.completed_at if state != JobState.SCHEDULED else None,
        error_code="failed_before_the_move" if state == JobState.FAILED else "",
        error=error[:LONGEST_ERROR],
        trace=error if len(error) > LONGEST_ERROR else "",
    )


def store_tasks(run: LegacyImport, tasks: Sequence[OldTask], *, owner: User) -> list[LegacyRow]:
    """The rows that undo what was stored; a task that is a job already makes none."""
    drafts = [carried(task, run.path) for task in tasks]
    made = carry_over(KIND, drafts, owner=owner)
    return [
        LegacyRow(
            run=run,
            kind=LegacyRow.Kind.JOB,
            target=str(draft.id),
            digest=_expected(draft, owner),
            file=task.file,
            place=task.place,
        )
        for task, draft in zip(tasks, drafts, strict=True)
        if draft.id in made
    ]


def _expected(draft: Carried, owner: User) -> str:
    """The digest of the job as it must be stored."""
    payload = {"image_path": draft.payload.image_path, "file": draft.payload.file}
    ended, fence = (draft.state, 1) if draft.is_past else ("waits", 0)
    times = [draft.created_at, draft.started_at, draft.finished_at]
    rest = (draft.progress, draft.error_code, draft.error)
    return _digest(draft.id, draft.title, payload, owner.pk, ended, fence, times, *rest)


def stored_digests(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """The digests of the jobs as they are now; one that ran, was cancelled or tried again has another."""
    names = ("pk", "title", "payload", "owner_id", "state", "fence", "created_at", "started_at", "finished_at")
    rows = Job.objects.filter(pk__in=list(ids)).values_list(*names, "progress", "error_code", "error")
    found: dict[UUID, str] = {}
    for pk, title, payload, owner, state, fence, created, started, finished, progress, code, error in rows.iterator(
        2000
    ):
        shown = "waits" if state in WAITING else state
        times = [created, started, finished]
        found[pk] = _digest(pk, title, payload, owner, shown, fence, times, progress, code, error)
    return found


def _digest(
    pk: UUID, title: str, payload: dict[str, str], owner: Any, state: str, fence: int, times: list[Any], *rest: Any
) -> str:
    shown = [each.isoformat() if each is not None else None for each in times]
    return digest_of(str(pk), KIND, title, payload, str(owner), str(state), fence, shown, *rest)
