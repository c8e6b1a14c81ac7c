"""Cards: a job asks the gateway, and what it says decides."""

from datetime import datetime

from jobs.services.enqueue import enqueue
from spirits.cards import is_configured
from spirits.models.purchase import Purchase, Refund
from spirits.services.payment.start import start_payment
from spirits.services.purchase.book_refund import book_refund, hold_points
from spirits.services.purchase.fulfil import fulfil
from spirits.services.purchase.gateways.protocol import CardChoice


class CardGateway:
    """Stripe holds the cards and moves the money; the order and its effect are ours."""

    def is_ready(self) -> bool:
        """Whether a key is set."""
        return is_configured()

    def start(self, bought: Purchase, *, choice: CardChoice, at: datetime) -> Purchase:
        """Set the payment going; what costs nothing is open at once."""
        if not bought.amount:
            return fulfil(bought, at=at)
        start_payment(
            purchase=bought,
            card=choice.card,
            keeps_card=choice.keeps_card,
            is_present=choice.is_present,
            origin=choice.origin,
            at=at,
        )
        return bought

    def give_back(self, refund: Refund, *, at: datetime) -> Refund:
        """Send the money on its way; points that were bought are held back until it went."""
        if not refund.amount:
            return book_refund(refund, at=at)
        hold_points(refund, at=at)
        enqueue("spirits.run_refund", {"refund": str(refund.pk)}, key=f"{refund.pk}:first")
        return refund
