"""What Daimon depends on, and whether it answers."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.db import Error as DatabaseError
from django.db import connection

from project.ops.cache.backend import AWAY

PROBE = "health:probe"
SECONDS_TO_ANSWER = 2.5  # whoever asks about readiness has little patience themselves


@dataclass(frozen=True)
class Dependency:
    """One thing Daimon needs; ``problem`` and ``remedy`` are empty when it answers."""

    name: str
    is_ok: bool
    problem: str = ""
    remedy: str = ""
    is_required: bool = True


class Patient:
    """Asks beside the caller, so that a server that accepts and stays silent costs the caller a moment and one thread.

    While one question is unanswered nobody asks another: the server is silent still.
    """

    def __init__(self) -> None:
        self._under_way: threading.Thread | None = None

    def ask(self, question: Callable[[], None], *, seconds: float) -> None:
        """Raise what the question raises, and TimeoutError when it takes longer than ``seconds``."""
        if self._under_way is not None and self._under_way.is_alive():
            raise TimeoutError
        problems: list[Exception] = []

        def put() -> None:
            try:
                question()
            except (DatabaseError, OSError) as error:
                problems.append(error)
            finally:
                connection.close()  # this thread's own

        self._under_way = threading.Thread(target=put, name="health", daemon=True)
        self._under_way.start()
        self._under_way.join(seconds)
        if self._under_way.is_alive():
            raise TimeoutError
        if problems:
            raise problems[0]


_database = Patient()


def dependencies(*, seconds: float = 0.0) -> list[Dependency]:
    """The state of PostgreSQL and of Redis/Valkey, each asked now; takes three seconds at most, or what is given."""
    return [
        _asked(
            "database",
            lambda: _database.ask(select_one, seconds=seconds or SECONDS_TO_ANSWER),
            "Start PostgreSQL, or check DATABASE_URL.",
        ),
        # The site goes on without Redis, more slowly and with limits counted by each process for itself.
        _asked("redis", _ask_cache, "Start Redis or Valkey, or check REDIS_URL.", is_required=False),
    ]


def _asked(name: str, ask: Callable[[], None], remedy: str, *, is_required: bool = True) -> Dependency:
    try:
        ask()
    except (DatabaseError, *AWAY) as error:  # a TimeoutError is an OSError
        return Dependency(name, False, type(error).__name__, remedy, is_required)
    return Dependency(name, True, is_required=is_required)


def select_one() -> None:
    """The least question the database can be asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache() -> None:
    cache: Any = caches["default"]
    cache.shared.set(PROBE, 1, timeout=10)  # the server itself, not what stands in for it
