"""The queue's figures for Prometheus, read from the database when somebody asks."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from jobs.models import KindMeasure
from jobs.queries.lanes import lane_states
from project.lib.clock import now

OF_LANES = {
    "waiting": "Jobs that wait for a worker.",
    "oldest_seconds": "Seconds the longest waiting job has waited.",
    "running": "Jobs a worker has.",
    "later": "Jobs that are scheduled or will be tried again.",
    "ended_per_minute": "Jobs that ended in the last minute.",
}
OF_KINDS = {
    "finished": "Jobs of the kind among the latest finished ones.",
    "failed": "Those of them that failed.",
    "run_p50": "Median seconds a job runs.",
    "run_p95": "95th percentile of the seconds a job runs.",
    "wait_p50": "Median seconds a job waits.",
    "wait_p95": "95th percentile of the seconds a job waits.",
}


class QueueCollector(Collector):
    """Lanes by depth, age and rate; kinds by count and times."""

    def describe(self) -> list[Metric]:
        """Nothing is known before it is read."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures as they are now."""
        lanes = lane_states(at=now())
        for name, meaning in OF_LANES.items():
            family = GaugeMetricFamily(f"daimon_queue_{name}", meaning, labels=["lane"])
            for lane in lanes:
                family.add_metric([lane.lane], float(getattr(lane, name)))
            yield family
        measures = list(KindMeasure.objects.all())
        for name, meaning in OF_KINDS.items():
            family = GaugeMetricFamily(f"daimon_queue_{name}", meaning, labels=["kind"])
            for measure in measures:
                family.add_metric([measure.kind], float(getattr(measure, name)))
            yield family
