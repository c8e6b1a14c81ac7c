"""The tickets Celery carries, and the steward it starts with a worker."""

import os
from typing import Any

import psutil
import structlog
from celery import shared_task
from celery.signals import worker_ready
from django.db import Error as DatabaseError
from redis import Redis, RedisError

from jobs.rules.lanes import Lane
from jobs.services.wake import TICKET_TASK, broker_client, ticket_key
from jobs.worker.drain import Drain
from jobs.worker.steward import Steward

log = structlog.get_logger(__name__)

_drains: dict[int, tuple[Drain, Redis]] = {}
_stewards: list[Steward] = []


@shared_task(name=TICKET_TASK, ignore_result=True, acks_late=False)
def drain(lane: str) -> None:
    """Leave to drain a lane. A lost ticket loses nothing: stewards look for work once a second."""
    worker, redis = _of_this_process()
    try:
        redis.delete(ticket_key(lane))  # from here on an enqueue sends a new ticket
    except RedisError as error:
        log.warning("queue_broker_away", lane=lane, error=type(error).__name__)
    try:
        worker.drain(lane)
    except DatabaseError as error:
        log.warning("queue_database_away", lane=lane, error=type(error).__name__)


def _of_this_process() -> tuple[Drain, Redis]:
    pid = os.getpid()
    if pid not in _drains:
        _drains.clear()
        _drains[pid] = (Drain(), broker_client())
    return _drains[pid]


@worker_ready.connect
def begin_stewarding(sender: Any, **_: Any) -> None:
    """Start the steward in the worker's main process, for the lanes this worker consumes."""
    lanes = [name for name in sender.app.amqp.queues.consume_from if name in Lane.values]
    steward = Steward(lanes=lanes, children=living_children)
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
