"""The thread that speaks for a busy handler: writes its progress, learns of cancellation, frees what waits behind it."""

import threading

import structlog
from django.db import Error as DatabaseError
from django.db import connection

from jobs.context import JobContext
from jobs.services.reap import give_back
from jobs.services.settle import settle
from jobs.services.wake import tell_after_commit
from jobs.worker.hand import Hand

log = structlog.get_logger(__name__)

BEAT = 0.5
SPEAK = """
UPDATE queue_job SET progress = %s, progress_message = %s WHERE id = %s AND fence = %s AND state = 'running'
RETURNING cancel_requested_at IS NOT NULL
"""
ASK = "SELECT cancel_requested_at IS NOT NULL FROM queue_job WHERE id = %s AND fence = %s AND state = 'running'"


class Pulse:
    """Beats twice a second while something is in hand; a quick batch passes without a single beat."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        self._is_working = threading.Event()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._live, name="queue-pulse", daemon=True)
        self._thread.start()

    def start(self) -> None:
        """A batch begins."""
        self._is_working.set()

    def stop(self) -> None:
        """The hand is empty."""
        self._is_working.clear()

    def end(self) -> None:
        """The worker is done for good."""
        self._ends.set()
        self._is_working.set()
        self._thread.join(timeout=5)

    def _live(self) -> None:
        while True:
            self._is_working.wait()
            if self._ends.wait(BEAT):
                connection.close()
                return
            if (context := self._hand.current(older_than=BEAT)) is not None:
                self._try(context)

    def _try(self, context: JobContext) -> None:
        try:
            beat(self._hand, context)
        except DatabaseError as error:
            log.warning("queue_pulse_missed", error=type(error).__name__)
            connection.close()


def beat(hand: Hand, context: JobContext) -> None:
    """One beat for the job in work: what waits behind it is freed, its progress written, its fate learned."""
    give_back([(each.id, each.fence) for each in hand.take_waiting()])
    ended = hand.take_ended()
    try:
        settle(ended)
    except DatabaseError:
        hand.put_back(ended)
        raise
    said = context.take_progress()
    with connection.cursor() as cursor:
        if said is not None:
            cursor.execute(SPEAK, [said[0], said[1], context.id, context.attempt])
        else:
            cursor.execute(ASK, [context.id, context.attempt])
        row = cursor.fetchone()
    tell_after_commit([context.owner_id])
    context.learn(is_held=row is not None or context.is_complete, is_cancelled=bool(row and row[0]))
