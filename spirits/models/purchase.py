"""Purchases: what was bought for how much, line by line, and what was given back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7
from spirits.models.bundle import Bundle
from spirits.models.ledger import LedgerTransaction
from spirits.models.spirit import Spirit
from spirits.models.subscription import PlanVersion, Subscription


class Coupon(models.Model):
    """A code that takes something off a purchase."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True, help_text="Capital letters, digits and hyphens.")
    percent_off = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    uses_limit = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: no limit.")
    uses = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9-]+$"), name="a_coupon_code_is_readable"),
            models.CheckConstraint(
                condition=Q(percent_off__gte=1, percent_off__lte=100), name="a_coupon_takes_1_to_100_percent"
            ),
            models.CheckConstraint(
                condition=Q(uses_limit__isnull=True) | Q(uses__lte=F("uses_limit")),
                name="a_coupon_is_not_used_too_often",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Purchase(models.Model):
    """One purchase by one person, for themselves or as a gift. Amounts are those of the moment of buying."""

    class Method(models.TextChoices):
        """How it is paid."""

        POINTS = "points", "Points"
        MANUAL = "manual", "Invoice"
        CARD = "card", "Card"

    class State(models.TextChoices):
        """How far it is."""

        AWAITING = "awaiting", "Awaiting payment"
        PAID = "paid", "Paid"
        CANCELLED = "cancelled", "Cancelled"

    class PlanStep(models.TextChoices):
        """What paying for a plan does."""

        BEGIN = "begin", "Begins"
        CHANGE = "change", "Changes"
        RENEW = "renew", "Renews"
        RESUME = "resume", "Resumes"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="purchases")
    buyer_key = models.UUIDField(editable=False, help_text="Who bought it; stays when the person is deleted.")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="received"
    )
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    spirit = models.ForeignKey(Spirit, null=True, blank=True, on_delete=models.PROTECT, related_name="purchases")
    bundle = models.ForeignKey(Bundle, null=True, blank=True, on_delete=models.PROTECT, related_name="purchases")
    points_bought = models.PositiveBigIntegerField(null=True, blank=True)
    plan_version = models.ForeignKey(
        PlanVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="purchases"
    )
    plan_step = models.CharField(max_length=6, choices=PlanStep, blank=True)
    subscription = models.ForeignKey(
        Subscription, null=True, blank=True, on_delete=models.PROTECT, related_name="purchases"
    )
    plan_starts_at = models.DateTimeField(null=True, blank=True, help_text="Where the month of a renewal begins.")
    method = models.CharField(max_length=8, choices=Method)
    state = models.CharField(max_length=9, choices=State)
    unit = models.CharField(max_length=3)
    list_amount = models.BigIntegerField()
    discount_amount = models.BigIntegerField(default=0, help_text="Taken off by the buyer's plan.")
    coupon_amount = models.BigIntegerField(default=0)
    coupon = models.ForeignKey(Coupon, null=True, blank=True, on_delete=models.PROTECT, related_name="purchases")
    amount = models.BigIntegerField(help_text="What is paid, tax included.")
    tax_amount = models.BigIntegerField(default=0, help_text="The tax within the amount.")
    refunded_amount = models.BigIntegerField(default=0)
    transaction = models.OneToOneField(LedgerTransaction, null=True, on_delete=models.PROTECT, related_name="purchase")
    payment_reference = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["buyer_key", "key"], name="a_purchase_key_is_used_once_per_person"),
            models.CheckConstraint(
                condition=Q(
                    spirit__isnull=False, bundle__isnull=True, points_bought__isnull=True, plan_version__isnull=True
                )
                | Q(spirit__isnull=True, bundle__isnull=False, points_bought__isnull=True, plan_version__isnull=True)
                | Q(spirit__isnull=True, bundle__isnull=True, points_bought__isnull=False, plan_version__isnull=True)
                | Q(spirit__isnull=True, bundle__isnull=True, points_bought__isnull=True, plan_version__isnull=False),
                name="a_purchase_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(amount=F("list_amount") - F("discount_amount") - F("coupon_amount"), amount__gte=0)
                & Q(discount_amount__gte=0, coupon_amount__gte=0, tax_amount__gte=0, tax_amount__lte=F("amount")),
                name="a_purchase_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(refunded_amount__gte=0, refunded_amount__lte=F("amount")),
                name="no_more_is_refunded_than_was_paid",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_at__isnull=False) | (~Q(state="paid") & Q(paid_at__isnull=True)),
                name="a_purchase_is_paid_exactly_when_its_state_says_so",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(amount=0, points_bought__isnull=True) | Q(transaction__isnull=False),
                name="a_paid_purchase_names_its_movement",
            ),
            models.CheckConstraint(
                condition=Q(method="points", unit="PTS") | (~Q(method="points") & ~Q(unit="PTS")),
                name="a_purchase_is_in_the_unit_of_its_method",
            ),
            models.CheckConstraint(
                condition=Q(plan_version__isnull=True, plan_step="")
                | Q(plan_version__isnull=False, plan_step="begin", subscription__isnull=True)
                | Q(plan_version__isnull=False, plan_step__in=["change", "resume"], subscription__isnull=False)
                | Q(
                    plan_version__isnull=False,
                    plan_step="renew",
                    subscription__isnull=False,
                    plan_starts_at__isnull=False,
                ),
                name="a_plans_purchase_says_what_it_does",
            ),
            models.UniqueConstraint(
                fields=["buyer_key"],
                condition=Q(plan_version__isnull=False, state="awaiting"),
                name="a_person_has_one_open_order_of_a_plan",
            ),
            models.UniqueConstraint(
                fields=["coupon", "buyer_key"],
                condition=Q(coupon__isnull=False) & ~Q(state="cancelled"),
                name="a_person_uses_a_coupon_once",
            ),
        ]
        indexes = [
            models.Index(fields=["buyer", "-id"], name="purchases_of_buyer"),
            # Each offer asks for them, and somebody who bought for years has thousands of others.
            models.Index(fields=["recipient"], condition=models.Q(state="awaiting"), name="open_orders_of_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"

    @property
    def title(self) -> str:
        """What was bought, in a line."""
        if self.points_bought:
            return f"{self.points_bought:,} points"
        if self.plan_version:
            return f"{self.plan_version.plan.name}, one month"
        return str(self.spirit or self.bundle)


class PurchaseLine(models.Model):
    """One spirit within a purchase and its share of the amount."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purchase = models.ForeignKey(Purchase, on_delete=models.CASCADE, related_name="lines")
    spirit = models.ForeignKey(Spirit, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    refund = models.ForeignKey("Refund", null=True, blank=True, on_delete=models.PROTECT, related_name="lines")

    class Meta:
        ordering = ["purchase", "id"]
        constraints = [
            models.UniqueConstraint(fields=["purchase", "spirit"], name="a_purchase_has_each_spirit_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_line_is_never_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.spirit_id} {self.amount}"


class Refund(models.Model):
    """Money or points given back for some or all of a purchase.

    What goes back through the gateway is pending first; it is booked, and access ends, once the gateway says that it went.
    """

    class State(models.TextChoices):
        """How far it is."""

        PENDING = "pending", "On its way"
        DONE = "done", "Given back"
        FAILED = "failed", "Failed"
        REVERSED = "reversed", "Came back to us"

    class Cause(models.TextChoices):
        """Who wanted it."""

        STAFF = "staff", "Staff"
        GATEWAY = "gateway", "At the gateway"
        DISPUTE = "dispute", "Disputed at the bank"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purchase = models.ForeignKey(Purchase, on_delete=models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=200)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    actor = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.DONE)
    cause = models.CharField(max_length=7, choices=Cause, default=Cause.STAFF)
    gateway_id = models.CharField(max_length=100, blank=True)
    error = models.CharField(max_length=300, blank=True)
    transaction = models.OneToOneField(LedgerTransaction, null=True, on_delete=models.PROTECT, related_name="refund")
    hold = models.OneToOneField(
        LedgerTransaction,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Took the points that were bought back while their money was on its way.",
    )
    created_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True, help_text="When the gateway was last asked.")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["purchase", "key"], name="a_refund_key_is_used_once_per_purchase"),
            models.UniqueConstraint(
                fields=["purchase"], condition=Q(state="pending"), name="a_purchase_has_one_refund_on_its_way"
            ),
            models.UniqueConstraint(
                fields=["gateway_id"], condition=~Q(gateway_id=""), name="a_refund_of_the_gateway_is_booked_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["pending", "failed"]) | Q(transaction__isnull=True),
                name="a_refund_on_its_way_is_not_booked",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_refund_is_never_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"
