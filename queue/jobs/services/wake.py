"""Wake workers: a call goes to one that sleeps, a ticket to the broker when none does; a thread sends them, nobody waits."""

import atexit
import os
import threading
import time
from collections.abc import Iterable
from functools import cached_property
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from kombu.exceptions import KombuError
from redis import Redis, RedisError

from jobs.services.bell import MOST_CALLS, Bell, call_key
from project.celery import app
from project.lib.redis_clients import client_of
from project.ops.live import announce

log = structlog.get_logger(__name__)

TICKET_TASK = "jobs.drain"
TICKET_LIFE_MS = 1000  # a lost ticket is forgotten after this; workers ask by themselves once a second
MOST_TICKETS = 4
BROKER_PATIENCE = 0.2
REST_AFTER_FAILURE = 2.0
BREATH = 0.003  # between two rounds, so that a burst of calls costs a few rounds and not one each
FAREWELL = 0.5


def wake_after_commit(lane: str) -> None:
    """Wake a worker for ``lane`` once the caller's transaction has committed; never raises, never waits."""
    transaction.on_commit(lambda: waker.wake(lane))


def tell_after_commit(owners: Iterable[UUID | None]) -> None:
    """Once the transaction has committed, tell whoever looks that jobs of these people changed; never raises or waits."""
    people = {owner for owner in owners if owner is not None}
    if people:
        transaction.on_commit(lambda: waker.tell(people))


def topic_of(owner_id: UUID) -> str:
    """The live topic on which changes of a person's jobs are hinted at."""
    return f"jobs:{owner_id}"


class Waker:
    """Rings the bell for lanes and hands the rest to a thread of its own process: the bell's care, tickets, and news.

    Many calls within a moment become one ticket and one hint.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bell = Bell()
        self._lanes: set[str] = set()
        self._unproved: set[str] = set()  # rung, and perhaps nobody heard it
        self._rung: dict[str, float] = {}
        self._people: set[UUID] = set()
        self._called = threading.Event()
        self._idle = threading.Event()
        self._thread: threading.Thread | None = None
        self._pid = 0

    def wake(self, lane: str) -> None:
        """Call a worker to ``lane`` and return at once."""
        if self._pid != os.getpid():
            self._begin()
        at = time.monotonic()
        is_rung = at - self._rung.get(lane, 0.0) > BREATH and self._bell.ring(lane)
        with self._lock:
            if is_rung:
                self._rung[lane] = at
                self._unproved.add(lane)
            else:
                self._lanes.add(lane)
            self._idle.clear()
        self._called.set()

    def tell(self, people: set[UUID]) -> None:
        """Hint that jobs of these people changed and return at once."""
        if self._pid != os.getpid():
            self._begin()
        with self._lock:
            self._people |= people
            self._idle.clear()
        self._called.set()

    def flush(self, seconds: float = FAREWELL) -> bool:
        """Wait until what was asked for is sent or given up; whether that happened in time."""
        return self._pid != os.getpid() or self._idle.wait(seconds)

    def _begin(self) -> None:
        """A forked child starts afresh: its parent's thread and locks did not come along."""
        self.__init__()  # type: ignore[misc]
        self.__dict__.pop("_redis", None)
        self._pid = os.getpid()
        self._thread = threading.Thread(target=self._work, name="queue-waker", daemon=True)
        self._thread.start()
        atexit.register(self.flush)

    def _work(self) -> None:
        while True:
            self._called.wait()
            self._called.clear()
            with self._lock:
                lanes, self._lanes = self._lanes, set()
                unproved, self._unproved = self._unproved, set()
                people, self._people = self._people, set()
            for lane in lanes:
                self._send(lane)
            for person in people:
                announce(topic_of(person), {"changed": "jobs"})
            threading.Event().wait(BREATH)
            for lane in lanes | unproved:
                self._look_after(lane)
            with self._lock:
                if not self._lanes and not self._unproved and not self._people:
                    self._idle.set()

    def _send(self, lane: str) -> None:
        if self._bell.ring(lane):
            return
        try:
            call(lane, client=self._redis)
            self._bell.hang_up()
        except (RedisError, OSError) as error:
            self._rest(lane, error)

    def _look_after(self, lane: str) -> None:
        """Leave a ticket when nobody took the call: then no worker sleeps, and perhaps none is awake."""
        try:
            if not was_heard(lane, client=self._redis):
                send_ticket(lane, client=self._redis)
        except (RedisError, KombuError, OSError) as error:
            self._rest(lane, error)

    def _rest(self, lane: str, error: Exception) -> None:
        log.warning("queue_broker_away", lane=lane, error=type(error).__name__)
        self._bell.take_down()
        self._idle.set()
        threading.Event().wait(REST_AFTER_FAILURE)

    @cached_property
    def _redis(self) -> Redis:
        return broker_client()


def broker_client(*, patience: float = BROKER_PATIENCE) -> Redis:
    """A client that gives up soon: a ticket may be lost, time may not."""
    client: Redis = client_of(
        settings.BROKER_URL, socket_timeout=patience, socket_connect_timeout=BROKER_PATIENCE, retry=None
    )
    return client


def call(lane: str, *, client: Redis) -> None:
    """Call one sleeping worker to ``lane``. A call that nobody takes stays for the next one that lies down."""
    with client.pipeline(transaction=False) as pipe:
        pipe.rpush(call_key(lane), 1)
        pipe.ltrim(call_key(lane), 0, MOST_CALLS - 1)
        pipe.execute()


def was_heard(lane: str, *, client: Redis) -> bool:
    """Whether somebody took the last call to ``lane``."""
    return client.llen(call_key(lane)) == 0


def ticket_key(lane: str) -> str:
    """Present while a ticket for the lane waits to be taken up."""
    return f"daimon:queue:ticket:{lane}"


def send_ticket(lane: str, *, client: Redis) -> bool:
    """Put a ticket for ``lane`` into the broker unless one was sent a moment ago; whether one was put."""
    is_free = client.set(ticket_key(lane), 1, nx=True, px=TICKET_LIFE_MS)
    return bool(is_free) and leave_ticket(lane, client=client)


def leave_ticket(lane: str, *, client: Redis) -> bool:
    """Put a ticket for ``lane`` into the broker unless enough lie there; whether one was put."""
    if client.llen(lane) >= MOST_TICKETS:
        return False
    app.send_task(TICKET_TASK, args=[lane], queue=lane, ignore_result=True, retry=False)
    return True


waker = Waker()
