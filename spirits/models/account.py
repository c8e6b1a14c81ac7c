"""Accounts: where points and money lie. People's accounts keep a balance, the site's own are summed when asked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7


class AccountKind(models.TextChoices):
    """What an account is for; the first two belong to people, the rest to the site."""

    WALLET = "wallet", "Wallet"
    HELD = "held", "Held for running work"
    ISSUED = "issued", "Points issued"
    SPENT = "spent", "Points spent"
    EXPIRED = "expired", "Points expired"
    CASH = "cash", "Money received"
    SALES = "sales", "Sales"
    TAX = "tax", "Tax owed"
    OWED = "owed", "Money to be given back"


PERSONAL = (AccountKind.WALLET, AccountKind.HELD)
IMPERSONAL = tuple(kind for kind in AccountKind if kind not in PERSONAL)


class Account(models.Model):
    """One purse in one unit (PTS or a currency).

    ``balance`` and ``entry_count`` are moved by the posting trigger alone, and only for people's accounts: a balance on
    the site's own accounts would make every sale wait for one row. ``holder`` stays when the person is deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=AccountKind.choices)
    unit = models.CharField(max_length=3)
    holder = models.UUIDField(null=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="accounts"
    )
    balance = models.BigIntegerField(null=True, editable=False)
    entry_count = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PERSONAL, holder__isnull=False) | Q(kind__in=IMPERSONAL, holder__isnull=True),
                name="only_personal_accounts_have_a_holder",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PERSONAL, balance__isnull=False) | Q(kind__in=IMPERSONAL, balance__isnull=True),
                name="only_personal_accounts_keep_a_balance",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(owner=F("holder")), name="an_account_belongs_to_its_holder"
            ),
            models.CheckConstraint(condition=Q(balance__gte=0), name="account_balance_is_never_negative"),
            models.CheckConstraint(condition=Q(unit__regex=r"^[A-Z]{3}$"), name="account_unit_has_three_letters"),
            models.UniqueConstraint(
                fields=["holder", "kind", "unit"], nulls_distinct=False, name="one_account_per_holder_kind_and_unit"
            ),
            # The target of the entries' foreign key that keeps their unit equal to the account's.
            models.UniqueConstraint(fields=["id", "unit"], name="account_and_unit_are_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit} {self.holder or 'site'}"
