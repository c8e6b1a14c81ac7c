"""When the examples are run."""

from datetime import UTC, datetime

MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday, so that the page is the same whenever it is written
