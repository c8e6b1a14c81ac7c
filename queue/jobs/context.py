"""What a handler is handed beside its input: progress, cancellation, the fence, and guarded writes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from jobs.errors import JobCancelled, LeaseLost
from jobs.models import Attempt, Job, JobEvent
from jobs.rules.states import JobState
from jobs.services.claim import Claimed
from jobs.services.enqueue import enqueue
from jobs.services.settle import Ended, settle
from project.lib.clock import now

LONGEST_MESSAGE = 200


class JobContext:
    """One attempt at one job, as its handler sees it."""

    def __init__(self, claimed: Claimed, *, worker: str) -> None:
        self.claimed = claimed
        self.worker = worker
        self.begun_at = now()
        self.is_complete = False
        self._lock = threading.Lock()
        self._progress: tuple[int, str] | None = None
        self._is_cancelled = threading.Event()
        self._is_lost = threading.Event()

    @property
    def id(self) -> Any:
        """The job's id."""
        return self.claimed.id

    @property
    def kind(self) -> str:
        """The job's kind."""
        return self.claimed.kind

    @property
    def attempt(self) -> int:
        """How often the job was begun, this time included; also the fence."""
        return self.claimed.fence

    @property
    def key(self) -> str:
        """A text that is the same in every attempt, for effects outside the database."""
        return f"job:{self.claimed.id}"

    @property
    def owner_id(self) -> Any:
        """The person the job is for, or None."""
        return self.claimed.owner_id

    @cached_property
    def owner(self) -> Any:
        """The person the job is for, or None."""
        return get_user_model().objects.get(pk=self.owner_id) if self.owner_id is not None else None

    @cached_property
    def job(self) -> Job:
        """The job's row as it was when first asked for."""
        return Job.objects.get(pk=self.id)

    def progress(self, percent: float, message: str = "") -> None:
        """Say how far the work is; raises JobCancelled or LeaseLost when there is no point in going on."""
        self.check()
        with self._lock:
            self._progress = (max(0, min(99, int(percent))), message[:LONGEST_MESSAGE])

    def check(self) -> None:
        """Raise JobCancelled when somebody cancelled the job, LeaseLost when another worker has it."""
        if self._is_lost.is_set():
            raise LeaseLost
        if self._is_cancelled.is_set():
            raise JobCancelled

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked for the job to stop."""
        return self._is_cancelled.is_set()

    def note(self, kind: str, **data: Any) -> None:
        """Add an event to the job's history."""
        with self.writes():
            JobEvent.objects.create(job_id=self.id, kind=kind[:24], data=data, at=now())

    @contextmanager
    def writes(self) -> Iterator[None]:
        """A transaction that commits only while this attempt holds the job; raises LeaseLost otherwise.

        The job's row stays locked until the commit, so nobody can take the job over in between.
        """
        with transaction.atomic():
            self._hold()
            yield

    @contextmanager
    def completes(self, result: Any = None) -> Iterator[None]:
        """Like ``writes``; the job succeeds in the same commit. Nothing may be written after it."""
        with transaction.atomic():
            self._hold()
            yield
            if not settle([self.success(result)]):
                raise LeaseLost
        self.is_complete = True

    def enqueue(self, kind: str, payload: Any = None, *, key: str, **options: Any) -> Job:
        """A child of this job; ``key`` makes it the same child when this job is tried again."""
        with self.writes():
            return enqueue(
                kind, payload, key=f"{self.key}:{key}", parent=Job(pk=self.id), **{"owner": self.owner, **options}
            )

    def success(self, result: Any) -> Ended:
        """The end of an attempt that did its work."""
        return Ended(
            id=self.claimed.id,
            fence=self.claimed.fence,
            state=JobState.SUCCEEDED,
            outcome=Attempt.Outcome.SUCCEEDED,
            worker=self.worker,
            started_at=self.begun_at,
            finished_at=now(),
            result=result,
        )

    def take_progress(self) -> tuple[int, str] | None:
        """What was said since the last call, for the thread that writes it down."""
        with self._lock:
            said, self._progress = self._progress, None
        return said

    def learn(self, *, is_held: bool, is_cancelled: bool) -> None:
        """What the database says about the job, told by the thread that asks."""
        if not is_held:
            self._is_lost.set()
        if is_cancelled:
            self._is_cancelled.set()

    def _hold(self) -> None:
        self.check()
        held = Job.objects.select_for_update(no_key=True).filter(
            pk=self.id, fence=self.claimed.fence, state=JobState.RUNNING
        )
        row: tuple[datetime | None] | None = held.values_list("cancel_requested_at").first()
        if row is None:
            self._is_lost.set()
            raise LeaseLost
        if row[0] is not None:
            self._is_cancelled.set()
            raise JobCancelled
