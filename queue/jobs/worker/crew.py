"""What a worker's main process and its forked children know of each other: who may stay awake, and when to go home."""

import mmap
from typing import Any

from celery import bootsteps
from celery.signals import worker_process_init
from celery.worker import state

_is_closing = mmap.mmap(-1, 1)  # shared with every child that is forked later
_is_child = False


def is_child() -> bool:
    """Whether this process was forked by a worker to do its work; only such a one may keep a ticket and stay."""
    return _is_child


def is_closing() -> bool:
    """Whether the worker is asked to stop."""
    return _is_closing[0] != 0


def at_work() -> int:
    """How many children hold a ticket, seen from the main process."""
    return len(state.active_requests)


@worker_process_init.connect
def _become_child(**_: Any) -> None:
    global _is_child
    _is_child = True


class Crew(bootsteps.StartStopStep):
    """Sends the children home before Celery waits for them, however the worker is stopped."""

    requires = frozenset({"celery.worker.components:Pool"})

    def stop(self, worker: Any) -> None:
        """Tell the children; those asleep hear it within their nap."""
        _is_closing[0] = 1
