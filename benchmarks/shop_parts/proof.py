"""Whether the gateway's books and ours say the same, to the cent."""

import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from project.testing.card_front import CardFront


@dataclass(frozen=True)
class Books:
    """Both sides, in cents."""

    succeeded: int
    refunded: int
    fulfilled: int
    revoked: int
    owed: int
    doubled: int
    broken: list[str]

    @property
    def is_even(self) -> bool:
        """Whether nothing is missing, on either side."""
        return (
            self.succeeded - self.refunded == self.fulfilled - self.revoked
            and not self.owed
            and not self.doubled
            and not self.broken
        )


def compare(front: CardFront) -> Books:
    """Read both books anew."""
    from django.db.models import Sum

    from spirits.models import AccountKind, Payment, Purchase, Refund
    from spirits.queries.economy.accounts import site_balance
    from spirits.queries.economy.reconciliation import find_breaks

    intents = front.ask("/v1/payment_intents?limit=1000000")["data"]
    refunds = front.ask("/v1/refunds?limit=1000000")["data"]
    paid = [each for each in intents if each["status"] == "succeeded"]
    marks = Counter(each["metadata"].get("daimon") for each in paid)
    ours = Purchase.objects.filter(method="card", state="paid").aggregate(sum=Sum("amount"))["sum"] or 0
    back = Refund.objects.filter(purchase__method="card", state="done").aggregate(sum=Sum("amount"))["sum"] or 0
    known = set(Payment.objects.exclude(intent_id="").values_list("intent_id", flat=True))
    return Books(
        succeeded=sum(each["amount"] for each in paid),
        refunded=sum(each["amount"] for each in refunds),
        fulfilled=ours,
        revoked=back,
        owed=-site_balance(AccountKind.OWED, "USD"),
        doubled=sum(count - 1 for count in marks.values()) + sum(each["id"] not in known for each in paid),
        broken=[f"{each.check}: {each.row} {each.detail}" for each in find_breaks()],
    )


def settle_down(*, seconds: float, every: Any) -> bool:
    """Wait until nothing is under way, asking for a poll now and then; False when something still is."""
    from django.db import Error, connection

    from spirits.models import Payment, Refund, WebhookEvent

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        every()
        try:
            is_quiet = not (
                Payment.objects.filter(state__in=[*Payment.OPEN, "stray"]).exists()
                or Refund.objects.filter(state="pending").exists()
                or WebhookEvent.objects.filter(state__in=["waiting", "failed"]).exists()
            )
            if is_quiet:
                return True
        except Error:
            connection.close()
        time.sleep(2)
    return False


def cancel_the_rest() -> None:
    """Give up what was declined and waits for another card."""
    from project.lib.clock import now
    from spirits.models import Payment, Purchase
    from spirits.services.purchase import cancel_order

    rest = Purchase.objects.filter(method="card", state="awaiting").exclude(payments__state__in=Payment.OPEN)
    for bought in rest:
        cancel_order(purchase=bought, at=now())
