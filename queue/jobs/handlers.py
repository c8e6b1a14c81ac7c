"""Jobs of the installation itself; layers below the queue cannot register their own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.notices import carry_deliveries
from accounts.services.data_archives import carry_archives, drop_old_archives, make_archive
from accounts.services.leaving import erase_due
from accounts.services.notifications import deliver
from jobs.context import JobContext
from jobs.registry import Policy, job, standing_schedule
from jobs.rules.lanes import Lane
from jobs.services.enqueue import enqueue
from project.lib.clock import now
from project.ops.services.housekeeping import keep_house


@job("operations.keep_house", title="Keep house", policy=Policy(lane=Lane.BULK, is_visible=False))
def keep_house_nightly(context: JobContext, payload: None) -> dict[str, int]:
    """Delete what operations no longer need."""
    return keep_house(at=now())


standing_schedule(name="Keep house", kind="operations.keep_house", cron="17 3 * * *")


@job(
    "accounts.erase_people",
    title="Erase accounts whose day has come",
    policy=Policy(lane=Lane.BULK, is_visible=False, is_atomic=False),
)
def erase_people(context: JobContext, payload: None) -> dict[str, int]:
    """Erase those who asked for it and did not think again; the next slot goes on."""
    return {"erased": erase_due(at=now())}


standing_schedule(name="Erase accounts", kind="accounts.erase_people", cron="41 * * * *")


@dataclass(frozen=True)
class Delivery:
    """A notification on its way out by one channel."""

    delivery_id: UUID


@job(
    "accounts.deliver_notification",
    title="Deliver a notification",
    payload=Delivery,
    policy=Policy(lane=Lane.INTERACTIVE, is_visible=False, is_atomic=False),
)
def deliver_notification(context: JobContext, payload: Delivery) -> dict[str, str]:
    """Send one mail, web hook or push message; what was sent is not sent again."""
    return {"state": deliver(delivery_id=payload.delivery_id, at=now())}


def carry(delivery_id: str, due_at: datetime) -> None:
    """Make the job of a delivery, due when the delivery is."""
    enqueue("accounts.deliver_notification", {"delivery_id": delivery_id}, key=delivery_id, run_at=due_at)


carry_deliveries(carry)


@dataclass(frozen=True)
class Archive:
    """An archive of a person's data that was asked for."""

    archive_id: UUID


@job(
    "accounts.make_archive",
    title="Put a person's data together",
    payload=Archive,
    policy=Policy(lane=Lane.BULK, is_visible=False, is_atomic=False, most_running=2),
)
def make_data_archive(context: JobContext, payload: Archive) -> dict[str, str]:
    """Write everything of theirs into one file; from the start when it is tried again."""
    return {"state": make_archive(archive_id=payload.archive_id, at=now)}


@job("accounts.drop_archives", title="Delete old archives", policy=Policy(lane=Lane.BULK, is_visible=False))
def drop_archives(context: JobContext, payload: None) -> dict[str, int]:
    """Those whose last day has come."""
    return {"dropped": drop_old_archives(at=now())}


standing_schedule(name="Delete old archives", kind="accounts.drop_archives", cron="53 * * * *")


def carry_archive(archive_id: str) -> None:
    """Make the job of an archive."""
    enqueue("accounts.make_archive", {"archive_id": archive_id}, key=archive_id)


carry_archives(carry_archive)
