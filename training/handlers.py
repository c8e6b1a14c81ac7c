"""The job kinds of models and providers; the queue loads this module at start."""

from typing import Any

from jobs.context import JobContext
from jobs.registry import Policy, job
from jobs.rules.lanes import LEAST_URGENT
from project.lib.clock import now
from training.datasets import handlers as datasets
from training.images import handlers as images
from training.legacy import handlers as legacy
from training.services.watch_providers import watch_providers


@job("training.watch_providers", title="Check the providers", policy=Policy(priority=LEAST_URGENT, is_visible=False))
def watch(context: JobContext, payload: object) -> dict[str, Any]:
    """Probe every provider once; the schedule comes again each minute."""
    return dict(watch_providers(at=now()))


__all__ = ["datasets", "images", "legacy", "watch"]
