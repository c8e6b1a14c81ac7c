"""What a worker's main process and its forked children know of each other: who may stay awake, and when to go home."""

import mmap
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from billiard import current_process  # type: ignore[import-untyped]  # it has no types
from celery import bootsteps
from celery.signals import worker_process_init
from celery.worker import state
from kombu.exceptions import KombuError
from redis import RedisError

from jobs.rules.lanes import Lane
from jobs.services.wake import broker_client, leave_ticket
from project.celery import app

_is_closing = mmap.mmap(-1, 1)  # shared with every child that is forked later


@dataclass
class _Place:
    """This process among its worker's: how many there are, and which one it is; None in the main process."""

    processes: int = 1
    index: int | None = None


_place = _Place()


def is_child() -> bool:
    """Whether this process was forked by a worker to do its work; only such a one may keep a ticket and stay."""
    return _place.index is not None


def place() -> tuple[int, int]:
    """The number of this child, and how many children its worker has; a child that dies leaves its number to the next."""
    return _place.index or 0, _place.processes


def is_closing() -> bool:
    """Whether the worker is asked to stop."""
    return _is_closing[0] != 0


def at_work() -> int:
    """How many children hold a ticket, seen from the main process."""
    return len(state.active_requests)


@worker_process_init.connect
def _become_child(**_: Any) -> None:
    """Ask for a ticket at once: the steward would notice the lack of one within a second, too."""
    _place.index = getattr(current_process(), "index", 0)
    lanes = [name for name in app.amqp.queues.consume_from if name in Lane.values]
    with suppress(RedisError, KombuError, OSError):
        leave_ticket(lanes[0], client=broker_client())


class Crew(bootsteps.StartStopStep):
    """Counts the children before they are forked, and sends them home before Celery waits for them, however it is stopped."""

    requires = frozenset({"celery.worker.components:Pool"})

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        _place.processes = worker.concurrency or 1

    def stop(self, worker: Any) -> None:
        """Tell the children; those asleep hear it within their nap."""
        _is_closing[0] = 1
