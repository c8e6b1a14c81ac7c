"""Jobs of the installation itself; layers below the queue cannot register their own."""

from jobs.context import JobContext
from jobs.registry import Policy, job, standing_schedule
from jobs.rules.lanes import Lane
from project.lib.clock import now
from project.ops.services.housekeeping import keep_house


@job("operations.keep_house", title="Keep house", policy=Policy(lane=Lane.BULK, is_visible=False))
def keep_house_nightly(context: JobContext, payload: None) -> dict[str, int]:
    """Delete what operations no longer need."""
    return keep_house(at=now())


standing_schedule(name="Keep house", kind="operations.keep_house", cron="17 3 * * *")
