"""What a ticket allows: empty a lane, batch after batch, for a while."""

import time
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import Error as DatabaseError

from jobs.models import Job
from jobs.rules.lanes import Lane
from jobs.rules.states import JobState
from jobs.services.claim import turn_over
from jobs.services.reap import give_back, promote
from jobs.services.settle import settle
from jobs.services.wake import waker
from jobs.worker.attempt import run
from jobs.worker.database import leave_broken_connection
from jobs.worker.hand import Hand
from jobs.worker.identity import this_worker
from jobs.worker.pulse import Pulse

log = structlog.get_logger(__name__)

LARGEST_BATCH = 64
QUICK = 0.1
SLOW = 0.4
TICKET_SECONDS = 3.0


class Drain:
    """A worker process' way through a lane. Quick jobs come in batches, slow ones alone."""

    def __init__(self, *, worker: str | None = None, lease: timedelta | None = None, speaks: bool = True) -> None:
        self.worker = worker or this_worker()
        self.lease = lease
        self.hand = Hand()
        self.pulse = Pulse(self.hand) if speaks else None
        self.size = 1
        self.is_unsure = False  # whether a claim may have committed without our seeing what it took

    def drain(self, lane: str, *, seconds: float = TICKET_SECONDS, most: int | None = None) -> int:
        """Run jobs of ``lane`` until none waits, ``seconds`` passed or ``most`` were begun; returns how many were."""
        begun = 0
        until = time.monotonic() + seconds
        self._settle_doubts()
        try:
            while True:
                is_over = time.monotonic() >= until or (most is not None and begun >= most)
                want = 0 if is_over else self.size if most is None else min(self.size, most - begun)
                if not self._turn_over(lane, want):
                    break
                begun += self._work()
        finally:
            if self.pulse is not None:
                self.pulse.stop()
        if is_over:
            waker.wake(lane)
        return begun

    def close(self) -> None:
        """End the thread that speaks for this worker."""
        if self.pulse is not None:
            self.pulse.end()

    def _turn_over(self, lane: str, want: int) -> int:
        ended = self.hand.take_ended()
        if not want:
            settle(ended)
            return 0
        self.is_unsure = True
        try:
            turn = turn_over(lane=lane, worker=self.worker, want=want, ended=ended, lease=self.lease)
        except DatabaseError:
            self.hand.put_back(ended)
            leave_broken_connection()
            raise
        self.is_unsure = False
        self.hand.fill(turn.claimed)
        if turn.has_more and turn.claimed:
            waker.wake(lane)  # for somebody who sleeps
        return len(turn.claimed)

    def _work(self) -> int:
        if self.pulse is not None:
            self.pulse.start()
        began = time.monotonic()
        count = 0
        while True:
            if self.hand.next_is_suspect():
                self._isolate()
            context = self.hand.begin(self.worker)
            if context is None:
                break
            count += 1
            self.hand.finish(run(context))
        took = time.monotonic() - began
        if took < QUICK:
            self.size = min(self.size * 2, LARGEST_BATCH)
        elif took > SLOW:
            self.size = max(1, min(self.size, int(count * QUICK / took)))
        return count

    def _isolate(self) -> None:
        """A job that took a worker down before runs with nothing else in hand."""
        ended = self.hand.take_ended()
        try:
            settle(ended)
        except DatabaseError:
            self.hand.put_back(ended)
            raise
        first, *rest = self.hand.take_waiting()
        give_back([(each.id, each.fence) for each in rest])
        self.hand.fill([first])

    def _settle_doubts(self) -> None:
        """After a broken claim: write down what ended, and free whatever the database thinks we hold."""
        ended = self.hand.take_ended()
        try:
            settle(ended)
        except DatabaseError:
            self.hand.put_back(ended)
            leave_broken_connection()
            raise
        if self.is_unsure:
            _free(self.worker)
            self.is_unsure = False


def _free(worker: str) -> list[tuple[UUID, int]]:
    held = list(Job.objects.filter(state=JobState.RUNNING, held_by=worker).values_list("pk", "fence"))
    give_back(held)
    return held


def run_waiting(*, lanes: Sequence[str] = tuple(Lane.values), most: int | None = None) -> int:
    """Run what waits, in the calling thread and its transaction, until nothing does; returns how many jobs were begun.

    Jobs whose time has come are let in first. For tests and one-off commands; nobody speaks for a slow handler here.
    """
    worker = Drain(speaks=False)
    total = 0
    while True:
        promote()
        begun = sum(worker.drain(lane, seconds=float("inf"), most=most) for lane in lanes)
        total += begun
        if not begun or most is not None:
            return total
