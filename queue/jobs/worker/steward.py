"""The steward lives in a worker's main process, where no handler can starve it.

Each second it speaks for the living children, takes jobs back from dead ones, ends what runs too long, lets due jobs in,
calls a worker to every lane that has work, and leaves a ticket for every child that has none.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, transaction
from kombu.exceptions import KombuError
from redis import RedisError

from jobs.models import Job
from jobs.services.cancel import finish_cancelled_batches
from jobs.services.levels import refresh_levels
from jobs.services.measure import alarm_stuck, measure_kinds
from jobs.services.overdue import Overdue, condemn, overdue_jobs
from jobs.services.reap import extend_leases, promote, reap, release_dead
from jobs.services.retention import forget_finished
from jobs.services.wake import MOST_TICKETS, broker_client, leave_ticket, waker
from jobs.worker import crew
from jobs.worker.identity import node, worker_of
from project.lib.clock import now

log = structlog.get_logger(__name__)

TICK = 1.0
MEASURE_SECONDS = 20.0
KEEPER = "SELECT pg_try_advisory_xact_lock(1903522146)"


class Steward:
    """Looks after one process tree; the duties that concern everybody are done by whichever steward comes first."""

    def __init__(
        self, *, lanes: Sequence[str], children: Callable[[], set[int]], idle: Callable[[], int] = lambda: 0
    ) -> None:
        self.lanes = list(lanes)
        self._children = children
        self._idle = idle
        self._broker = broker_client()
        self._known: set[int] = set()
        self._extended = 0.0
        self._measured = 0.0
        self._ends = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin ticking in a thread."""
        self._thread = threading.Thread(target=self._live, name="queue-steward", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop ticking."""
        self._ends.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def tick(self) -> None:
        """One round of duties."""
        living = self._children()
        self._bury(self._known - living)
        self._known = living
        self._speak_for(living)
        self._end_overdue()
        self._keep_house()
        self._call_workers()
        self._leave_tickets()

    def _live(self) -> None:
        while True:
            try:
                self.tick()
            except (DatabaseError, RedisError, KombuError, OSError) as error:
                log.warning("queue_steward_missed", error=type(error).__name__)
                connection.close()
            except Exception:  # without its steward a worker would lose every lease in silence
                log.exception("queue_steward_failed")
                connection.close()
            if self._ends.wait(TICK):
                break
        connection.close()

    def _bury(self, gone: set[int]) -> None:
        if gone:
            taken = release_dead([worker_of(pid) for pid in gone])
            log.warning("queue_children_gone", count=len(gone), jobs=taken)

    def _speak_for(self, living: set[int]) -> None:
        if time.monotonic() - self._extended < settings.QUEUE_LEASE_SECONDS / 5:
            return
        extend_leases([worker_of(pid) for pid in living])
        self._extended = time.monotonic()

    def _end_overdue(self) -> None:
        for each in overdue_jobs(node()):
            self._end(each)

    def _end(self, overdue: Overdue) -> None:
        """Kill the process that does not stop, then write down why; only a child of ours is ever killed."""
        pid = int(overdue.worker.rsplit("/", 1)[1])
        if pid not in self._known or pid == os.getpid():
            return
        log.warning("job_ended_by_force", job=str(overdue.id), kind=overdue.kind, reason=overdue.reason)
        os.kill(pid, signal.SIGKILL)
        condemn(overdue)

    def _keep_house(self) -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(KEEPER)
                if not cursor.fetchone()[0]:
                    return
            reap()
            promote()
            refresh_levels(self.lanes)
            if time.monotonic() - self._measured > MEASURE_SECONDS:
                self._measured = time.monotonic()
                self._measure()

    def _measure(self) -> None:
        at = now()
        measure_kinds(at=at)
        alarm_stuck(at=at)
        finish_cancelled_batches(at=at)
        forget_finished(at=at)

    def _leave_tickets(self) -> None:
        if crew.is_closing():
            return
        for _ in range(min(self._idle(), MOST_TICKETS)):
            if not leave_ticket(self.lanes[0], client=self._broker):
                break

    def _call_workers(self) -> None:
        waiting = Job.objects.filter(state="queued", lane__in=self.lanes)
        for lane in self.lanes:
            if waiting.filter(lane=lane).exists():
                waker.wake(lane)
