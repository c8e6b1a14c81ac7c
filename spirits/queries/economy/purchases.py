"""A person's own purchases."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from spirits.models.purchase import Purchase
from spirits.rules.economy.errors import PurchaseNotFound


def purchases_of(user: User) -> "QuerySet[Purchase]":
    """What the person bought, newest first, with the names a receipt shows."""
    return (
        Purchase.objects.filter(buyer=user)
        .select_related("spirit", "bundle", "recipient", "coupon", "buyer", "plan_version__plan")
        .prefetch_related("lines__spirit", "lines__refund", "refunds", "payments__card")
        .order_by("-id")
    )


def get_purchase(user: User, purchase_id: UUID) -> Purchase:
    """One of the person's purchases; somebody else's is not there."""
    found = purchases_of(user).filter(pk=purchase_id).first()
    if found is None:
        raise PurchaseNotFound
    return found


def open_plan_order(user: User) -> Purchase | None:
    """The person's order of a plan that awaits its payment; there is at most one."""
    return Purchase.objects.filter(buyer_key=user.pk, plan_version__isnull=False, state=Purchase.State.AWAITING).first()
