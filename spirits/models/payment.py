"""Payments: each attempt to receive money through the card gateway, and how far it came."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7
from spirits.models.card import Card
from spirits.models.purchase import Purchase


class Payment(models.Model):
    """One attempt to pay a purchase (or to keep a card), from its first row here to its end at the gateway.

    The row is committed before the gateway hears of it, and the gateway's id before anything is confirmed there. Whoever
    dies in between leaves a row from which the next run goes on.
    """

    class Kind(models.TextChoices):
        """How the card is given."""

        CARD = "card", "Stored card"
        PAGE = "page", "Card page"
        SETUP = "setup", "Card to keep"

    class State(models.TextChoices):
        """How far it is."""

        NEW = "new", "Not sent yet"
        CREATED = "created", "At the gateway, not confirmed"
        CONFIRMING = "confirming", "Being confirmed"
        ACTION = "action", "Waiting for the person"
        PROCESSING = "processing", "Being processed"
        SUCCEEDED = "succeeded", "Succeeded"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"
        STRAY = "stray", "Paid without an order, to be returned"
        RETURNED = "returned", "Returned"

    OPEN = (State.NEW, State.CREATED, State.CONFIRMING, State.ACTION, State.PROCESSING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purchase = models.ForeignKey(Purchase, null=True, blank=True, on_delete=models.PROTECT, related_name="payments")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="payments")
    owner_key = models.UUIDField(editable=False, help_text="Who pays; stays when the person is deleted.")
    kind = models.CharField(max_length=5, choices=Kind)
    card = models.ForeignKey(Card, null=True, blank=True, on_delete=models.SET_NULL, related_name="payments")
    keeps_card = models.BooleanField(default=False, help_text="The card may be charged later.")
    is_present = models.BooleanField(default=True, help_text="The person is here and can answer their bank.")
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    origin = models.CharField(max_length=200, blank=True, help_text="Where the person comes back to.")
    page_id = models.CharField(max_length=100, blank=True)
    page_url = models.TextField(blank=True)
    intent_id = models.CharField(max_length=100, blank=True)
    amount = models.BigIntegerField(default=0)
    unit = models.CharField(max_length=3)
    received = models.BigIntegerField(default=0)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True, help_text="When the gateway was last asked.")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["purchase"],
                condition=Q(state__in=["new", "created", "confirming", "action", "processing"]),
                name="a_purchase_has_one_open_payment",
            ),
            models.UniqueConstraint(
                fields=["purchase"], condition=Q(state="succeeded"), name="a_purchase_is_paid_by_one_payment"
            ),
            models.UniqueConstraint(fields=["page_id"], condition=~Q(page_id=""), name="a_card_page_is_of_one_payment"),
            models.UniqueConstraint(
                fields=["intent_id"], condition=~Q(intent_id=""), name="an_intent_is_of_one_payment"
            ),
            models.CheckConstraint(
                condition=Q(kind="setup", purchase__isnull=True, amount=0)
                | (~Q(kind="setup") & Q(purchase__isnull=False, amount__gt=0)),
                name="a_payment_pays_a_purchase_or_keeps_a_card",
            ),
            models.CheckConstraint(
                condition=~Q(state="succeeded") | Q(kind="setup") | Q(received=models.F("amount")),
                name="a_payment_succeeds_with_its_whole_amount",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["new", "created", "confirming", "action", "processing", "stray"], ended_at__isnull=True
                )
                | Q(state__in=["succeeded", "failed", "cancelled", "returned"], ended_at__isnull=False),
                name="a_payment_has_ended_exactly_when_its_state_says_so",
            ),
        ]
        indexes = [
            models.Index(
                fields=["looked_at"],
                condition=Q(state__in=["new", "created", "confirming", "action", "processing", "stray"]),
                name="payments_to_look_after",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.unit} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it may still succeed."""
        return self.state in self.OPEN
