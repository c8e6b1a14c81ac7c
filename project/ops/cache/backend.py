"""A Django cache that never turns a missing Redis into an error."""

from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django_redis.cache import RedisCache
from redis.exceptions import RedisClusterException, RedisError

from project.ops.cache.breaker import Breaker

log = structlog.get_logger(__name__)

# A copy in one process cannot be taken back by another, so while Redis is away it is believed for some seconds only.
SECONDS_A_COPY_IS_BELIEVED = 3
SECONDS_A_COUNTER_IS_KEPT = 3600
LOCAL_ENTRIES = 20_000
AWAY = (RedisError, RedisClusterException, OSError)  # a cluster's own exception is no RedisError
PLAIN = {"timeout", "version"}  # what every cache understands

_breakers: dict[str, Breaker] = {}


def breaker_of(server: str) -> Breaker:
    """The breaker that every cache object of this process shares for that server."""
    return _breakers.setdefault(server, Breaker())


class ResilientCache(BaseCache):
    """Redis while it answers; while it does not, this process's memory, or nothing with ``OPTIONS["FALLBACK"] = "none"``.

    Values set meanwhile live for some seconds; counters and locks made with ``add`` live as long as asked, so limits
    go on counting. What was kept meanwhile is dropped when Redis is back.
    """

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(params)
        options = dict(params.get("OPTIONS", {}))
        self._has_local = options.pop("FALLBACK", "local") == "local"
        self.shared = RedisCache(server, {**params, "OPTIONS": options})
        place = server if isinstance(server, str) else server[0]
        self.local = LocMemCache(
            f"away:{place}:{self.key_prefix}",
            {
                "KEY_PREFIX": self.key_prefix,
                "TIMEOUT": params.get("TIMEOUT", 300),
                "OPTIONS": {"MAX_ENTRIES": LOCAL_ENTRIES},
            },
        )
        self.breaker = breaker_of(place)

    def _ask(self, operation: str, *args: Any, otherwise: Any = None, **kwargs: Any) -> Any:
        if self.breaker.may_ask():
            try:
                found = getattr(self.shared, operation)(*args, **kwargs)
            except AWAY as error:
                if self.breaker.failed():
                    log.warning("cache_away", error=type(error).__name__)
            else:
                if self.breaker.answered():
                    log.warning("cache_back")
                    self.local.clear()
                return found
        if not self._has_local:
            return otherwise
        return getattr(self.local, operation)(*args, **{name: kwargs[name] for name in kwargs if name in PLAIN})

    def _seconds(self, timeout: Any, most: int) -> Any:
        if self.breaker.is_closed:
            return timeout
        asked = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return most if asked is None else min(asked, most)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Set the value unless there is one; whether it was set."""
        timeout = self._seconds(timeout, SECONDS_A_COUNTER_IS_KEPT)
        return bool(self._ask("add", key, value, timeout=timeout, version=version, otherwise=True))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default."""
        return self._ask("get", key, default, version=version, otherwise=default)

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None, **extra: Any
    ) -> None:
        """Keep the value."""
        if self.breaker.is_closed:
            self._ask("set", key, value, timeout=timeout, version=version, **extra)
        else:
            timeout = self._seconds(timeout, SECONDS_A_COPY_IS_BELIEVED)
            self._ask("set", key, value, timeout=timeout, version=version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give a value new time; whether there is one."""
        return bool(self._ask("touch", key, self._seconds(timeout, SECONDS_A_COPY_IS_BELIEVED), version=version))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value; whether there was one."""
        return bool(self._ask("delete", key, version=version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count up; ValueError when there is no such counter."""
        try:
            return int(self._ask("incr", key, delta, version=version, otherwise=delta))
        except ValueError:
            if self.breaker.is_closed:
                raise
            # The server left between ``add`` and here: the count goes on in this process.
            self.local.set(key, delta, timeout=SECONDS_A_COUNTER_IS_KEPT, version=version)
            return delta

    def has_key(self, key: str, version: int | None = None) -> bool:
        """Whether there is a value."""
        return bool(self._ask("has_key", key, version=version, otherwise=False))

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        """The values there are."""
        return dict(self._ask("get_many", list(keys), version=version, otherwise={}))

    def set_many(self, data: dict[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        """Keep several values; the keys that could not be kept."""
        timeout = self._seconds(timeout, SECONDS_A_COPY_IS_BELIEVED)
        return list(self._ask("set_many", data, timeout=timeout, version=version, otherwise=[]) or [])

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Forget several values."""
        self._ask("delete_many", list(keys), version=version)

    def clear(self) -> None:
        """Forget everything."""
        self._ask("clear")

    def close(self, **kwargs: Any) -> None:
        """Nothing is held per request."""
