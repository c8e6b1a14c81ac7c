"""What a person's plan allows."""

from dataclasses import dataclass

from accounts.models import User
from project.lib.clock import now
from spirits.errors import CatalogueEmpty
from spirits.models import Plan
from spirits.queries.economy.subscriptions import running_version

FREE = "free"


@dataclass(frozen=True)
class Limits:
    """None stands for no limit."""

    plan: str
    max_minions: int | None
    max_spirits_per_minion: int | None
    has_api_access: bool


UNLIMITED = Limits("Staff", None, None, True)


def plan_of(user: User) -> Plan:
    """The plan a person runs; without a subscription that is the free one."""
    if version := running_version(user, at=now()):
        return version.plan
    return free_plan()


def free_plan() -> Plan:
    """What everybody is on who has no subscription."""
    plan = Plan.objects.filter(slug=FREE).first()
    if plan is None:
        raise CatalogueEmpty
    return plan


def limits_of(user: User) -> Limits:
    """The limits of the person's plan; staff have none."""
    if user.is_staff:
        return UNLIMITED
    if version := running_version(user, at=now()):
        return Limits(version.plan.name, version.max_minions, version.max_spirits_per_minion, version.has_api_access)
    plan = free_plan()
    return Limits(plan.name, plan.max_minions, plan.max_spirits_per_minion, plan.has_api_access)
