"""What a thing costs this person now."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q

from accounts.models import User
from spirits.models.bundle import Bundle
from spirits.models.grant import Grant
from spirits.models.price import Price
from spirits.models.purchase import Coupon, Purchase, PurchaseLine
from spirits.models.spirit import Spirit
from spirits.queries.economy.prices import price_of, prices_of_spirits
from spirits.queries.economy.standing import standing_of
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
    unit = POINTS if method == Purchase.Method.POINTS else CURRENCY
    if thing.state != thing.State.LIVE:
        raise NotForSale
    parts = [thing] if isinstance(thing, Spirit) else list(thing.spirits.order_by("pk"))
    missing = [spirit for spirit in parts if spirit.pk not in owned_for_good(recipient)]
    if not missing:
        raise AlreadyOwned
    if unit == POINTS:
        _require_rank(buyer, missing, at)
    prices = {key: _amount(price, unit) for key, price in prices_of_spirits([each.pk for each in parts], at=at).items()}
    return Quote(
        thing=f"{type(thing).__name__}:{thing.pk}:{recipient.pk}",
        unit=unit,
        list_amount=_list_amount(thing, prices, missing, unit, at),
        discount_percent=discount_of(buyer, at=at),
        coupon_percent=coupon.percent_off if coupon else 0,
        parts=tuple((spirit.pk, prices.get(spirit.pk) or 0) for spirit in missing),
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


def owned_for_good(user: User) -> set[UUID]:
    """Spirits the person bought or was given, or has an open order for; a plan or a trial is not for good."""
    bought = Grant.objects.filter(
        owner=user, source__in=[Grant.Source.PURCHASE, Grant.Source.BUNDLE, Grant.Source.GIFT], revoked_at__isnull=True
    )
    ordered = PurchaseLine.objects.filter(purchase__recipient=user, purchase__state=Purchase.State.AWAITING)
    return {*bought.values_list("spirit_id", flat=True), *ordered.values_list("spirit_id", flat=True)}


def _list_amount(thing: Sold, prices: dict[UUID, int | None], missing: list[Spirit], unit: str, at: datetime) -> int:
    whole = _amount(price_of(thing, at=at), unit)
    if whole is None or (isinstance(thing, Spirit) and thing.tier == Spirit.Tier.FREE):
        raise NotForSale
    if isinstance(thing, Spirit):
        return whole
    wanted = {spirit.pk for spirit in missing}
    parts = {str(key): amount or 0 for key, amount in prices.items()}
    return charged_for_missing(price=whole, parts=parts, owned={str(key) for key in prices if key not in wanted})


def _amount(price: Price | None, unit: str) -> int | None:
    if price is None:
        return None
    return price.points if unit == POINTS else price.cents


def _require_rank(buyer: User, spirits: list[Spirit], at: datetime) -> None:
    standing = standing_of(buyer, at=at)
    for spirit in spirits:
        if not standing.reaches(spirit.unlock_rank, spirit.unlock_level):
            raise RankTooLow(
                f"Points buy {spirit.name} from {spirit.get_unlock_rank_display()} {spirit.unlock_level} on."
            )
