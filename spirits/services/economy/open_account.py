"""Opens accounts when they are first needed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from spirits.models.account import Account, AccountKind
from spirits.rules.economy.amounts import POINTS


def wallet_of(user: User) -> Account:
    """The person's wallet of points, opened empty on first use."""
    return _opened(kind=AccountKind.WALLET, unit=POINTS, owner=user)


def held_of(user: User) -> Account:
    """Where the person's points lie while work that may cost them runs."""
    return _opened(kind=AccountKind.HELD, unit=POINTS, owner=user)


def site_account(kind: AccountKind, unit: str = POINTS) -> Account:
    """The site's own account of a kind, in points or a currency."""
    return _opened(kind=kind, unit=unit, owner=None)


def wallet_and_site(user: User, kind: AccountKind) -> tuple[Account, Account]:
    """The person's wallet and the site's account of a kind, both in points, looked up together."""
    mine, ours = Q(kind=AccountKind.WALLET, holder=user.pk), Q(kind=kind, holder=None)
    found = {each.kind: each for each in Account.objects.filter(mine | ours, unit=POINTS)}
    return found.get(AccountKind.WALLET) or wallet_of(user), found.get(kind) or site_account(kind)


@dataclass(frozen=True)
class Purse:
    """What a sale for points moves between, as it stood at one moment; None: not opened yet."""

    wallet: Account | None
    spent: Account | None

    @classmethod
    def of(cls, user: User, *, wallet: UUID | None, balance: int | None, spent: UUID | None) -> "Purse":
        """From the accounts' ids and the wallet's balance."""
        mine, ours = {"kind": AccountKind.WALLET, "holder": user.pk}, {"kind": AccountKind.SPENT, "holder": None}
        return cls(
            Account(pk=wallet, unit=POINTS, balance=balance, **mine) if wallet else None,
            Account(pk=spent, unit=POINTS, balance=None, **ours) if spent else None,
        )


def _opened(*, kind: AccountKind, unit: str, owner: User | None) -> Account:
    holder: UUID | None = owner.pk if owner else None
    wanted: dict[str, Any] = {"kind": kind, "unit": unit, "holder": holder}
    if found := Account.objects.filter(**wanted).first():
        return found
    fresh = Account(**wanted, owner=owner, balance=0 if owner else None)
    Account.objects.bulk_create([fresh], ignore_conflicts=True)
    return Account.objects.get(**wanted)
