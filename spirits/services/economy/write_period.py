"""Writes periods: paid with points here, or with money elsewhere."""

from datetime import datetime

from project.lib.ids import uuid7
from spirits.models.account import AccountKind
from spirits.models.ledger import LedgerTransaction, TransactionKind
from spirits.models.subscription import PlanVersion, Subscription, SubscriptionPeriod
from spirits.services.economy.move_points import grant_points
from spirits.services.economy.open_account import wallet_and_site
from spirits.services.economy.post_transaction import Leg, post_transaction


def add_period(
    subscription: Subscription,
    *,
    version: PlanVersion,
    starts_at: datetime,
    ends_at: datetime,
    charge: int,
    at: datetime,
) -> SubscriptionPeriod:
    """Take the charge and write the period it pays for; NotEnoughPoints when the wallet holds less.

    Called within the transaction that changes the subscription.
    """
    latest, made = _period(subscription, version=version, starts_at=starts_at, ends_at=ends_at)
    made.charged_points = charge
    made.transaction = _charge(subscription, made, at) if charge else None
    return _written(made, latest, at)


def write_period(
    subscription: Subscription,
    *,
    version: PlanVersion,
    starts_at: datetime,
    ends_at: datetime,
    cents: int,
    transaction: LedgerTransaction | None,
    at: datetime,
) -> SubscriptionPeriod:
    """Write a period that was paid with money; called within the transaction that booked it."""
    latest, made = _period(subscription, version=version, starts_at=starts_at, ends_at=ends_at)
    made.charged_cents, made.transaction = cents, transaction
    return _written(made, latest, at)


def _period(
    subscription: Subscription, *, version: PlanVersion, starts_at: datetime, ends_at: datetime
) -> tuple[SubscriptionPeriod | None, SubscriptionPeriod]:
    """The latest period there is, and the one to write."""
    latest = subscription.periods.order_by("-number").first()
    made = SubscriptionPeriod(
        id=uuid7(),
        subscription=subscription,
        number=latest.number + 1 if latest else 1,
        version=version,
        starts_at=starts_at,
        ends_at=ends_at,
        price_points=version.price_points,
        charged_points=0,
    )
    return latest, made


def _written(made: SubscriptionPeriod, latest: SubscriptionPeriod | None, at: datetime) -> SubscriptionPeriod:
    """Save the period, with the monthly points of its plan unless it only replaces a part of a month."""
    subscription, version = made.subscription, made.version
    made.save(force_insert=True)
    if version.monthly_points and subscription.owner and (latest is None or latest.ends_at <= made.starts_at):
        grant_points(
            user=subscription.owner,
            points=version.monthly_points,
            key=f"allowance:{made.pk}",
            at=at,
            reason=f"Monthly points of {version.plan.name}",
            kind=TransactionKind.ALLOWANCE,
        )
    return made


def _charge(subscription: Subscription, period: SubscriptionPeriod, at: datetime) -> LedgerTransaction:
    assert subscription.owner is not None, "a subscription without a person ends before it is charged"
    wallet, spent = wallet_and_site(subscription.owner, AccountKind.SPENT)
    return post_transaction(
        kind=TransactionKind.SUBSCRIPTION,
        key=f"period:{subscription.pk}:{period.number}",
        legs=[Leg(wallet, -period.charged_points), Leg(spent, period.charged_points)],
        at=at,
        reason=f"{period.version.plan.name}, {period.starts_at:%Y-%m-%d} to {period.ends_at:%Y-%m-%d}",
    )
