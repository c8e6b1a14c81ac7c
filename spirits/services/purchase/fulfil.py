"""Opens what was paid for."""

from datetime import datetime

from spirits.models.grant import Grant
from spirits.models.purchase import Purchase
from spirits.services.economy.grant_access import grant_spirit


def fulfil(bought: Purchase, *, at: datetime) -> Purchase:
    """Mark the purchase as paid and open each of its spirits to the recipient; called within the paying transaction."""
    bought.state, bought.paid_at = Purchase.State.PAID, at
    bought.save(update_fields=["state", "paid_at", "transaction", "payment_reference"])
    if bought.recipient is None:
        return bought
    source = Grant.Source.BUNDLE if bought.bundle_id else Grant.Source.PURCHASE
    if bought.recipient_id != bought.buyer_id:
        source = Grant.Source.GIFT
    for line in bought.lines.select_related("spirit"):
        grant_spirit(
            user=bought.recipient, spirit=line.spirit, source=source, source_id=bought.pk, starts_at=at,
            actor=bought.buyer_key,
        )  # fmt: skip
    return bought
