"""Figures for Prometheus, right over several processes."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

request_seconds = Histogram(
    "daimon_request_seconds",
    "How long answers took, by method, route and status.",
    ["method", "route", "status"],
    buckets=SECONDS,
)
limits_hit = Counter("daimon_limits_hit_total", "Requests refused because of a limit.", ["door"])
cache_away = Counter("daimon_cache_away_total", "Times the shared cache went away.")
copies_asked = Counter(
    "daimon_copies_asked_total", "Times a copy in the cache was asked for, by group and outcome.", ["group", "outcome"]
)
api_log_dropped = Counter("daimon_api_log_dropped_total", "API log lines lost because the database was away too long.")


# Apps above add what they read from the database when somebody asks.
collectors: list[Collector] = []


def exposition() -> bytes:
    """Every figure of every process, in Prometheus' text format."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types here
    for each in collectors:
        registry.register(each)
    return generate_latest(registry)
