"""People and their cards as the gateway knows them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from jobs.services.enqueue import enqueue
from spirits.cards import card_desk
from spirits.cards.desk import CardDesk, CardShown
from spirits.locks import lock_people
from spirits.models.card import Card, CardHolder
from spirits.models.payment import Payment
from spirits.queries.economy.cards import get_card

FORGET = "spirits.forget_card"


def holder_of(payment: Payment, desk: CardDesk) -> CardHolder:
    """The gateway's row of whoever pays, made when it is missing. Talks to the gateway: never within a transaction."""
    if found := CardHolder.objects.filter(owner_key=payment.owner_key).first():
        return found
    email = payment.owner.email if payment.owner else ""
    made = desk.make_holder(mark=str(payment.owner_key), email=email)
    CardHolder.objects.bulk_create(
        [CardHolder(owner=payment.owner, owner_key=payment.owner_key, gateway_id=made)], ignore_conflicts=True
    )
    return CardHolder.objects.get(owner_key=payment.owner_key)


def remember_card(*, owner_key: UUID, shown: CardShown) -> Card:
    """Keep what may be shown of a card; a person's first one is what plans are charged to."""
    holder = CardHolder.objects.get(owner_key=owner_key)
    facts = {
        "brand": shown.brand[:30],
        "last4": shown.last4[:4],
        "expires_month": shown.expires_month,
        "expires_year": shown.expires_year,
    }
    found, is_new = Card.objects.get_or_create(gateway_id=shown.id, defaults={"holder": holder, **facts})
    if not is_new:
        Card.objects.filter(pk=found.pk).update(**facts)
    if not Card.objects.filter(holder=holder, is_default=True).exists():
        Card.objects.filter(pk=found.pk, removed_at__isnull=True).update(is_default=True)
    return Card.objects.get(pk=found.pk)


@transaction.atomic
def choose_card(*, user: User, card_id: UUID) -> Card:
    """Make this the card that plans are charged to."""
    lock_people(user.pk)
    card = get_card(user, card_id)
    Card.objects.filter(holder=card.holder, is_default=True).exclude(pk=card.pk).update(is_default=False)
    Card.objects.filter(pk=card.pk).update(is_default=True)
    return Card.objects.get(pk=card.pk)


@transaction.atomic
def remove_card(*, user: User, card_id: UUID, at: datetime) -> None:
    """Take the card off the account; the gateway forgets it by a job. Another one takes its place as default."""
    lock_people(user.pk)
    card = get_card(user, card_id)
    Card.objects.filter(pk=card.pk).update(removed_at=at, is_default=False)
    card.subscriptions.update(card=None)
    following = Card.objects.filter(holder=card.holder, removed_at__isnull=True).order_by("-pk").first()
    if following and not Card.objects.filter(holder=card.holder, is_default=True).exists():
        Card.objects.filter(pk=following.pk).update(is_default=True)
    enqueue(FORGET, {"card": str(card.pk)}, key=str(card.pk))


def forget_card(*, card_id: UUID, at: datetime) -> None:
    """Let the gateway forget a removed card. Talks to the gateway: never within a transaction."""
    card = Card.objects.get(pk=card_id)
    if card.detached_at is None:
        card_desk().forget_card(card.gateway_id)
        Card.objects.filter(pk=card.pk).update(detached_at=at, removed_at=card.removed_at or at, is_default=False)
