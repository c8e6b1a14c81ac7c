"""Keep what is to be learned, and grade answers; the schedule is FSRS (open-spaced-repetition)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from fsrs import Card, Rating, Scheduler

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.errors import LearningItemNotFound
from spirits.models import LearningAttempt, LearningItem

MOST = 20_000
# Fuzzing would make the same answers give different days.
SCHEDULER = Scheduler(enable_fuzzing=False)


def add_item(*, user: User, topic: str, prompt: str, answer: str, now: datetime) -> LearningItem:
    """The item, due at once; the same prompt of the same topic is the same item, with the new answer."""
    if LearningItem.objects.filter(owner=user).count() >= MOST:
        raise InvalidInput.of("prompt", f"You have {MOST:,} items, and that is the most.")
    card = Card(due=now)
    item, is_new = LearningItem.objects.get_or_create(
        owner=user,
        topic=topic,
        prompt=prompt,
        defaults={"answer": answer, "card": card.to_dict(), "due_at": now, "created_at": now},
    )
    if not is_new and answer and item.answer != answer:
        item.answer = answer
        item.save(update_fields=["answer"])
    return item


def items_of(user: User, topic: str = "") -> "list[LearningItem]":
    """The person's items by due time, with their attempts."""
    rows = LearningItem.objects.filter(owner=user).prefetch_related("attempts").order_by("due_at", "id")
    return list(rows.filter(topic=topic) if topic else rows)


@transaction.atomic
def grade_item(*, user: User, item_id: UUID, grade: int, now: datetime) -> LearningItem:
    """The item with its new due time, after an answer graded 1 (again) to 4 (easy)."""
    item = LearningItem.objects.select_for_update().filter(owner=user, pk=item_id).first()
    if item is None:
        raise LearningItemNotFound
    card, _ = SCHEDULER.review_card(Card.from_dict(item.card), Rating(grade), now)
    item.card, item.due_at = card.to_dict(), card.due
    item.save(update_fields=["card", "due_at"])
    LearningAttempt.objects.create(item=item, grade=grade, at=now)
    return item


def chance_to_recall(item: LearningItem, now: datetime) -> float | None:
    """FSRS' estimate that the person still knows it; None before the first answer."""
    card = Card.from_dict(item.card)
    return round(SCHEDULER.get_card_retrievability(card, now), 4) if card.last_review else None
