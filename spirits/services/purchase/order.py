"""Orders by name, as the API and the pages take them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.models.purchase import Purchase
from spirits.queries.economy.cards import get_card
from spirits.queries.economy.quotes import Sold, quote, quote_points, thing_named, usable_coupon
from spirits.rules.economy.quotes import Quote
from spirits.services.purchase.buy import buy, order_points
from spirits.services.purchase.gateways.protocol import CardChoice


@dataclass(frozen=True)
class Order:
    """What somebody wants to buy: a spirit, a bundle, or points."""

    buyer: User
    method: str = Purchase.Method.POINTS
    spirit: str = ""
    bundle: str = ""
    points: int = 0
    coupon: str = ""
    recipient: str = ""
    card: UUID | None = None
    keep_card: bool = False
    origin: str = ""


def quote_order(order: Order, *, at: datetime) -> Quote:
    """The offer for this order now."""
    if order.points:
        return quote_points(buyer=order.buyer, points=order.points)
    coupon = usable_coupon(order.coupon, buyer=order.buyer, at=at) if order.coupon else None
    return quote(
        buyer=order.buyer, recipient=_recipient(order), thing=_thing(order), method=order.method, at=at, coupon=coupon
    )


def place_order(order: Order, *, agreed: str, key: str, at: datetime) -> Purchase:
    """Buy what was quoted."""
    method, choice = Purchase.Method(order.method), card_choice(order)
    if order.points:
        return order_points(
            buyer=order.buyer, points=order.points, agreed=agreed, key=key, at=at, method=method, choice=choice
        )
    return buy(
        buyer=order.buyer,
        thing=_thing(order),
        method=method,
        agreed=agreed,
        key=key,
        at=at,
        recipient=_recipient(order),
        coupon_code=order.coupon,
        choice=choice,
    )


def card_choice(order: Order) -> CardChoice:
    """Which card the order is charged to; one of the buyer's own, or the gateway's page."""
    card = get_card(order.buyer, order.card) if order.card else None
    return CardChoice(card, keeps_card=order.keep_card, origin=order.origin)


def _thing(order: Order) -> Sold:
    field = "spirit" if order.spirit else "bundle"
    found = thing_named(field, order.spirit or order.bundle)
    if found is None:
        raise InvalidInput.of(field, f"There is no {field} {order.spirit or order.bundle!r}.")
    return found


def _recipient(order: Order) -> User:
    if not order.recipient:
        return order.buyer
    found = User.objects.filter(email__iexact=order.recipient, is_active=True).first()
    if found is None:
        raise InvalidInput.of("recipient", "Nobody here has this address.")
    return found
