"""The one place that reads the clock; everything below the doors is handed the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current moment in UTC."""
    return datetime.now(UTC)
