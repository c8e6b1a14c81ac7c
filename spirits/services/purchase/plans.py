"""Plans paid by card: ordered like anything else, and begun, changed, renewed or resumed once the money is there."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import User
from spirits.locks import lock_people
from spirits.models.plan import Plan
from spirits.models.purchase import Purchase
from spirits.models.subscription import PlanVersion, Subscription
from spirits.queries.economy.cards import default_card_of
from spirits.queries.economy.plan_quotes import quote_plan
from spirits.queries.economy.purchases import open_plan_order
from spirits.queries.economy.quotes import CURRENCY
from spirits.queries.economy.subscriptions import live_subscription
from spirits.rules.economy.errors import NothingDue, NotSubscribed, OrderOpen, PriceChanged
from spirits.rules.economy.quotes import Quote
from spirits.services.economy.count_failed_charge import charge_failed
from spirits.services.economy.sold_version import sold_version
from spirits.services.purchase.buy import earlier_order, record
from spirits.services.purchase.gateways import gateway_of
from spirits.services.purchase.gateways.protocol import CardChoice

Method, Step = Purchase.Method, Purchase.PlanStep
OFFER_MINUTES = 15


@transaction.atomic
def order_plan(*, user: User, plan: Plan, agreed: str, key: str, choice: CardChoice, at: datetime) -> Purchase:
    """Order a plan, a change to a dearer one, or the resumption of a paused one, paid by card.

    ``agreed`` is the fingerprint of ``quote_plan``; PriceChanged when the offer is another one by now. The card is kept,
    because the following months are charged to it. A change to a cheaper plan costs nothing: ``change_plan`` does it.
    """
    lock_people(user.pk)
    if earlier := earlier_order(user, key, agreed):
        return earlier
    if open_plan_order(user):
        raise OrderOpen
    version = sold_version(plan, at=at)
    step, offer = _agreed_offer(user, version, agreed, at)
    running = live_subscription(user)
    bought = record(
        user,
        user,
        offer,
        method=Method.CARD,
        key=key,
        at=at,
        plan_version=version,
        plan_step=step,
        subscription=running,
    )
    kept = CardChoice(choice.card, keeps_card=True, is_present=True, origin=choice.origin)
    return gateway_of(Method.CARD).start(bought, choice=kept, at=at)


def order_renewal(kept: Subscription, *, starts_at: datetime, at: datetime) -> str:
    """Order the next month of a plan and charge its card; called within the transaction that holds its person's lock.

    ``charging``, or ``failed`` when there is no card to charge.
    """
    assert kept.owner is not None, "a subscription without a person ends before it is charged"
    card = kept.card or default_card_of(kept.owner)
    if card is None or not gateway_of(Method.CARD).is_ready():
        charge_failed(subscription_id=kept.pk, code="no_card", at=at)
        return "failed"
    choice = CardChoice(card, keeps_card=False, is_present=False)
    _order_month(
        kept,
        starts_at=starts_at,
        key=f"renew:{kept.pk}:{starts_at.isoformat()}:{kept.failed_charges}",
        at=at,
        choice=choice,
    )
    return "charging"


@transaction.atomic
def pay_month_now(*, user: User, key: str, choice: CardChoice, at: datetime) -> Purchase:
    """Pay the month whose charge failed, by a stored card or on the gateway's page, while the days of grace last."""
    lock_people(user.pk)
    kept = live_subscription(user)
    if open_plan_order(user):
        raise OrderOpen
    if kept is None or not kept.failed_charges:
        raise NothingDue
    starts_at = kept.periods.order_by("-number")[0].ends_at
    given = CardChoice(choice.card, keeps_card=True, is_present=True, origin=choice.origin)
    return _order_month(kept, starts_at=starts_at, key=key, at=at, choice=given)


@transaction.atomic
def pay_plan_with(*, user: User, pays_with: str, card_id: UUID | None = None) -> Subscription:
    """Charge the coming months to points or to a card (none: the default one)."""
    lock_people(user.pk)
    kept = live_subscription(user)
    if kept is None:
        raise NotSubscribed
    kept.pays_with = Subscription.PaysWith(pays_with)
    kept.card_id = card_id
    kept.save(update_fields=["pays_with", "card"])
    return kept


def _agreed_offer(user: User, version: PlanVersion, agreed: str, at: datetime) -> tuple[str, Quote]:
    """The offer that was agreed to: what was shown is charged for some minutes, though time makes a change cheaper."""
    for minutes in range(OFFER_MINUTES):
        step, offer = quote_plan(user=user, version=version, at=at - timedelta(minutes=minutes))
        if offer.fingerprint == agreed:
            return step, offer
    raise PriceChanged


def _order_month(kept: Subscription, *, starts_at: datetime, key: str, at: datetime, choice: CardChoice) -> Purchase:
    version: PlanVersion = kept.next_version or kept.version
    assert kept.owner is not None
    offer = Quote(
        thing=f"month:{kept.pk}:{starts_at.isoformat()}",
        unit=CURRENCY,
        list_amount=version.price_cents,
        discount_percent=0,
        coupon_percent=0,
        parts=(),
        tax_basis_points=settings.TAX_BASIS_POINTS,
    )
    bought = record(
        kept.owner, kept.owner, offer, method=Method.CARD, key=key, at=at, plan_version=version, plan_step=Step.RENEW,
        subscription=kept, plan_starts_at=starts_at,
    )  # fmt: skip
    return gateway_of(Method.CARD).start(bought, choice=choice, at=at)
