"""Points: paid from the wallet at once."""

from datetime import datetime

from spirits.models.purchase import Purchase, Refund
from spirits.services.purchase.book_refund import book_refund
from spirits.services.purchase.gateways.protocol import CardChoice


class PointsGateway:
    """The wallet pays and is paid back in the same transaction."""

    def is_ready(self) -> bool:
        """Points are always taken."""
        return True

    def start(self, bought: Purchase, *, choice: CardChoice, at: datetime) -> Purchase:
        """Nothing is left to do: what is sold for points is paid when it is written."""
        return bought

    def give_back(self, refund: Refund, *, at: datetime) -> Refund:
        """Put the points back and close what they opened."""
        return book_refund(refund, at=at)
