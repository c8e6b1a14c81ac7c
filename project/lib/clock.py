"""The one place that reads the clock; everything below the doors is handed the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current moment in UTC."""
    return datetime.now(UTC)


def milliseconds() -> int:
    """The current moment in milliseconds since 1970."""
    return int(now().timestamp() * 1000)
