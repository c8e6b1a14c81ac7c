"""What a thing costs this person now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q

from accounts.models import User
from accounts.rules.ranks import Standing
from spirits.models.bundle import Bundle
from spirits.models.purchase import Coupon, Purchase
from spirits.models.spirit import Spirit
from spirits.queries.economy.offer_facts import OfferFacts, read_offer_facts
from spirits.queries.economy.subscriptions import discount_of
from spirits.rules.economy.amounts import POINTS, checked
from spirits.rules.economy.bundles import charged_for_missing
from spirits.rules.economy.errors import AlreadyOwned, CouponInvalid, NotForSale, RankTooLow
from spirits.rules.economy.quotes import POINT_PRICE_CENTS, Quote

CURRENCY = "USD"
Sold = Spirit | Bundle


def quote(
    *, buyer: User, recipient: User, thing: Sold, method: str, at: datetime, coupon: Coupon | None = None
) -> Quote:
    """What the buyer would pay now; refuses by name what cannot be bought this way."""
    offer = offered(thing)
    facts = read_offer_facts(buyer=buyer, recipient=recipient, parts=offer.ids, bundle=offer.bundle, at=at)
    return quote_by(facts, offer, buyer=buyer, recipient=recipient, method=method, at=at, coupon=coupon)


@dataclass(frozen=True)
class Offered:
    """A thing and the spirits that are sold with it."""

    thing: Sold
    parts: list[Spirit]

    @property
    def ids(self) -> list[UUID]:
        """The ids of the spirits."""
        return [each.pk for each in self.parts]

    @property
    def bundle(self) -> UUID | None:
        """The bundle's id; None for a spirit."""
        return None if isinstance(self.thing, Spirit) else self.thing.pk


def offered(thing: Sold) -> Offered:
    """The thing with its parts; NotForSale when it is not offered at all."""
    if thing.state != thing.State.LIVE:
        raise NotForSale
    return Offered(thing, [thing] if isinstance(thing, Spirit) else list(thing.spirits.order_by("pk")))


def quote_by(
    facts: OfferFacts,
    offer: Offered,
    *,
    buyer: User,
    recipient: User,
    method: str,
    at: datetime,
    coupon: Coupon | None = None,
) -> Quote:
    """What the buyer would pay by these facts; refuses as ``quote`` does."""
    unit, thing, parts = POINTS if method == Purchase.Method.POINTS else CURRENCY, offer.thing, offer.parts
    missing = [spirit for spirit in parts if spirit.pk not in facts.held]
    if not missing:
        raise AlreadyOwned
    if unit == POINTS:
        _require_rank(facts.standing, missing)
    return Quote(
        thing=f"{type(thing).__name__}:{thing.pk}:{recipient.pk}",
        unit=unit,
        list_amount=_list_amount(thing, parts, missing, facts, unit),
        discount_percent=discount_of(buyer, at=at) if facts.had_a_plan else 0,
        coupon_percent=coupon.percent_off if coupon else 0,
        parts=tuple((spirit.pk, facts.price(spirit.pk, unit) or 0) for spirit in missing),
        tax_basis_points=0 if unit == POINTS else settings.TAX_BASIS_POINTS,
    )


def quote_points(*, buyer: User, points: int) -> Quote:
    """What so many points cost in money."""
    amount = checked(points, field="points") * POINT_PRICE_CENTS
    return Quote(f"points:{points}:{buyer.pk}", CURRENCY, amount, 0, 0, (), settings.TAX_BASIS_POINTS)


def usable_coupon(code: str, *, buyer: User, at: datetime) -> Coupon:
    """The coupon of this code if this person may use it now; CouponInvalid says no more than that otherwise."""
    found = (
        Coupon.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), code=code.strip().upper(), starts_at__lte=at)
        .filter(Q(uses_limit__isnull=True) | Q(uses__lt=F("uses_limit")))
        .first()
    )
    used = Purchase.objects.filter(buyer_key=buyer.pk, coupon=found).exclude(state=Purchase.State.CANCELLED)
    if found is None or used.exists():
        raise CouponInvalid.of("coupon", CouponInvalid.message)
    return found


def thing_named(kind: str, slug: str) -> Sold | None:
    """The spirit or the bundle of this slug that people may see."""
    found: Sold | None
    if kind == "spirit":
        found = Spirit.objects.shown().filter(slug=slug).first()
    else:
        found = Bundle.objects.shown().filter(slug=slug).first()
    return found


def _list_amount(thing: Sold, parts: list[Spirit], missing: list[Spirit], facts: OfferFacts, unit: str) -> int:
    whole = facts.price(thing.pk, unit)
    if whole is None or (isinstance(thing, Spirit) and thing.tier == Spirit.Tier.FREE):
        raise NotForSale
    if isinstance(thing, Spirit):
        return whole
    wanted = {spirit.pk for spirit in missing}
    priced = [each.pk for each in parts if each.pk in facts.prices]
    amounts = {str(key): facts.price(key, unit) or 0 for key in priced}
    return charged_for_missing(price=whole, parts=amounts, owned={str(key) for key in priced if key not in wanted})


def _require_rank(standing: Standing, spirits: list[Spirit]) -> None:
    for spirit in spirits:
        if not standing.reaches(spirit.unlock_rank, spirit.unlock_level):
            raise RankTooLow(
                f"Points buy {spirit.name} from {spirit.get_unlock_rank_display()} {spirit.unlock_level} on."
            )
