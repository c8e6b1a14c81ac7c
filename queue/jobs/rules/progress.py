"""When a running job will probably be done."""

from datetime import datetime, timedelta


def expected_end(*, started_at: datetime | None, progress: int, at: datetime) -> datetime | None:
    """The end if the job keeps its pace; None before there is a pace."""
    if started_at is None or not 0 < progress < 100 or at <= started_at:
        return None
    elapsed = (at - started_at).total_seconds()
    return at + timedelta(seconds=elapsed * (100 - progress) / progress)


def is_near(end: datetime | None, *, at: datetime) -> bool:
    """Whether less than a minute is left, which is told without a number."""
    return end is not None and end - at < timedelta(minutes=1)
