"""Whether the gateway's books and ours say the same, to the cent."""

import time
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

    # One row for each charge that succeeded and each refund: cheap to list, unlike intents with all that hangs on them.
    rows = front.ask("/v1/balance_transactions?limit=1000000")["data"]
    charges = [each["amount"] for each in rows if each["type"] == "charge"]
    ours = Purchase.objects.filter(method="card", state="paid").aggregate(sum=Sum("amount"))["sum"] or 0
    back = Refund.objects.filter(purchase__method="card", state="done").aggregate(sum=Sum("amount"))["sum"] or 0
    return Books(
        succeeded=sum(charges),
        refunded=-sum(each["amount"] for each in rows if each["type"] == "refund"),
        fulfilled=ours,
        revoked=back,
        owed=-site_balance(AccountKind.OWED, "USD"),
        doubled=abs(len(charges) - Payment.objects.filter(received__gt=0).count()),
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
    _tell_what_waits()
    return False


def _tell_what_waits() -> None:
    """What is under way for too long, and what became of its jobs."""
    from jobs.models import Job
    from spirits.models import Payment

    for payment in Payment.objects.filter(state__in=[*Payment.OPEN, "stray"])[:5]:
        jobs = Job.objects.filter(kind="spirits.run_payment", payload__payment=str(payment.pk)).order_by("pk")
        told = [(job.state, job.failures, job.crashes, str(job.run_at), job.error) for job in jobs]
        print(f"waits: payment {payment.pk} {payment.state}, looked at {payment.looked_at}, jobs {told}")


def ask_for_poll() -> None:
    """Ask for a look at the gateway, unless one is asked for already."""
    from django.db import Error, connection

    from jobs.models import Job
    from jobs.services.enqueue import enqueue

    try:
        if not Job.objects.filter(kind="spirits.poll_gateway", state="queued").exists():
            enqueue("spirits.poll_gateway", None)
    except Error:
        connection.close()


def cancel_the_rest() -> None:
    """Give up what was declined and waits for another card."""
    from project.lib.clock import now
    from spirits.models import Payment, Purchase
    from spirits.services.purchase import cancel_order

    rest = Purchase.objects.filter(method="card", state="awaiting").exclude(payments__state__in=Payment.OPEN)
    for bought in rest:
        cancel_order(purchase=bought, at=now())
