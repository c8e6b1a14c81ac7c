"""Counts work against budgets."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.notices import notice_kind
from accounts.services.notifications.notify import notify
from accounts.speaking import speaking_to
from project.ops.live import announce
from spirits.models.budget import Budget, BudgetUse
from spirits.rules.economy.budgets import Period, notice_due, start_of
from spirits.rules.economy.errors import BudgetSpent

BUDGETS = notice_kind("budget", "Budgets that are nearly used up")
NEARLY = gettext_lazy("What is running is counted with the most that it can cost.")
FULL = gettext_lazy("Nothing more is done until the next period begins, or until the budget is raised.")
log = structlog.get_logger(__name__)


def budgets_for(*, user: User, minion_id: UUID | None, api_key: UUID | None) -> list[Budget]:
    """Every active budget that the person's work counts against, in the order in which they are locked."""
    mine = Q(user=user) | Q(group__in=user.groups.values("pk"))
    if minion_id:
        mine |= Q(minion=minion_id)
    if api_key:
        mine |= Q(api_key=api_key)
    return list(Budget.objects.filter(mine, is_active=True).order_by("pk"))


def take_from(budget: Budget, *, points: int, tokens: int, at: datetime) -> BudgetUse:
    """Count work against the budget's present period; BudgetSpent, and nothing counted, when it does not fit."""
    key = {"budget": budget, "starts_at": start_of(budget.period, at)}
    BudgetUse.objects.bulk_create([BudgetUse(**key)], ignore_conflicts=True)
    fits = Q()
    if budget.points_limit is not None:
        fits &= Q(points__lte=budget.points_limit - points)
    if budget.tokens_limit is not None:
        fits &= Q(tokens__lte=budget.tokens_limit - tokens)
    counted = BudgetUse.objects.filter(fits, **key).update(points=F("points") + points, tokens=F("tokens") + tokens)
    if not counted:
        raise BudgetSpent(f"The budget for this {budget.period} is used up.")
    return BudgetUse.objects.get(**key)


def give_back(uses: Iterable[BudgetUse], *, points: int, tokens: int) -> None:
    """Take work off the periods it was counted in, when it cost less than was reserved."""
    for use in sorted(uses, key=lambda each: each.budget_id):
        BudgetUse.objects.filter(pk=use.pk).update(points=F("points") - points, tokens=F("tokens") - tokens)


def notice(uses: Iterable[BudgetUse], *, user: User, at: datetime) -> None:
    """Tell the person once per period when 80 and 100 per cent of a budget are used or set aside."""
    for use in uses:
        due = max(
            notice_due(used=use.points, limit=use.budget.points_limit, noticed=use.noticed_percent),
            notice_due(used=use.tokens, limit=use.budget.tokens_limit, noticed=use.noticed_percent),
        )
        if due and BudgetUse.objects.filter(pk=use.pk, noticed_percent__lt=due).update(noticed_percent=due):
            message = {"kind": "budget", "percent": due, "period": use.budget.period}
            transaction.on_commit(lambda m=message: announce(f"user:{user.pk}", m))  # type: ignore[misc]
            with speaking_to(user):
                notify(
                    user=user,
                    kind=BUDGETS,
                    title=_title(use.budget.period) % {"percent": due},
                    body=str(FULL if due == 100 else NEARLY),
                    link="/points/",
                    key=f"budget:{use.pk}:{due}",
                    at=at,
                )
            log.info("budget_notice", user=str(user.pk), budget=str(use.budget_id), percent=due)


def _title(period: str) -> str:
    """With a place for the per cent."""
    titles = {
        Period.DAY: _("%(percent)s %% of your budget for this day is used"),
        Period.WEEK: _("%(percent)s %% of your budget for this week is used"),
        Period.MONTH: _("%(percent)s %% of your budget for this month is used"),
    }
    return titles.get(Period(period)) or _("%(percent)s %% of your budget is used")
