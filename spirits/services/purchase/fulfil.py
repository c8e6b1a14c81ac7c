"""Opens what was paid for."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from spirits.models.card import Card
from spirits.models.grant import Grant
from spirits.models.purchase import Purchase
from spirits.services.economy.grant_access import bought_grants
from spirits.services.purchase.announce import announce_shop
from spirits.services.purchase.fulfil_plan import fulfil_plan


def fulfil(bought: Purchase, *, at: datetime, card: Card | None = None) -> Purchase:
    """Mark the purchase as paid and open each of its spirits to the recipient; called within the paying transaction.

    A plan begins, changes or goes on instead; ``card`` is what later months are charged to.
    """
    bought.state, bought.paid_at = Purchase.State.PAID, at
    bought.save(update_fields=["state", "paid_at", "transaction", "payment_reference"])
    announce_shop(bought.buyer_key, bought.recipient_id)
    if bought.plan_version_id:
        return fulfil_plan(bought, card=card, at=at) if bought.recipient else bought
    spirits = list(bought.lines.order_by("pk").values_list("spirit_id", flat=True))
    Grant.objects.bulk_create(opening_grants(bought, spirits, at=at))
    return bought


def opening_grants(bought: Purchase, spirits: Iterable[UUID], *, at: datetime) -> list[Grant]:
    """What opens the spirits of a paid purchase to its recipient; nothing when the recipient has left."""
    if bought.recipient is None:
        return []
    source = Grant.Source.BUNDLE if bought.bundle_id else Grant.Source.PURCHASE
    if bought.recipient_id != bought.buyer_id:
        source = Grant.Source.GIFT
    return bought_grants(
        user=bought.recipient, spirits=spirits, source=source, purchase_id=bought.pk, at=at, actor=bought.buyer_key
    )
