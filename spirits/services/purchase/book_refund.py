"""Books what was given back, and closes what was opened for it."""

from datetime import datetime

from django.db.models import F

from spirits.models.account import AccountKind
from spirits.models.grant import Grant
from spirits.models.ledger import LedgerTransaction, TransactionKind
from spirits.models.purchase import Purchase, PurchaseLine, Refund
from spirits.queries.economy.accounts import points_of
from spirits.rules.economy.amounts import POINTS, share
from spirits.services.economy.grant_access import grant_spirit, revoke_grant
from spirits.services.economy.open_account import site_account, wallet_of
from spirits.services.economy.post_transaction import Leg, post_transaction, reverse_transaction
from spirits.services.purchase.announce import announce_shop
from spirits.services.purchase.fulfil_plan import end_plan_of


def book_refund(refund: Refund, *, at: datetime) -> Refund:
    """Move the amount in the ledger and end the access of the refund's lines; of a plan, when nothing is left of its price.

    Called within a transaction that holds the buyer's lock. Points that were bought are taken back; NotEnoughPoints when
    they were spent, unless the money is gone already: then what is left of them.
    """
    found = refund.purchase
    refund.transaction = _give_back(found, refund, at) if refund.amount else None
    refund.state, refund.error = Refund.State.DONE, ""
    refund.save()
    found.refunded_amount += refund.amount
    Purchase.objects.filter(pk=found.pk).update(refunded_amount=F("refunded_amount") + refund.amount)
    if found.refunded_amount == found.amount:
        found.lines.filter(refund__isnull=True).update(refund=refund)
    spirits = list(refund.lines.values_list("spirit_id", flat=True))
    sources = [found.pk, *found.refunds.values_list("pk", flat=True)]  # a refund that came back opened them anew
    for grant in Grant.objects.filter(source_id__in=sources, spirit__in=spirits):
        revoke_grant(grant=grant, at=at, reason=refund.reason, actor=refund.actor)
    if found.plan_version_id and found.refunded_amount == found.amount:
        end_plan_of(found, at=at)
    announce_shop(found.buyer_key, found.recipient_id)
    return refund


def hold_points(refund: Refund, *, at: datetime) -> None:
    """Take the points that were bought out of the wallet while their money goes back; NotEnoughPoints when they were spent."""
    found = refund.purchase
    points = points_to_take(found, refund.amount)
    if not points or found.buyer is None:
        return
    refund.hold = post_transaction(
        kind=TransactionKind.REFUND,
        key=f"refund:{refund.pk}:points",
        legs=[Leg(wallet_of(found.buyer), -points), Leg(site_account(AccountKind.ISSUED, POINTS), points)],
        at=at,
        reason=refund.reason,
        actor=refund.actor,
    )
    refund.save(update_fields=["hold"])


def undo_refund(refund: Refund, *, state: Refund.State, why: str, at: datetime) -> Refund:
    """The money did not go, or came back to us: give back the points held, free the lines, and open again what was closed."""
    found = refund.purchase
    lines = list(refund.lines.select_related("spirit"))
    if refund.transaction:
        found.refunded_amount -= refund.amount
    if refund.hold:
        reverse_transaction(original=refund.hold, reason=why, actor=None, at=at)
    if refund.transaction:
        reverse_transaction(original=refund.transaction, reason=why, actor=None, at=at)
        Purchase.objects.filter(pk=found.pk).update(refunded_amount=F("refunded_amount") - refund.amount)
        for line in lines:
            if found.recipient:
                # A revoked grant stays revoked; the same purchase opens the spirit anew by another reason.
                grant_spirit(
                    user=found.recipient, spirit=line.spirit, source=Grant.Source.STAFF, source_id=refund.pk,
                    starts_at=at, reason=why,
                )  # fmt: skip
    # When other refunds took all its money meanwhile, the purchase has nothing left to keep open.
    done = found.refunds.filter(state=Refund.State.DONE).exclude(pk=refund.pk).order_by("-pk").first()
    is_spent = done is not None and found.refunded_amount == found.amount
    PurchaseLine.objects.filter(pk__in=[line.pk for line in lines]).update(refund=done if is_spent else None)
    if is_spent:
        for grant in Grant.objects.filter(source_id=found.pk):
            revoke_grant(grant=grant, at=at, reason=why)
    refund.state, refund.error = state, why[:300]
    refund.save(update_fields=["state", "error"])
    announce_shop(found.buyer_key, found.recipient_id)
    return refund


def points_to_take(found: Purchase, amount: int) -> int:
    """The bought points that belong to a part of the amount; the parts of a purchase sum to all of them."""
    return _part(found, found.points_bought, amount) if found.points_bought else 0


def _give_back(found: Purchase, refund: Refund, at: datetime) -> LedgerTransaction:
    if found.unit == POINTS:
        legs = [Leg(site_account(AccountKind.SPENT), -refund.amount)]
        # The points of a deleted person go back to where they were issued.
        legs += [Leg(wallet_of(found.buyer) if found.buyer else site_account(AccountKind.ISSUED), refund.amount)]
    else:
        tax = _part(found, found.tax_amount, refund.amount)
        legs = [
            Leg(site_account(AccountKind.CASH, found.unit), -refund.amount),
            Leg(site_account(AccountKind.SALES, found.unit), refund.amount - tax),
            Leg(site_account(AccountKind.TAX, found.unit), tax),
        ]
        legs += _points_legs(found, refund)
    return post_transaction(
        kind=TransactionKind.REFUND,
        key=f"refund:{refund.pk}",
        legs=legs,
        at=at,
        reason=refund.reason,
        actor=refund.actor,
    )


def _points_legs(found: Purchase, refund: Refund) -> list[Leg]:
    points = points_to_take(found, refund.amount)
    if not points or found.buyer is None or refund.hold_id:
        return []
    if refund.cause != Refund.Cause.STAFF:
        points = min(points, points_of(found.buyer))
    return [Leg(wallet_of(found.buyer), -points), Leg(site_account(AccountKind.ISSUED, POINTS), points)]


def _part(found: Purchase, whole: int, amount: int) -> int:
    before, after = found.refunded_amount, found.refunded_amount + amount
    return share(whole, numerator=after, denominator=found.amount) - share(
        whole, numerator=before, denominator=found.amount
    )
