"""A plan is what people subscribe to."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7
from spirits.models.entry import Listed
from spirits.models.spirit import Spirit


class Plan(Listed):
    """A monthly subscription: spirits it opens while it runs, a discount on the others, and limits."""

    class Support(models.TextChoices):
        """How its people are helped."""

        COMMUNITY = "community", "Community"
        PRIORITY = "priority", "Priority"
        PREMIUM = "premium", "Premium"
        WHITE_GLOVE = "white-glove", "White-glove"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60, unique=True)
    price_cents = models.PositiveIntegerField("price in cents", help_text="US cents a month.")
    discount_percent = models.PositiveSmallIntegerField(default=0, help_text="Off the price of spirits and bundles.")
    monthly_points = models.PositiveIntegerField(
        "points each month", default=0, help_text="Points that each paid month brings."
    )
    max_minions = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: no limit.")
    max_spirits_per_minion = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: no limit.")
    has_api_access = models.BooleanField("API access", default=False)
    support = models.CharField(max_length=12, choices=Support)
    description = models.TextField(validators=[MaxLengthValidator(1_000)])
    spirits = models.ManyToManyField(Spirit, through="PlanSpirit", related_name="plans", verbose_name="included")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(discount_percent__lte=100), name="a_plan_discounts_by_at_most_100_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanSpirit(models.Model):
    """One spirit that a plan opens for as long as it runs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="plan_spirits")
    spirit = models.ForeignKey(Spirit, on_delete=models.PROTECT, related_name="plan_spirits")

    class Meta:
        ordering = ["plan", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "spirit"], name="a_plan_includes_each_spirit_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.spirit_id}"
