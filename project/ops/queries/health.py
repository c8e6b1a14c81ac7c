"""What Daimon depends on, and whether it answers."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
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


def dependencies() -> list[Dependency]:
    """The state of PostgreSQL and of Redis/Valkey, each asked now."""
    return [
        _asked("database", _ask_database, "Start PostgreSQL, or check DATABASE_URL."),
        _asked("redis", _ask_cache, "Start Redis or Valkey, or check REDIS_URL."),
    ]


def _asked(name: str, ask: Callable[[], None], remedy: str) -> Dependency:
    try:
        ask()
    except (DatabaseError, RedisError, OSError) as error:
        return Dependency(name, False, type(error).__name__, remedy)
    return Dependency(name, True)


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache() -> None:
    cache.set(PROBE, 1, timeout=10)
