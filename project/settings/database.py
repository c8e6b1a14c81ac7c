"""PostgreSQL: the embedded server's socket, or whatever DATABASE_URL names."""

from typing import Any

import environ

from project.settings.env import number_setting, setting, switch, text
from project.settings.paths import SOCKET_DIR

DATABASE_URL = setting(
    "DATABASE_URL",
    text,
    default="",
    meaning="A PostgreSQL 18+ server with pgvector (postgres://user:password@host:5432/name). Empty: Daimon runs its own.",
)
EMBEDDED_POSTGRES = not DATABASE_URL
DATABASE_CONNECTIONS = number_setting(
    "DATABASE_CONNECTIONS",
    64,
    least=2,
    most=10_000,
    meaning="The most connections to PostgreSQL that one process holds at a time; requests beyond that wait for their turn.",
)
DATABASE_POOL = switch(
    "DATABASE_POOL",
    False,
    meaning="Keep a pool of database connections in each web process (off in workers).",
)


def _database() -> dict[str, Any]:
    if EMBEDDED_POSTGRES:
        config: dict[str, Any] = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "daimon",
            "USER": "daimon",
            "HOST": str(SOCKET_DIR),
            "PORT": "5432",
        }
    else:
        config = environ.Env.db_url_config(DATABASE_URL)
    if config["ENGINE"] == "django.db.backends.postgresql":
        config["ENGINE"] = "project.ops.database"  # the same, through a gate
    config["CONN_MAX_AGE"] = 0  # under ASGI a kept connection belongs to a thread that may never come back
    # A server that is gone without a word is given up after some seconds; Unix sockets ignore all but the first.
    patience = {"connect_timeout": 3, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
    config["OPTIONS"] = {**patience, "tcp_user_timeout": 10_000, **config.get("OPTIONS", {})}
    if DATABASE_POOL:
        config["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 16, "timeout": 10}
    return config


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_NON_SERIALIZED_APPS: list[str] = []
