"""Opens accounts when they are first needed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from project.ops.statements import Statement
from spirits.models.account import Account, AccountKind
from spirits.rules.economy.amounts import POINTS

PURSE = ("pk", "kind", "unit", "holder", "balance")


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


def asking_purse(user: User) -> Statement:
    """The statement whose rows ``purse_in`` understands."""
    mine, ours = Q(kind=AccountKind.WALLET, holder=user.pk), Q(kind=AccountKind.SPENT, holder=None)
    found = Account.objects.filter(mine | ours, unit=POINTS).order_by().values_list(*PURSE)
    return Statement(*found.query.sql_with_params())


def purse_in(rows: Iterable[tuple[Any, ...]]) -> Purse:
    """What the rows say."""
    found = [Account(**dict(zip(PURSE, row, strict=True))) for row in rows]
    named = {account.kind: account for account in found}
    return Purse(named.get(AccountKind.WALLET), named.get(AccountKind.SPENT))


def _opened(*, kind: AccountKind, unit: str, owner: User | None) -> Account:
    holder: UUID | None = owner.pk if owner else None
    wanted: dict[str, Any] = {"kind": kind, "unit": unit, "holder": holder}
    if found := Account.objects.filter(**wanted).first():
        return found
    fresh = Account(**wanted, owner=owner, balance=0 if owner else None)
    Account.objects.bulk_create([fresh], ignore_conflicts=True)
    return Account.objects.get(**wanted)
