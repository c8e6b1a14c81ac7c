"""Valkey or Redis: cache, session store, rate limits, live updates and the worker's wake-up calls."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from kombu.entity import Queue
from redis.backoff import NoBackoff
from redis.retry import Retry

from project.settings.env import setting, text
from project.settings.paths import SOCKET_DIR

REDIS_URL = setting(
    "REDIS_URL",
    text,
    default="",
    meaning="A Redis 7+ or Valkey server (redis://host:6379/0). Empty: Daimon runs its own Valkey.",
)
EMBEDDED_VALKEY = not REDIS_URL
VALKEY_SOCKET = SOCKET_DIR / "valkey.sock"
REDIS_URL = REDIS_URL or f"unix://{VALKEY_SOCKET}?db=0"

CACHE_SECONDS_TO_ANSWER = 0.25  # a hung server costs one request this much, then nobody asks it for a while


def _cache(prefix: str, fallback: str) -> dict[str, Any]:
    return {
        "BACKEND": "project.ops.cache.backend.ResilientCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": prefix,
        "OPTIONS": {
            "FALLBACK": fallback,
            "SOCKET_CONNECT_TIMEOUT": CACHE_SECONDS_TO_ANSWER,
            "SOCKET_TIMEOUT": CACHE_SECONDS_TO_ANSWER,
            "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 0), "retry_on_error": []},
        },
    }


CACHES = {
    "default": _cache("daimon", "local"),
    # What limits count; django-ratelimit's two questions become one journey.
    "counters": {**_cache("daimon", "local"), "BACKEND": "project.ops.cache.counters.Counters"},
    # Copies of other rows: with Redis away each process keeps its own for three seconds.
    "copies": _cache("daimon:copy", "local"),
    # Copies of session rows: with Redis away the rows themselves are read.
    "sessions": _cache("daimon:session", "none"),
}
RATELIMIT_USE_CACHE = "counters"

_parts = urlsplit(REDIS_URL)
# kombu names a Unix socket by its own scheme.
_number = parse_qs(_parts.query).get("db", ["0"])[0]
CELERY_BROKER_URL = f"redis+socket://{_parts.path}?virtual_host={_number}" if _parts.scheme == "unix" else REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # a dead broker must not hold a request
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1.0, "socket_timeout": 5.0, "max_retries": 0}
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_DB_REUSE_MAX = 1_000_000  # otherwise each ticket reconnects to PostgreSQL
CELERY_WORKER_DISABLE_PREFETCH = True  # a busy worker must not sit on a ticket that an idle one could take
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_SEND_TASK_EVENTS = False
# Queues by weight; a worker started without -Q serves them all.
CELERY_TASK_QUEUES = [Queue(name) for name in ("interactive", "default", "bulk", "gpu")]  # type: ignore[no-untyped-call]  # kombu has no types
CELERY_BEAT_SCHEDULER = "jobs.beat:SlotScheduler"
