"""Opens accounts when they are first needed."""

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
    """The person's wallet and the site's account of a kind, both in points."""
    of_points = Account.objects.filter(unit=POINTS)
    mine, ours = Q(kind=AccountKind.WALLET, holder=user.pk), Q(kind=kind, holder=None)
    found = {each.kind: each for each in of_points.filter(mine | ours)}
    return found.get(AccountKind.WALLET) or wallet_of(user), found.get(kind) or site_account(kind)


def _opened(*, kind: AccountKind, unit: str, owner: User | None) -> Account:
    holder: UUID | None = owner.pk if owner else None
    wanted: dict[str, Any] = {"kind": kind, "unit": unit, "holder": holder}
    if found := Account.objects.filter(**wanted).first():
        return found
    fresh = Account(**wanted, owner=owner, balance=0 if owner else None)
    Account.objects.bulk_create([fresh], ignore_conflicts=True)
    return Account.objects.get(**wanted)
