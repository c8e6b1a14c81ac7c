"""Subscriptions: a plan as it was sold, who runs it, and the periods they paid for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value

from project.lib.ids import uuid7
from spirits.models.card import Card
from spirits.models.ledger import LedgerTransaction
from spirits.models.plan import Plan
from spirits.models.spirit import Spirit


class PlanVersion(models.Model):
    """A plan as it was sold. Whoever bought it keeps it until they change, whatever becomes of the plan."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    price_cents = models.PositiveIntegerField()
    price_points = models.PositiveIntegerField(help_text="What a month costs in points.")
    monthly_points = models.PositiveIntegerField(default=0)
    discount_percent = models.PositiveSmallIntegerField(default=0)
    max_minions = models.PositiveIntegerField(null=True)
    max_spirits_per_minion = models.PositiveSmallIntegerField(null=True)
    has_api_access = models.BooleanField(default=False)
    spirits = models.ManyToManyField(Spirit, related_name="plan_versions")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="a_plan_has_each_version_once"),
            models.CheckConstraint(
                condition=Q(discount_percent__lte=100), name="a_version_discounts_by_at_most_100_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"


class Subscription(models.Model):
    """One person's plan. What they may use at a moment follows from the paid periods, so that no job has to run in time."""

    class PaysWith(models.TextChoices):
        """Where the money of the next month comes from."""

        POINTS = "points", "Points"
        CARD = "card", "Card"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    serial = models.BigIntegerField(
        db_default=Func(Value("spirits_subscription_serial"), function="nextval"), unique=True, editable=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="subscriptions"
    )
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="subscriptions")
    next_version = models.ForeignKey(
        PlanVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="From the next period on.",
    )
    anchor = models.DateTimeField(help_text="The moment whose day and time each period starts at.")
    pays_with = models.CharField(max_length=6, choices=PaysWith, default=PaysWith.POINTS)
    card = models.ForeignKey(
        Card,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="subscriptions",
        help_text="Empty: the person's default card.",
    )
    renews = models.BooleanField(default=True, help_text="Off: it ends with the period that is paid.")
    grace_days = models.PositiveSmallIntegerField(default=7)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    failed_charges = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(ended_at__isnull=True), name="one_live_subscription_per_person"
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(ended_at__isnull=True), name="subscriptions_due")
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.version_id}"


class SubscriptionPeriod(models.Model):
    """A paid stretch of a subscription. Stretches of one subscription never overlap (exclusion in the migration)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="periods")
    serial = models.BigIntegerField(editable=False, help_text="The subscription's serial.")
    number = models.PositiveIntegerField()
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="periods")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="When it was paid until.")
    cut_at = models.DateTimeField(null=True, blank=True, help_text="Replaced by another plan at that moment.")
    price_points = models.BigIntegerField(help_text="The full price of the whole month, whatever was charged.")
    charged_points = models.BigIntegerField()
    charged_cents = models.BigIntegerField(default=0, help_text="What was paid in money instead.")
    transaction = models.OneToOneField(LedgerTransaction, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["subscription", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "number"], name="a_subscription_has_each_period_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_period_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(cut_at__isnull=True) | Q(cut_at__gte=F("starts_at"), cut_at__lte=F("ends_at")),
                name="a_period_is_cut_within_itself",
            ),
            models.CheckConstraint(condition=Q(charged_points__gte=0), name="a_period_is_never_charged_below_zero"),
            models.CheckConstraint(
                condition=Q(charged_cents=0) | Q(charged_cents__gt=0, charged_points=0),
                name="a_period_is_paid_in_one_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.number}"
