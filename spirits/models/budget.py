"""Budgets: how many points and tokens people's work may take, and the reservations that keep parallel work within them."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7
from spirits.models.ledger import LedgerTransaction
from spirits.models.minion import Minion
from spirits.rules.economy.budgets import Period


class Budget(models.Model):
    """A limit per period on the work of one person, group, key or minion. An empty limit is none."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="budgets"
    )
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="budgets")
    minion = models.ForeignKey(Minion, null=True, blank=True, on_delete=models.CASCADE, related_name="budgets")
    api_key = models.UUIDField("API key", null=True, blank=True, help_text="The id of an API key.")
    period = models.CharField(max_length=5, choices=Period.choices, default=Period.MONTH)
    points_limit = models.PositiveBigIntegerField(null=True, blank=True, help_text="Empty: no limit.")
    tokens_limit = models.PositiveBigIntegerField(null=True, blank=True, help_text="Empty: no limit.")
    is_active = models.BooleanField("active", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, group__isnull=True, minion__isnull=True, api_key__isnull=True)
                | Q(user__isnull=True, group__isnull=False, minion__isnull=True, api_key__isnull=True)
                | Q(user__isnull=True, group__isnull=True, minion__isnull=False, api_key__isnull=True)
                | Q(user__isnull=True, group__isnull=True, minion__isnull=True, api_key__isnull=False),
                name="a_budget_is_for_one_person_group_minion_or_key",
            ),
            models.CheckConstraint(condition=Q(period__in=Period.values), name="a_budget_has_a_known_period"),
            models.UniqueConstraint(
                fields=["user", "group", "minion", "api_key", "period"],
                condition=Q(is_active=True),
                nulls_distinct=False,
                name="one_active_budget_per_subject_and_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points_limit} points, {self.tokens_limit} tokens a {self.period}"


class BudgetUse(models.Model):
    """What one period of a budget has taken: reserved work with its upper bound, settled work with its real cost."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="uses")
    starts_at = models.DateTimeField()
    points = models.BigIntegerField(default=0)
    tokens = models.BigIntegerField(default=0)
    noticed_percent = models.PositiveSmallIntegerField(default=0, help_text="The highest notice given: 0, 80 or 100.")

    class Meta:
        ordering = ["-starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["budget", "starts_at"], name="a_budget_counts_each_period_once"),
            models.CheckConstraint(condition=Q(points__gte=0, tokens__gte=0), name="a_budget_use_is_never_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.points} points, {self.tokens} tokens"


class Reservation(models.Model):
    """Points and tokens set aside for one piece of work, then settled with what it really took, or released."""

    class State(models.TextChoices):
        """Whether the work still runs."""

        HELD = "held", "Held"
        SETTLED = "settled", "Settled"
        RELEASED = "released", "Released"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run_id = models.UUIDField(help_text="The work it is for; each is reserved once.")
    work = models.UUIDField(null=True, help_text="The answer that this and other reservations belong to.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reservations"
    )
    minion = models.ForeignKey(Minion, null=True, on_delete=models.SET_NULL, related_name="reservations")
    api_key = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.HELD)
    upper_points = models.BigIntegerField()
    upper_tokens = models.BigIntegerField()
    points = models.BigIntegerField(null=True, help_text="What was charged.")
    tokens = models.BigIntegerField(null=True)
    unpaid_points = models.BigIntegerField(
        default=0, help_text="What the work cost beyond its upper bound; not charged."
    )
    explanation = models.JSONField(default=list, help_text="Lines that say what the points were for.")
    held = models.OneToOneField(
        LedgerTransaction,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The movement that reserved.",
    )
    closed = models.OneToOneField(
        LedgerTransaction, null=True, on_delete=models.PROTECT, related_name="+", help_text="The movement that closed."
    )
    uses = models.ManyToManyField(BudgetUse, related_name="reservations")
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="Released by itself when the work has not closed it by then.")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["run_id"], name="work_is_reserved_once"),
            models.CheckConstraint(
                condition=Q(upper_points__gte=0, upper_tokens__gte=0), name="a_reservation_is_never_negative"
            ),
            models.CheckConstraint(
                condition=Q(state="held", points__isnull=True, closed_at__isnull=True)
                | Q(state__in=["settled", "released"], points__isnull=False, closed_at__isnull=False),
                name="a_reservation_is_closed_exactly_when_its_state_says_so",
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=models.F("upper_points")),
                name="work_never_costs_more_than_was_reserved",
            ),
            models.CheckConstraint(condition=~Q(state="released") | Q(points=0), name="released_work_costs_nothing"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="held"), name="held_reservations_by_expiry"),
            models.Index(fields=["owner", "-id"], name="reservations_of_owner"),
            models.Index(fields=["work"], name="reservations_of_one_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.upper_points}"
