"""The tickets Celery carries, and the steward it starts with a worker."""

import os
from typing import Any

import psutil
import structlog
from celery import shared_task
from celery.signals import worker_ready
from django.db import Error as DatabaseError
from redis import RedisError

from jobs.rules.lanes import Lane, lanes_for
from jobs.services.wake import TICKET_TASK, broker_client, ticket_key
from jobs.worker import crew
from jobs.worker.drain import Drain
from jobs.worker.steward import Steward
from jobs.worker.watch import NAP, Watch
from project.celery import app

log = structlog.get_logger(__name__)

_drains: dict[int, Drain] = {}
_stewards: list[Steward] = []

app.steps["worker"].add(crew.Crew)


@shared_task(name=TICKET_TASK, ignore_result=True, acks_late=False)
def drain(lane: str) -> None:
    """Leave to drain a lane. A forked child keeps it and stays awake for every lane of its worker until that stops.

    A lost ticket loses nothing: stewards look for work, and for children without a ticket, once a second.
    """
    try:
        broker_client().delete(ticket_key(lane))  # from here on an enqueue sends a new ticket
    except RedisError as error:
        log.warning("queue_broker_away", lane=lane, error=type(error).__name__)
    worker = _of_this_process()
    if crew.is_child():
        index, processes = crew.place()
        lanes = lanes_for(index, lanes=_lanes(), processes=processes)
        Watch(worker, lanes=lanes, broker=broker_client(patience=NAP + 1), is_over=crew.is_closing).stand(lane)
        return
    try:
        worker.drain(lane)
    except DatabaseError as error:
        log.warning("queue_database_away", lane=lane, error=type(error).__name__)


def _of_this_process() -> Drain:
    pid = os.getpid()
    if pid not in _drains:
        _drains.clear()
        _drains[pid] = Drain()
    return _drains[pid]


def _lanes() -> list[str]:
    """The lanes this worker consumes."""
    return [name for name in app.amqp.queues.consume_from if name in Lane.values]


@worker_ready.connect
def begin_stewarding(sender: Any, **_: Any) -> None:
    """Start the steward in the worker's main process, for the lanes this worker consumes."""
    pool = sender.pool
    steward = Steward(lanes=_lanes(), children=living_children, idle=lambda: pool.num_processes - crew.at_work())
    _stewards.append(steward)
    steward.start()


def living_children() -> set[int]:
    """This process and its children that are no zombies."""
    me = psutil.Process()
    found = {me.pid}
    for child in me.children():
        try:
            if child.status() != psutil.STATUS_ZOMBIE:
                found.add(child.pid)
        except psutil.NoSuchProcess:
            continue
    return found
