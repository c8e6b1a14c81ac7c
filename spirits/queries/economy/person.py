"""All that staff ask about one person's money and access, at a moment."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.rules.ranks import Standing, standing_at
from spirits.models.account import Account, AccountKind
from spirits.models.grant import Grant
from spirits.models.purchase import Purchase
from spirits.models.spirit import Spirit
from spirits.models.subscription import Subscription, SubscriptionPeriod
from spirits.queries.economy.access import access_of, xp_of

LATEST = 20


@dataclass(frozen=True)
class PersonalEconomy:
    """What a person has and had, and what is open to them at the moment asked about."""

    standing: Standing
    points: int
    held: int
    subscription: Subscription | None
    periods: list[SubscriptionPeriod]
    purchases: list[Purchase]
    grants: list[Grant]
    open_spirits: list[Spirit]


def economy_of(user: User, *, at: datetime) -> PersonalEconomy:
    """Read it; the lists hold the latest rows only."""
    balances = dict(
        Account.objects.filter(holder=user.pk, kind__in=[AccountKind.WALLET, AccountKind.HELD]).values_list(
            "kind", "balance"
        )
    )
    subscriptions = Subscription.objects.filter(owner=user).select_related("version__plan")
    periods = SubscriptionPeriod.objects.filter(subscription__owner=user).select_related("version__plan")
    bought = Purchase.objects.filter(buyer=user).select_related("spirit", "bundle", "plan_version__plan")
    grants = Grant.objects.filter(owner=user).select_related("spirit")
    return PersonalEconomy(
        standing=standing_at(xp_of(user, at=at)),
        points=balances.get(AccountKind.WALLET) or 0,
        held=balances.get(AccountKind.HELD) or 0,
        subscription=subscriptions.order_by("-pk").first(),
        periods=list(periods.order_by("-starts_at", "-number")[:LATEST]),
        purchases=list(bought.order_by("-pk")[:LATEST]),
        grants=list(grants.order_by("-pk")[:LATEST]),
        open_spirits=list(Spirit.objects.filter(pk__in=access_of(user, at=at)).order_by("name", "pk")),
    )
