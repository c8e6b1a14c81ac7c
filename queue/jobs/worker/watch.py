"""A worker process that stays awake on its ticket: it sleeps until somebody calls, then drains that lane at once."""

import time
from collections.abc import Callable, Sequence

import structlog
from django.db import Error as DatabaseError
from redis import Redis, RedisError

from jobs.services.bell import call_key
from jobs.worker.drain import Drain

log = structlog.get_logger(__name__)

NAP = 1  # whole seconds; between two naps a process looks whether it should go home
REST = 0.2


class Watch:
    """Answers calls to ``lanes`` until ``is_over``. A lane just served is the last to be served again.

    Without the broker nobody can call: then it looks at every lane by itself after each nap.
    """

    def __init__(self, drain: Drain, *, lanes: Sequence[str], broker: Redis, is_over: Callable[[], bool]) -> None:
        self._drain = drain
        self._lanes = list(lanes)
        self._broker = broker
        self._is_over = is_over

    def stand(self, lane: str) -> None:
        """Drain ``lane`` if it is one of ours, then wait for calls."""
        if lane in self._lanes:
            self._answer(lane)
        while not self._is_over():
            for called in self._called():
                self._answer(called)

    def _called(self) -> list[str]:
        try:
            heard = self._broker.blpop([call_key(lane) for lane in self._lanes], timeout=NAP)
        except RedisError as error:
            log.warning("queue_broker_away", error=type(error).__name__)
            time.sleep(NAP)
            return list(self._lanes)
        if heard is None:
            return []
        return [lane for lane in self._lanes if call_key(lane).encode() == heard[0]]

    def _answer(self, lane: str) -> None:
        """Empty the lane for a while; what was done must be written down before anything else is begun."""
        while True:
            try:
                self._drain.drain(lane)
                break
            except DatabaseError as error:
                log.warning("queue_database_away", lane=lane, error=type(error).__name__)
                if self._is_over():
                    return
                time.sleep(REST)
        self._lanes.remove(lane)
        self._lanes.append(lane)
