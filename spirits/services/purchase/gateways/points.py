"""Points: paid from the wallet at once."""

from datetime import datetime

from spirits.models.account import AccountKind
from spirits.models.ledger import TransactionKind
from spirits.models.purchase import Purchase, Refund
from spirits.services.economy.open_account import wallet_and_site
from spirits.services.economy.post_transaction import Leg, post_transaction
from spirits.services.purchase.book_refund import book_refund
from spirits.services.purchase.fulfil import fulfil
from spirits.services.purchase.gateways.protocol import CardChoice


class PointsGateway:
    """The wallet pays and is paid back in the same transaction."""

    def is_ready(self) -> bool:
        """Points are always taken."""
        return True

    def start(self, bought: Purchase, *, choice: CardChoice, at: datetime) -> Purchase:
        """Take the points and open what was bought; NotEnoughPoints when the wallet holds less."""
        if bought.amount and bought.buyer:
            wallet, spent = wallet_and_site(bought.buyer, AccountKind.SPENT)
            bought.transaction = post_transaction(
                kind=TransactionKind.PURCHASE,
                key=f"purchase:{bought.pk}",
                legs=[
                    Leg(wallet, -bought.amount),
                    Leg(spent, bought.amount),
                ],
                at=at,
                reason=bought.title[:300],
            )
        return fulfil(bought, at=at)

    def give_back(self, refund: Refund, *, at: datetime) -> Refund:
        """Put the points back and close what they opened."""
        return book_refund(refund, at=at)
