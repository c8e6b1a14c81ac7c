"""Points: paid from the wallet at once."""

from datetime import datetime

from spirits.models.account import AccountKind
from spirits.models.ledger import TransactionKind
from spirits.models.purchase import Purchase, Refund
from spirits.services.economy.open_account import wallet_and_site
from spirits.services.economy.post_transaction import Leg, write_movement
from spirits.services.purchase.book_refund import book_refund
from spirits.services.purchase.gateways.protocol import CardChoice


class PointsGateway:
    """The wallet pays and is paid back in the same transaction."""

    def is_ready(self) -> bool:
        """Points are always taken."""
        return True

    def pay_at_once(self, draft: Purchase, *, at: datetime) -> bool:
        """Take the points; NotEnoughPoints when the wallet holds less."""
        if draft.amount and draft.buyer:
            wallet, spent = wallet_and_site(draft.buyer, AccountKind.SPENT)
            draft.transaction = write_movement(
                kind=TransactionKind.PURCHASE,
                key=f"purchase:{draft.pk}",
                legs=[Leg(wallet, -draft.amount), Leg(spent, draft.amount)],
                at=at,
                reason=draft.title[:300],
            )
        return True

    def start(self, bought: Purchase, *, choice: CardChoice, at: datetime) -> Purchase:
        """Nothing is left to do for what was paid."""
        return bought

    def give_back(self, refund: Refund, *, at: datetime) -> Refund:
        """Put the points back and close what they opened."""
        return book_refund(refund, at=at)
