"""The double-entry ledger. What is written stays: no row is ever changed or removed (guards in the migration)."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Func, Q, Value

from project.lib.ids import uuid7
from spirits.models.account import Account
from spirits.rules.economy.amounts import LARGEST


class TransactionKind(models.TextChoices):
    """Why points or money moved."""

    TOPUP = "topup", "Points bought"
    GRANT = "grant", "Points granted"
    ALLOWANCE = "allowance", "Monthly points of a plan"
    PURCHASE = "purchase", "Purchase"
    SUBSCRIPTION = "subscription", "Subscription"
    REFUND = "refund", "Refund"
    RESERVE = "reserve", "Reserved for running work"
    SETTLE = "settle", "Running work settled"
    RELEASE = "release", "Reservation released"
    ADJUST = "adjust", "Adjusted by staff"
    EXPIRE = "expire", "Points expired"
    STRAY = "stray", "Money without an order"
    REVERSAL = "reversal", "Reversal"


class LedgerTransaction(models.Model):
    """One movement: entries that sum to zero in each unit. ``key`` makes a repeated request harmless.

    ``sequence``, ``written_in`` and ``posted_at`` are stamped by a trigger whatever the writer says; ``written_in`` is the
    database transaction, and entries are accepted within it only, so a movement is closed at commit.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sequence = models.BigIntegerField(
        db_default=Func(Value("spirits_ledger_sequence"), function="nextval"), unique=True, editable=False
    )
    kind = models.CharField(max_length=12, choices=TransactionKind.choices)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, help_text="A digest of the legs, to tell a repeat from a mistake.")
    reverses = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by")
    reason = models.CharField(max_length=300, blank=True)
    actor = models.UUIDField(null=True, blank=True, help_text="Who did it, when not the holder; stays after deletion.")
    happened_at = models.DateTimeField()
    posted_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    written_in = models.BigIntegerField(db_default=0, editable=False)

    class Meta:
        db_table = "spirits_ledger_transaction"
        ordering = ["-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="a_ledger_key_is_used_once"),
            models.CheckConstraint(condition=~Q(key=""), name="a_ledger_key_is_not_empty"),
            models.CheckConstraint(condition=Q(kind__in=TransactionKind.values), name="ledger_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=TransactionKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=TransactionKind.REVERSAL) & Q(reverses__isnull=True)),
                name="a_reversal_names_what_it_reverses",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")), name="a_transaction_never_reverses_itself"
            ),
        ]
        indexes = [models.Index(fields=["kind", "-sequence"], name="ledger_by_kind_newest_first")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class LedgerEntry(models.Model):
    """One side of a movement: ``amount`` is what the account gained. People's accounts number theirs without gaps."""

    id = models.BigAutoField(primary_key=True)
    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    unit = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    number = models.BigIntegerField(null=True, editable=False)
    balance_after = models.BigIntegerField(null=True, editable=False)

    class Meta:
        db_table = "spirits_ledger_entry"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=-LARGEST, amount__lte=LARGEST) & ~Q(amount=0), name="entry_amount_is_sane"
            ),
            models.CheckConstraint(condition=Q(balance_after__gte=0), name="entry_never_leaves_a_negative_balance"),
            models.UniqueConstraint(fields=["account", "number"], name="entries_of_an_account_are_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+} {self.unit}"
