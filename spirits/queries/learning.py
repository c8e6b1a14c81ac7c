"""What a person learns, and how far they are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from accounts.models import User
from spirits.errors import LearningItemNotFound
from spirits.models import LearningItem


def learning_items_of(user: User) -> QuerySet[LearningItem]:
    """The person's items, those that are due first."""
    return LearningItem.objects.filter(owner=user).order_by("due_at", "id")


def get_learning_item(user: User, item_id: UUID) -> LearningItem:
    """One of the person's items, or LearningItemNotFound."""
    found = learning_items_of(user).filter(pk=item_id).first()
    if found is None:
        raise LearningItemNotFound
    return found


def topics_of(user: User, *, now: datetime) -> QuerySet[Any, Any]:
    """Each topic with its number of items, how many are due, and the latest answer, by name."""
    return (
        LearningItem.objects.filter(owner=user)
        .values("topic")
        .annotate(
            number=Count("id", distinct=True),
            due=Count("id", filter=Q(due_at__lte=now), distinct=True),
            latest=Max("attempts__at"),
        )
        .order_by("topic")
    )
