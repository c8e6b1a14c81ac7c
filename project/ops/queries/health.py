"""What Daimon depends on, and whether it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.db import Error as DatabaseError
from django.db import connection
from redis.exceptions import RedisError

PROBE = "health:probe"


@dataclass(frozen=True)
class Dependency:
    """One thing Daimon needs; ``problem`` and ``remedy`` are empty when it answers."""

    name: str
    is_ok: bool
    problem: str = ""
    remedy: str = ""
    is_required: bool = True


def dependencies() -> list[Dependency]:
    """The state of PostgreSQL and of Redis/Valkey, each asked now."""
    return [
        _asked("database", _ask_database, "Start PostgreSQL, or check DATABASE_URL."),
        # The site goes on without Redis, more slowly and with limits counted by each process for itself.
        _asked("redis", _ask_cache, "Start Redis or Valkey, or check REDIS_URL.", is_required=False),
    ]


def _asked(name: str, ask: Callable[[], None], remedy: str, *, is_required: bool = True) -> Dependency:
    try:
        ask()
    except (DatabaseError, RedisError, OSError) as error:
        return Dependency(name, False, type(error).__name__, remedy, is_required)
    return Dependency(name, True, is_required=is_required)


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache() -> None:
    cache: Any = caches["default"]
    cache.shared.set(PROBE, 1, timeout=10)  # the server itself, not what stands in for it
