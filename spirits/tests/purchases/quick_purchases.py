"""Quick ways to something for sale, and to buying it."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from project.lib.clock import now
from spirits.models import (
    Bundle,
    Purchase,
    Spirit,
)  # fmt: skip
from spirits.queries.economy.access import access_to
from spirits.queries.economy.quotes import quote, usable_coupon
from spirits.services.economy.move_points import grant_points
from spirits.services.purchase import buy
from spirits.testing import make_spirit

POINTS, MANUAL = Purchase.Method.POINTS, Purchase.Method.MANUAL


def priced(slug: str, cents: int = 299, points: int = 30, **fields: Any) -> Spirit:
    """A spirit on sale for points and for money."""
    return make_spirit(slug, tier="basic", price_cents=cents, price_points=points, **fields)


def make_bundle(*spirits: Spirit, cents: int = 1000, points: int = 100) -> Bundle:
    """A bundle on sale."""
    bundle = Bundle.objects.create(
        slug="bundle", name="Bundle", icon="📦", price_cents=cents, price_points=points, description="", state="live"
    )
    for place, spirit in enumerate(spirits, start=1):
        bundle.bundle_spirits.create(spirit=spirit, position=place)
    return bundle


def give(user: User, points: int) -> None:
    """Points to spend."""
    grant_points(user=user, points=points, key=f"start:{user.pk}", at=now(), reason="Welcome")


def purchase(buyer: User, thing: Spirit | Bundle, *, key: str = "k", method: Any = POINTS, **extra: Any) -> Purchase:
    """Quote and confirm at once."""
    at = now() + timedelta(seconds=1)  # after the prices, which began with this test's transaction
    code = extra.get("coupon_code", "")
    coupon = usable_coupon(code, buyer=buyer, at=at) if code else None
    offer = quote(
        buyer=buyer, recipient=extra.get("recipient") or buyer, thing=thing, method=method, at=at, coupon=coupon
    )
    return buy(buyer=buyer, thing=thing, method=method, agreed=offer.fingerprint, key=key, at=at, **extra)


def is_open(user: User, spirit: Spirit) -> bool:
    """Whether the person may use the spirit."""
    return access_to(user, spirit.pk, at=now() + timedelta(seconds=2)).is_open
