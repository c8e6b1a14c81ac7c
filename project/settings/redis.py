"""Valkey or Redis: cache, session store, rate limits, live updates and the worker's wake-up calls."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from project.lib.redis_address import EXPECTED, Kind, address_of_redis, broker_url_of
from project.settings.env import setting
from project.settings.paths import SOCKET_DIR


def redis_url(raw: str) -> str:
    """An address that names servers, or nothing."""
    url = raw.strip()
    if url:
        address_of_redis(url)
    return url


REDIS_URL = setting(
    "REDIS_URL",
    redis_url,
    default="",
    expected=EXPECTED,
    is_secret=True,
    meaning="A Redis 7+ or Valkey server (`redis://host:6379/0`), a primary and its replicas (separated by commas), servers watched by "
    "Sentinel (`redis+sentinel://host:26379,host:26379/name/0`), or a cluster (`redis+cluster://host:6379,host:6379`). "
    "Empty: Daimon runs its own Valkey.",
)
EMBEDDED_VALKEY = not REDIS_URL
VALKEY_SOCKET = SOCKET_DIR / "valkey.sock"
REDIS_URL = REDIS_URL or f"unix://{VALKEY_SOCKET}?db=0"
_address = address_of_redis(REDIS_URL)
BROKER_URL = setting(
    "BROKER_URL",
    redis_url,
    default="",
    expected=EXPECTED,
    is_secret=True,
    meaning="Another server for the workers' calls and live updates, which a cluster cannot carry. Empty: that of `REDIS_URL`.",
)
if not BROKER_URL and _address.kind is Kind.CLUSTER:
    raise ImproperlyConfigured("BROKER_URL is missing: expected one server or Sentinel, as REDIS_URL names a cluster.")
BROKER_URL = BROKER_URL or (_address.urls[0] if _address.kind is Kind.SERVERS else REDIS_URL)
try:
    CELERY_BROKER_URL, _transport = broker_url_of(BROKER_URL)
except ValueError as error:
    raise ImproperlyConfigured(f"BROKER_URL makes no sense: {error}.") from error

CACHE_SECONDS_TO_ANSWER = 0.25  # a hung server costs one request this much, then nobody asks it for a while


def _cache(prefix: str, fallback: str, *, reads_replicas: bool = False) -> dict[str, Any]:
    return {
        "BACKEND": "project.ops.cache.backend.ResilientCache",
        "LOCATION": _places if reads_replicas else _places[:1],
        "KEY_PREFIX": prefix,
        "OPTIONS": {
            "FALLBACK": fallback,
            "CONNECTION_FACTORY": "project.ops.cache.connect.AnyRedis",
            "SOCKET_CONNECT_TIMEOUT": CACHE_SECONDS_TO_ANSWER,
            "SOCKET_TIMEOUT": CACHE_SECONDS_TO_ANSWER,
        },
    }


# The server that is written to, and those that may be read instead of it.
_places = {
    Kind.SERVERS: list(_address.urls),
    Kind.SENTINEL: [REDIS_URL, f"{REDIS_URL}#replicas"],
    Kind.CLUSTER: [REDIS_URL],
}[_address.kind]

CACHES = {
    "default": _cache("daimon", "local"),
    # What limits count; django-ratelimit's two questions become one journey.
    "counters": {**_cache("daimon", "local"), "BACKEND": "project.ops.cache.counters.Counters"},
    # Copies of other rows, which replicas may serve: with Redis away each process keeps its own for three seconds.
    "copies": _cache("daimon:copy", "local", reads_replicas=True),
    # Copies of session rows: with Redis away the rows themselves are read.
    "sessions": _cache("daimon:session", "none"),
}
RATELIMIT_USE_CACHE = "counters"

CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # a dead broker must not hold a request
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1.0,
    "socket_timeout": 5.0,
    "max_retries": 0,
    **_transport,
}
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
CELERY_BEAT_SCHEDULER = "jobs.beat:SlotScheduler"
