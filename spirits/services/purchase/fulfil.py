"""Opens what was paid for."""

from datetime import datetime
from uuid import UUID

from spirits.models.card import Card
from spirits.models.grant import Grant
from spirits.models.purchase import Purchase
from spirits.services.economy.grant_access import grant_bought
from spirits.services.purchase.announce import announce_shop
from spirits.services.purchase.fulfil_plan import fulfil_plan


def fulfil(bought: Purchase, *, at: datetime, card: Card | None = None) -> Purchase:
    """Mark the purchase as paid and open each of its spirits to the recipient; called within the paying transaction.

    A plan begins, changes or goes on instead; ``card`` is what later months are charged to.
    """
    bought.state, bought.paid_at = Purchase.State.PAID, at
    bought.save(update_fields=["state", "paid_at", "transaction", "payment_reference"])
    spirits = [] if bought.plan_version_id else list(bought.lines.order_by("pk").values_list("spirit_id", flat=True))
    return open_what_was_paid(bought, spirits, at=at, card=card)


def open_what_was_paid(bought: Purchase, spirits: list[UUID], *, at: datetime, card: Card | None = None) -> Purchase:
    """The effect of a purchase that is written as paid."""
    announce_shop(bought.buyer_key, bought.recipient_id)
    if bought.recipient is None:
        return bought
    if bought.plan_version_id:
        return fulfil_plan(bought, card=card, at=at)
    source = Grant.Source.BUNDLE if bought.bundle_id else Grant.Source.PURCHASE
    if bought.recipient_id != bought.buyer_id:
        source = Grant.Source.GIFT
    grant_bought(
        user=bought.recipient, spirits=spirits, source=source, purchase_id=bought.pk, at=at, actor=bought.buyer_key
    )
    return bought
