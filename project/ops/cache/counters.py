"""The cache that limits count in."""

from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT

from project.ops.cache.backend import AWAY, ResilientCache

log = structlog.get_logger(__name__)


class Counters(ResilientCache):
    """For callers that ask ``add(key, 1, …)`` and, when there was a counter already, ``incr(key)``.

    ``add`` counts already and remembers the number for the ``incr`` that follows, so that both are one journey to the
    server. While it is away the counting goes on in this process, in two steps.
    """

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._counted: tuple[str, int] | None = None

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Count one; whether it is the first."""
        self._counted = None
        if value != 1 or not isinstance(timeout, int) or not self.breaker.is_closed:
            return super().add(key, value, timeout, version)
        try:
            number = self._count(key, timeout, version)
        except AWAY as error:
            if self.breaker.failed():
                log.warning("cache_away", error=type(error).__name__)
            return super().add(key, value, timeout, version)
        self._counted = (key, number)
        return number == 1

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """The number that ``add`` counted to, or one more."""
        counted, self._counted = self._counted, None
        if counted is not None and counted[0] == key and delta == 1:
            return counted[1]
        return super().incr(key, delta, version)

    def _count(self, key: str, timeout: int, version: int | None) -> int:
        place = self.shared.client.make_key(key, version=version)
        with self.shared.client.get_client(write=True).pipeline(transaction=False) as journey:
            journey.incr(place)
            journey.expire(place, timeout, nx=True)
            number, _ = journey.execute()
        return int(number)
