"""What accounts hold and what moved them."""

from datetime import date, datetime, tzinfo

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncDate

from accounts.models import User
from spirits.models.account import Account, AccountKind
from spirits.models.ledger import LedgerEntry, TransactionKind
from spirits.rules.economy.amounts import POINTS

SPENDING = (
    TransactionKind.PURCHASE,
    TransactionKind.SUBSCRIPTION,
    TransactionKind.RESERVE,
    TransactionKind.SETTLE,
    TransactionKind.RELEASE,
    TransactionKind.REFUND,
)


def points_of(user: User) -> int:
    """The points the person can spend now; those held for running work are not among them."""
    return _personal(user, AccountKind.WALLET)


def held_points_of(user: User) -> int:
    """The person's points reserved for work that is still running."""
    return _personal(user, AccountKind.HELD)


def entries_of(user: User) -> "QuerySet[LedgerEntry]":
    """The person's own wallet entries with their movements, newest first."""
    return (
        LedgerEntry.objects.filter(account__holder=user.pk, account__kind=AccountKind.WALLET)
        .select_related("transaction")
        .order_by("-id")
    )


def spent_by_day(user: User, *, since: datetime, zone: tzinfo) -> dict[date, int]:
    """The points that went on each day of the zone, less what came back of it; granted and bought points do not count."""
    days = (
        LedgerEntry.objects.filter(
            account__holder=user.pk,
            account__kind=AccountKind.WALLET,
            transaction__kind__in=SPENDING,
            transaction__happened_at__gte=since,
        )
        .annotate(day=TruncDate("transaction__happened_at", tzinfo=zone))
        .order_by()
        .values_list("day")
        .annotate(Sum("amount"))
    )
    return {day: -amount for day, amount in days if amount < 0}


def site_balance(kind: AccountKind, unit: str = POINTS) -> int:
    """What one of the site's own accounts holds, summed over its entries."""
    total = LedgerEntry.objects.filter(account__kind=kind, account__holder=None, unit=unit).aggregate(sum=Sum("amount"))
    return total["sum"] or 0


def _personal(user: User, kind: AccountKind) -> int:
    return Account.objects.filter(holder=user.pk, kind=kind, unit=POINTS).values_list("balance", flat=True).first() or 0
