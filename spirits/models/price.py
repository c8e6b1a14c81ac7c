"""Prices with the time in which they hold. History is never rewritten (guards in the migration)."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7
from spirits.models.bundle import Bundle
from spirits.models.plan import Plan
from spirits.models.spirit import Spirit
from spirits.rules.economy.amounts import LARGEST


class PricedItem(models.Model):
    """Something that has a price. Its whole number takes part in the range that keeps its prices from overlapping."""

    id = models.BigAutoField(primary_key=True)
    # A deleted draft leaves its price history behind.
    spirit = models.OneToOneField(Spirit, null=True, on_delete=models.SET_NULL, related_name="priced")
    bundle = models.OneToOneField(Bundle, null=True, on_delete=models.SET_NULL, related_name="priced")
    plan = models.OneToOneField(Plan, null=True, on_delete=models.SET_NULL, related_name="priced")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(spirit__isnull=True, bundle__isnull=True)
                | Q(spirit__isnull=True, plan__isnull=True)
                | Q(bundle__isnull=True, plan__isnull=True),
                name="a_price_is_for_one_thing",
            ),
            models.CheckConstraint(condition=Q(id__lt=2**20), name="priced_items_fit_their_range"),
        ]

    def __str__(self) -> str:
        return str(self.spirit or self.bundle or self.plan or f"deleted item {self.pk}")


class Price(models.Model):
    """What something costs from ``valid_from`` until, and not at, ``valid_until``. Empty amounts: not sold that way."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(PricedItem, on_delete=models.PROTECT, related_name="prices")
    cents = models.BigIntegerField(null=True, blank=True, help_text="US cents; empty: not sold for money.")
    points = models.BigIntegerField(null=True, blank=True, help_text="Empty: not sold for points.")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True, help_text="Empty: until it is changed.")
    reason = models.CharField(max_length=300, blank=True)
    actor = models.UUIDField(null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=TransactionNow(), editable=False)

    class Meta:
        ordering = ["item", "-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(cents__isnull=True) | Q(cents__gte=0, cents__lte=LARGEST))
                & (Q(points__isnull=True) | Q(points__gte=0, points__lte=LARGEST)),
                name="a_price_is_a_sane_amount",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="a_price_does_not_end_before_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["item", "-valid_from"], name="prices_of_item_newest_first")]

    def __str__(self) -> str:
        return f"{self.cents} cents, {self.points} points"
