"""Access decided a second time, in plain Python over plain lists, and random worlds to compare it with the SQL function."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from accounts.rules.ranks import level_of, xp_for_level
from accounts.testing import make_user
from spirits.models import Category, Grant, Spirit, Subscription, SubscriptionPeriod, XpEvent
from spirits.queries.economy.access import access_of
from spirits.services.economy.grant_access import grant_spirit
from spirits.testing_economy import make_version, subscribe

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def make_spirit_of(slug: str, tier: str = "basic", state: str = "live", **fields: Any) -> Spirit:
    shelf, _ = Category.objects.get_or_create(slug="shelf", name="Shelf")
    cost = 0 if tier == "free" else 30
    return Spirit.objects.create(
        slug=slug, name=slug, category=shelf, icon="🎭", tier=tier, state=state, price_cents=cost * 10, price_points=cost,
        **fields,
    )  # fmt: skip


def gain(user: User, xp: int, at: datetime = NOON) -> None:
    XpEvent.objects.create(owner=user, kind="task_completed", source=str(uuid4()), amount=xp, happened_at=at)


@dataclass
class Oracle:
    """The same decision, written down a second time in plain Python over plain lists."""

    spirits: list[Spirit]
    grants: list[Grant]
    subscriptions: list[Subscription]
    periods: dict[UUID, list[SubscriptionPeriod]]
    included: dict[UUID, set[UUID]]
    events: dict[UUID, list[tuple[datetime, int]]]

    def reasons(self, user: UUID, spirit: Spirit, at: datetime) -> list[tuple[str, UUID | None]]:
        found: list[tuple[str, UUID | None]] = []
        if spirit.tier == "free" and spirit.state != "draft":
            xp = sum(amount for happened, amount in self.events.get(user, []) if happened <= at)
            if xp >= xp_for_level(level_of(spirit.unlock_rank, spirit.unlock_level)):
                found.append(("free_tier", None))
        mine = [grant for grant in self.grants if (grant.owner_id, grant.spirit_id) == (user, spirit.pk)]
        found += [(grant.source, grant.pk) for grant in mine if self.is_running(grant, at)]
        running = [(each, self.current(each, at)) for each in self.subscriptions if each.owner_id == user]
        found += [
            ("plan", each.pk) for each, period in running if period and spirit.pk in self.included[period.version_id]
        ]
        return sorted(found, key=str)

    @staticmethod
    def is_running(grant: Grant, at: datetime) -> bool:
        ends = [end for end in (grant.ends_at, grant.revoked_at) if end]
        has_calls = grant.calls_limit is None or grant.calls_used < grant.calls_limit
        return grant.starts_at <= at and all(at < end for end in ends) and has_calls

    def current(self, each: Subscription, at: datetime) -> SubscriptionPeriod | None:
        begun = [period for period in self.periods[each.pk] if period.starts_at <= at]
        if not begun:
            return None
        latest = max(begun, key=lambda period: period.starts_at)
        end = latest.cut_at or latest.ends_at + (each.grace_days * DAY if each.renews else timedelta(0))
        if each.paused_at:
            end = min(end, max(each.paused_at, latest.ends_at))
        if each.ended_at:
            end = min(end, each.ended_at)
        return latest if at < end else None


def make_world(seed: int) -> tuple[Oracle, list[User], list[datetime]]:
    """Random people, spirits, grants, subscriptions and experience; the interesting moments are their edges."""
    rng = random.Random(seed)  # noqa: S311 - the same world for the same seed
    spirits = [
        make_spirit_of(
            f"s{number}", rng.choice(["free", "free", "basic", "premium"]), rng.choice(["live", "live", "retired", "draft"]),
            unlock_rank=rng.choice(["novice", "skilled"]), unlock_level=rng.randint(1, 5),
        )
        for number in range(14)
    ]  # fmt: skip
    users = [make_user() for _ in range(24)]
    versions = [make_version(*rng.sample(spirits, 5), slug=f"plan{number}") for number in range(4)]
    edges = [NOON]

    def moment() -> datetime:
        edges.append(NOON + timedelta(seconds=rng.randint(-200, 200) * 43_200))
        return edges[-1]

    for user in users:
        for spirit in rng.sample(spirits, rng.randint(0, 5)):
            start = moment()
            grant = grant_spirit(
                user=user, spirit=spirit, source=rng.choice(list(Grant.Source)), starts_at=start,
                ends_at=rng.choice([None, start + timedelta(days=rng.randint(1, 60))]), calls=rng.randint(1, 3),
            )  # fmt: skip
            Grant.objects.filter(pk=grant.pk).update(
                calls_used=rng.randint(0, grant.calls_limit or 0), revoked_at=rng.choice([None, None, moment()])
            )
        start, ended = moment(), None
        for _ in range(rng.randint(0, 2)):
            months = rng.randint(1, 3)
            ended = start + timedelta(days=rng.randint(1, 100))
            made = subscribe(
                user, rng.choice(versions), start, months, renews=rng.random() < 0.6, grace_days=rng.randint(0, 9),
                paused_at=rng.choice([None, None, moment()]), ended_at=ended,
            )  # fmt: skip
            edges.extend([ended, start + months * 30 * DAY, start + (months * 30 + made.grace_days) * DAY])
            if rng.random() < 0.4:
                last = made.periods.order_by("-number")[0]
                cut = last.starts_at + timedelta(days=rng.randint(0, 30))
                SubscriptionPeriod.objects.filter(pk=last.pk).update(cut_at=cut)
                edges.append(cut)
            start = ended
        for at in sorted(moment() for _ in range(rng.randint(0, 6))):
            gain(user, rng.choice([50, 100, 400, 900]), at)
    events: dict[UUID, list[tuple[datetime, int]]] = {}
    for event in XpEvent.objects.all():
        events.setdefault(event.owner_id, []).append((event.happened_at, event.amount))
    oracle = Oracle(
        spirits, list(Grant.objects.all()), list(Subscription.objects.all()),
        {each.pk: list(each.periods.all()) for each in Subscription.objects.all()},
        {each.pk: set(each.spirits.values_list("pk", flat=True)) for each in versions}, events,
    )  # fmt: skip
    jitter = timedelta(microseconds=1)
    return oracle, users, [at + step for at in set(edges) for step in (-jitter, timedelta(0), jitter)]


def compare_access(seed: int, *, moments_each: int) -> tuple[int, int, list[str]]:
    """How many decisions were compared in one random world, how many of them were open, and each difference."""
    oracle, users, moments = make_world(seed)
    rng = random.Random(seed + 1)  # noqa: S311 - the same cases for the same seed
    compared = open_ones = 0
    differences: list[str] = []
    for user in users:
        for at in rng.choices(moments, k=moments_each):
            found = access_of(user, at=at)
            for spirit in oracle.spirits:
                expected = oracle.reasons(user.pk, spirit, at)
                reasons = found[spirit.pk].reasons if spirit.pk in found else ()
                compared += 1
                open_ones += bool(expected)
                if sorted([(each.name, each.source_id) for each in reasons], key=str) != expected:
                    differences.append(f"seed {seed}: {user.pk} {spirit.pk} {at.isoformat()}")
    return compared, open_ones, differences
