"""The site's daily housekeeping, as a job: it stands in the topmost app because it tidies up for all of them."""

from django.core.management import call_command

from jobs.context import JobContext
from jobs.registry import Policy, job
from jobs.rules.lanes import LEAST_URGENT


@job("site.keep_house", title="Tidy up", policy=Policy(priority=LEAST_URGENT, is_visible=False))
def keep_house(context: JobContext, payload: object) -> None:
    """Make the API log's next months and delete what is too old to keep; a second run finds nothing to do."""
    call_command("housekeeping", verbosity=0)
