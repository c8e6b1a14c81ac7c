"""A provider's checks as a chart: one bar for each stretch of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

BARS = 96
WIDTH, HEIGHT = 720, 120  # of the chart, in its own units
LEAST = 3.0  # height of the quickest answer, so that it is seen


@dataclass(frozen=True)
class HealthBar:
    """One stretch of time; failed where any check in it failed."""

    since: datetime
    checks: int
    failures: int
    latency_ms: int | None
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class HealthChart:
    """The bars that hold checks, and what they come to."""

    bars: list[HealthBar]
    checks: int
    failures: int
    slowest_ms: int
    since: datetime

    @property
    def percent(self) -> str:
        """How many of the checks went well."""
        return f"{(self.checks - self.failures) * 100 / self.checks:.1f}" if self.checks else ""


def health_chart(checks: Iterable[tuple[datetime, bool, int | None]], *, hours: int, now: datetime) -> HealthChart:
    """The checks of the last ``hours``; a failed stretch fills the height, others are as high as their mean latency."""
    since = now - timedelta(hours=hours)
    stretch = timedelta(hours=hours) / BARS
    found: dict[int, list[tuple[bool, int | None]]] = {}
    for at, is_healthy, latency in checks:
        if since <= at <= now:
            found.setdefault(min(int((at - since) / stretch), BARS - 1), []).append((is_healthy, latency))
    means = {place: _mean(each) for place, each in found.items()}
    slowest = max((mean for mean in means.values() if mean is not None), default=0)
    step = WIDTH / BARS
    bars = []
    for place, each in sorted(found.items()):
        failures = sum(not is_healthy for is_healthy, _ in each)
        mean = means[place]
        height = HEIGHT if failures else max(HEIGHT * (mean or 0) / slowest if slowest else 0.0, LEAST)
        bars.append(
            HealthBar(
                since + place * stretch,
                len(each),
                failures,
                mean,
                round(place * step + step * 0.15, 2),
                round(HEIGHT - height, 2),
                round(step * 0.7, 2),
                round(height, 2),
            )
        )
    return HealthChart(bars, sum(bar.checks for bar in bars), sum(bar.failures for bar in bars), slowest, since)


def _mean(checks: list[tuple[bool, int | None]]) -> int | None:
    known = [latency for _, latency in checks if latency is not None]
    return round(sum(known) / len(known)) if known else None
