"""Moves people who run older versions of plans to a plan as it is sold now, from their next month on."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.services.notifications.notify import notify
from accounts.speaking import speaking_to
from spirits.locks import lock_people
from spirits.models.plan import Plan
from spirits.models.subscription import PlanVersion, Subscription, SubscriptionPeriod
from spirits.rules.economy.amounts import POINTS
from spirits.rules.economy.errors import PreviewChanged
from spirits.rules.prices import in_unit
from spirits.services.economy.count_failed_charge import PAYMENTS
from spirits.services.economy.sold_version import sold_version

MOST_AT_ONCE = 1_000


@dataclass(frozen=True)
class Move:
    """What moving means to one person."""

    subscription: Subscription
    version: PlanVersion
    target: PlanVersion
    starts_at: datetime
    lost: tuple[str, ...]
    gained: tuple[str, ...]

    @property
    def before(self) -> str:
        """What a month costs the person now."""
        return _price(self.subscription, self.version)

    @property
    def after(self) -> str:
        """What a month will cost them."""
        return _price(self.subscription, self.target)


@dataclass(frozen=True)
class Migration:
    """Everybody who would move, and who would not."""

    target: PlanVersion
    moves: list[Move]
    leaving: int
    changing: int

    @cached_property
    def fingerprint(self) -> str:
        """A digest of what is shown; confirming names it."""
        shown = [str(self.target.pk), *(f"{each.subscription.pk}:{each.version.pk}" for each in self.moves)]
        return hashlib.sha256("|".join(shown).encode()).hexdigest()


def preview_migration(*, source: Plan, target: Plan, at: datetime) -> Migration:
    """Who would move from any version of the source to the target as it is sold now; nothing changes.

    Whoever cancelled leaves anyway, and whoever chose another plan for the next month keeps that choice.
    """
    wanted = sold_version(target, at=at)
    live = Subscription.objects.filter(ended_at__isnull=True, version__plan=source, owner__isnull=False)
    others = live.exclude(version=wanted)
    staying = others.filter(renews=True, next_version__isnull=True).order_by("pk")
    rows = list(staying.select_related("owner", "version__plan")[:MOST_AT_ONCE])
    spirits = _spirits({wanted.pk, *(row.version_id for row in rows)})
    ends = _paid_until(rows)
    return Migration(
        target=wanted,
        moves=[
            Move(
                subscription=row,
                version=row.version,
                target=wanted,
                starts_at=max(ends[row.pk], at),
                lost=tuple(sorted(spirits[row.version_id] - spirits[wanted.pk])),
                gained=tuple(sorted(spirits[wanted.pk] - spirits[row.version_id])),
            )
            for row in rows
        ],
        leaving=others.filter(renews=False).count(),
        changing=others.filter(renews=True, next_version__isnull=False).count(),
    )


def migrate_subscriptions(*, source: Plan, target: Plan, agreed: str, at: datetime) -> int:
    """Move everybody of the preview with this fingerprint and tell them; PreviewChanged when it is another one by now.

    One person after the other, each in a transaction; who changed anything since stays as they are. Running it again goes
    on where it stopped.
    """
    found = preview_migration(source=source, target=target, at=at)
    if found.fingerprint != agreed:
        raise PreviewChanged
    return sum(_move(each, at) for each in found.moves)


@transaction.atomic
def _move(move: Move, at: datetime) -> bool:
    owner = move.subscription.owner
    assert owner is not None, "the preview names people only"
    lock_people(owner.pk)
    unchanged = Subscription.objects.filter(
        pk=move.subscription.pk, version=move.version, next_version=None, renews=True, ended_at=None
    )
    if not unchanged.update(next_version=move.target):
        return False
    with speaking_to(owner):
        notify(
            user=owner,
            kind=PAYMENTS,
            title=_("Your plan %(plan)s changes") % {"plan": move.version.plan.name},
            body=_told(move),
            link="/catalogue/plans/",
            key=f"migrated:{move.subscription.pk}:{move.target.pk}",
            at=at,
        )
    return True


def _told(move: Move) -> str:
    said = [
        _("From %(day)s on you are on %(plan)s as it is offered now: %(now)s a month instead of %(before)s.")
        % {
            "day": date_format(move.starts_at, "DATE_FORMAT"),
            "plan": move.target.plan.name,
            "now": move.after,
            "before": move.before,
        }
    ]
    if move.lost:
        said.append(_("It no longer opens %(spirits)s.") % {"spirits": ", ".join(move.lost)})
    return " ".join([*said, _("You may cancel before then.")])


def _price(subscription: Subscription, version: PlanVersion) -> str:
    if subscription.pays_with == Subscription.PaysWith.POINTS:
        return in_unit(version.price_points, POINTS)
    return in_unit(version.price_cents, "USD")


def _spirits(versions: set[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {version: set() for version in versions}
    rows = PlanVersion.objects.filter(pk__in=versions, spirits__isnull=False).values_list("pk", "spirits__name")
    for version, name in rows:
        found[version].add(name)
    return found


def _paid_until(rows: list[Subscription]) -> dict[UUID, datetime]:
    periods = SubscriptionPeriod.objects.filter(subscription__in=rows).order_by("subscription", "-number")
    return dict(periods.distinct("subscription").values_list("subscription", "ends_at"))
