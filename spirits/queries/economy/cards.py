"""A person's own cards."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from spirits.models.card import Card
from spirits.models.payment import Payment
from spirits.rules.economy.errors import CardNotFound, PaymentNotFound


def cards_of(user: User) -> "QuerySet[Card]":
    """The cards the person may be charged on, the default one first."""
    return Card.objects.filter(holder__owner=user, removed_at__isnull=True).order_by("-is_default", "-pk")


def get_card(user: User, card_id: UUID) -> Card:
    """One of the person's cards; somebody else's is not there."""
    found = cards_of(user).filter(pk=card_id).select_related("holder").first()
    if found is None:
        raise CardNotFound
    return found


def default_card_of(user: User) -> Card | None:
    """The card that plans are charged to."""
    return cards_of(user).filter(is_default=True).first()


def get_payment(user: User, payment_id: UUID) -> Payment:
    """One of the person's payments; somebody else's is not there."""
    found = Payment.objects.filter(owner=user, pk=payment_id).select_related("card").first()
    if found is None:
        raise PaymentNotFound
    return found
