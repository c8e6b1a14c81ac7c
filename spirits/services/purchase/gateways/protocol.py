"""What a way to pay must be able to do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from spirits.models.card import Card
from spirits.models.purchase import Purchase, Refund


@dataclass(frozen=True)
class CardChoice:
    """Which card is charged, and how. No card: the person types one on the gateway's page."""

    card: Card | None = None
    keeps_card: bool = False
    is_present: bool = True
    origin: str = ""


class Gateway(Protocol):
    """A way to pay. Both verbs are called within the transaction that records the purchase or the refund.

    What needs the network is only asked for there; a job does it after the commit.
    """

    def is_ready(self) -> bool:
        """Whether this installation takes it."""
        ...

    def start(self, bought: Purchase, *, choice: CardChoice, at: datetime) -> Purchase:
        """Pay the purchase now, or set its payment going."""
        ...

    def give_back(self, refund: Refund, *, at: datetime) -> Refund:
        """Book the refund now, or send its money on the way and leave it pending."""
        ...
