"""Invoices: staff say when the money came, and send it back themselves."""

from datetime import datetime

from spirits.models.purchase import Purchase, Refund
from spirits.services.purchase.book_refund import book_refund
from spirits.services.purchase.gateways.protocol import CardChoice


class ManualGateway:
    """The order waits for ``confirm_payment``."""

    def is_ready(self) -> bool:
        """Every installation can write invoices."""
        return True

    def start(self, bought: Purchase, *, choice: CardChoice, at: datetime) -> Purchase:
        """Nothing more: the order awaits its payment."""
        return bought

    def give_back(self, refund: Refund, *, at: datetime) -> Refund:
        """Book what staff gave back."""
        return book_refund(refund, at=at)
