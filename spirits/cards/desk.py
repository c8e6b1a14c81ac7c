"""What we ask of a card gateway, in our own words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class IntentState(StrEnum):
    """How far the gateway is with one payment."""

    UNCONFIRMED = "unconfirmed"
    ACTION = "action"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class CardShown:
    """What may be shown of a card."""

    id: str
    brand: str
    last4: str
    expires_month: int
    expires_year: int


@dataclass(frozen=True)
class GatewayRefund:
    """Money that went back through the gateway, or is about to."""

    id: str
    amount: int
    is_done: bool
    has_failed: bool
    mark: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Dispute:
    """A payer's bank asks for its money back. ``is_withdrawn``: it has it."""

    id: str
    amount: int
    is_withdrawn: bool
    is_won: bool
    is_lost: bool
    reason: str


@dataclass(frozen=True)
class Intent:
    """One payment at the gateway, as it stands when asked."""

    id: str
    state: IntentState
    amount: int
    received: int
    unit: str
    card: CardShown | None = None
    error_code: str = ""
    error: str = ""
    refunds: tuple[GatewayRefund, ...] = ()
    disputes: tuple[Dispute, ...] = ()


@dataclass(frozen=True)
class HostedPage:
    """The gateway's own page, on which somebody types a card."""

    id: str
    url: str
    is_open: bool
    is_complete: bool
    intent_id: str = ""
    card: CardShown | None = None


@dataclass(frozen=True)
class Wanted:
    """What is to be paid. ``mark`` is our payment's id: the same mark is never charged twice."""

    mark: str
    amount: int
    unit: str
    holder: str
    title: str
    keeps_card: bool = False
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """Something that the gateway says happened; the object itself is asked for before anything is done."""

    id: str
    kind: str
    said_at: datetime
    content: dict[str, Any]


class CardDesk(Protocol):
    """A card gateway. Each call may raise GatewayAway (try again) or GatewayRefused (never will).

    A declined card is no error: it is the intent's state, as the gateway says it.
    """

    def make_holder(self, *, mark: str, email: str) -> str:
        """Make the person known and return the gateway's id; the same mark returns the same id."""
        ...

    def create_intent(self, wanted: Wanted, *, card: str) -> Intent:
        """Prepare a payment by a stored card. Nothing is charged before it is confirmed."""
        ...

    def confirm_intent(self, intent_id: str, *, is_present: bool) -> Intent:
        """Charge the card; confirming again what was confirmed returns how it stands."""
        ...

    def cancel_intent(self, intent_id: str) -> Intent:
        """Give a payment up unless it has succeeded; returns how it stands."""
        ...

    def fetch_intent(self, intent_id: str) -> Intent:
        """How a payment stands, with its refunds and disputes."""
        ...

    def open_page(self, wanted: Wanted, *, back: str, away: str, until: datetime) -> HostedPage:
        """Open the gateway's page for a payment."""
        ...

    def open_setup_page(self, *, mark: str, holder: str, back: str, away: str) -> HostedPage:
        """Open the gateway's page for keeping a card."""
        ...

    def fetch_page(self, page_id: str) -> HostedPage:
        """How a page stands."""
        ...

    def close_page(self, page_id: str) -> HostedPage:
        """Close a page unless it is complete; returns how it stands."""
        ...

    def give_back(self, *, mark: str, intent_id: str, amount: int, reason: str) -> GatewayRefund:
        """Return money; the same mark returns it once, however long ago it was first asked."""
        ...

    def fetch_card(self, card_id: str) -> CardShown:
        """A stored card as the gateway knows it now."""
        ...

    def keep_card(self, card_id: str, *, holder: str) -> CardShown:
        """Tie a card to the person, so that it may be charged later."""
        ...

    def messages(self, *, since: datetime) -> Iterator[Message]:
        """Everything that happened since, whether or not it was delivered."""
        ...

    def forget_card(self, card_id: str) -> None:
        """Forget a stored card; forgetting twice is harmless."""
        ...
