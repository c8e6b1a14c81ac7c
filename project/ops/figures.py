"""The figures of operations: requests, latency, errors, limits and the cache."""

from collections import defaultdict
from datetime import datetime

from django.db import connection
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from project.ops.models import SystemEvent
from project.ops.statistics import Figure, Section, register

REQUESTS = """
SELECT count(*), count(*) FILTER (WHERE status >= 500), count(*) FILTER (WHERE status = 429),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY milliseconds), percentile_disc(0.95) WITHIN GROUP (ORDER BY milliseconds)
FROM ops_apilog WHERE at >= %s AND at < %s
"""
SLOW_MS = 1000


def requests(since: datetime, until: datetime) -> list[Figure]:
    """What the API was asked, how quickly it answered, and what went wrong."""
    with connection.cursor() as cursor:
        cursor.execute(REQUESTS, [since, until])
        total, errors, limited, median, slowest = cursor.fetchone()
    warnings = SystemEvent.objects.filter(at__gte=since, at__lt=until).exclude(level=SystemEvent.Level.INFO).count()
    return [
        Figure("requests", "API requests", total),
        Figure("errors", "Errors of ours", errors, is_good=errors == 0),
        Figure("limited", "Refused by a limit", limited),
        Figure("median_ms", "Half are answered in", median, "ms"),
        Figure("p95_ms", "95 % are answered in", slowest, "ms", is_good=(slowest or 0) < SLOW_MS),
        Figure("warnings", "Events to look at", warnings, is_good=warnings == 0),
    ]


def cache(since: datetime, until: datetime) -> list[Figure]:
    """How many questions the copies in Redis answered, since the processes started."""
    asked = copies_asked()
    hits = sum(group["hit"] for group in asked.values())
    total = hits + sum(group["miss"] for group in asked.values())
    figures = [Figure("hit_rate", "Answered from copies", _percent(hits, total), "%", "since the processes started")]
    for name, group in sorted(asked.items()):
        rate = _percent(group["hit"], group["hit"] + group["miss"])
        figures.append(Figure(f"hit_rate_{name}", f"of these: {name}", rate, "%"))
    return figures


def copies_asked() -> dict[str, dict[str, float]]:
    """Hits and misses of each group of copies, added up over all processes."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types here
    found: dict[str, dict[str, float]] = defaultdict(lambda: {"hit": 0.0, "miss": 0.0})
    for metric in registry.collect():
        for sample in metric.samples:
            if sample.name == "daimon_copies_asked_total":
                found[sample.labels["group"]][sample.labels["outcome"]] += sample.value
    return dict(found)


def _percent(part: float, whole: float) -> float | None:
    return round(100 * part / whole, 1) if whole else None


register(Section("requests", "Requests", requests))
register(Section("cache", "Cache", cache))
