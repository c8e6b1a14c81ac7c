"""Access: each reason, its end, and the SQL function against a plain-Python oracle."""

import random
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.rules.ranks import level_of, xp_for_level
from accounts.testing import make_user
from spirits.models import (
    Bundle,
    Category,
    Grant,
    Plan,
    Progress,
    Spirit,
    Subscription,
    SubscriptionPeriod,
    XpEvent,
)  # fmt: skip
from spirits.queries.economy.access import access_of, access_to, why
from spirits.rules.economy.errors import GrantEnded, SpiritLocked
from spirits.services.economy.grant_access import extend_grant, grant_spirit, revoke_grant, start_trial, use_spirit
from spirits.services.economy.post_transaction import broken_constraint
from spirits.testing_economy import make_version, subscribe

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def make_spirit(slug: str, tier: str = "basic", state: str = "live", **fields: Any) -> Spirit:
    shelf, _ = Category.objects.get_or_create(slug="shelf", name="Shelf")
    cost = 0 if tier == "free" else 30
    return Spirit.objects.create(
        slug=slug, name=slug, category=shelf, icon="🎭", tier=tier, state=state, price_cents=cost * 10, price_points=cost,
        **fields,
    )  # fmt: skip


def gain(user: User, xp: int, at: datetime = NOON) -> None:
    XpEvent.objects.create(owner=user, kind="task_completed", source=str(uuid4()), amount=xp, happened_at=at)


def names(user: User, spirit: Spirit, at: datetime = NOON) -> list[str]:
    return [reason.name for reason in access_to(user, spirit.pk, at=at).reasons]


def test_a_free_spirit_is_open_once_its_rank_is_reached(alice: User) -> None:
    spirit = make_spirit("writer", "free", unlock_rank="novice", unlock_level=3)
    assert names(alice, spirit) == []
    gain(alice, 299)
    assert names(alice, spirit) == []
    gain(alice, 1)
    assert names(alice, spirit) == ["free_tier"]


def test_a_free_spirit_that_is_a_draft_is_closed(alice: User) -> None:
    assert names(alice, make_spirit("writer", "free", state="draft")) == []
    assert names(alice, make_spirit("analyst", "free", state="retired")) == ["free_tier"]


def test_rank_alone_opens_nothing_that_costs(alice: User) -> None:
    gain(alice, 10**6)
    assert names(alice, make_spirit("creative")) == []


def test_a_grant_holds_from_its_start_until_its_end(alice: User, bob: User) -> None:
    spirit = make_spirit("creative")
    grant_spirit(user=alice, spirit=spirit, source=Grant.Source.STAFF, starts_at=NOON, ends_at=NOON + DAY)
    moment = timedelta(microseconds=1)
    moments = (NOON - moment, NOON, NOON + DAY - moment, NOON + DAY)
    assert [bool(names(alice, spirit, at)) for at in moments] == [False, True, True, False]
    assert names(bob, spirit) == []


def test_reasons_are_additive_and_end_one_by_one(alice: User) -> None:
    spirit = make_spirit("creative")
    bought = grant_spirit(user=alice, spirit=spirit, source=Grant.Source.PURCHASE, starts_at=NOON)
    grant_spirit(user=alice, spirit=spirit, source=Grant.Source.STAFF, starts_at=NOON)
    subscribe(alice, make_version(spirit), NOON)
    assert names(alice, spirit) == ["granted", "plan", "purchase"]
    revoke_grant(grant=bought, at=NOON + DAY, reason="Refund", actor=alice.pk)
    assert names(alice, spirit, NOON) == ["granted", "plan", "purchase"]
    assert names(alice, spirit, NOON + DAY) == ["granted", "plan"]
    assert names(alice, spirit, NOON + 60 * DAY) == ["granted"]


def test_the_same_source_grants_once(alice: User) -> None:
    spirit, source = make_spirit("creative"), uuid4()
    made = [
        grant_spirit(user=alice, spirit=spirit, source=Grant.Source.PURCHASE, source_id=source, starts_at=NOON)
        for _ in range(2)
    ]
    assert (made[0], Grant.objects.count()) == (made[1], 1)


def test_a_revoked_grant_stays_revoked(alice: User) -> None:
    grant = grant_spirit(user=alice, spirit=make_spirit("creative"), source=Grant.Source.STAFF, starts_at=NOON)
    revoke_grant(grant=grant, at=NOON + DAY)
    assert revoke_grant(grant=grant, at=NOON + 2 * DAY).revoked_at == NOON + DAY
    with pytest.raises(GrantEnded):
        extend_grant(grant=grant, ends_at=None, reason="Again", actor=None)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(revoked_at=None)
    assert broken_constraint(caught.value) == "a_grant_is_never_rewritten"


def test_a_grant_is_extended(alice: User) -> None:
    spirit = make_spirit("creative")
    grant = grant_spirit(user=alice, spirit=spirit, source=Grant.Source.STAFF, starts_at=NOON, ends_at=NOON + DAY)
    extend_grant(grant=grant, ends_at=NOON + 3 * DAY, reason="Sorry for the wait", actor=None)
    assert (names(alice, spirit, NOON + 2 * DAY), names(alice, spirit, NOON + 3 * DAY)) == (["granted"], [])


def test_the_free_plan_is_everybodys_and_staff_may_use_all(alice: User, staff: User) -> None:
    included, other = make_spirit("creative"), make_spirit("translator")
    Plan.objects.create(slug="free", name="Free", price_cents=0, support="community").spirits.add(included)
    assert (names(alice, included), names(alice, other)) == (["plan"], [])
    assert (names(staff, included), names(staff, other)) == (["plan", "staff"], ["staff"])


def test_a_plan_opens_its_spirits_through_grace_and_not_longer(alice: User) -> None:
    spirit, other = make_spirit("creative"), make_spirit("translator")
    subscribe(alice, make_version(spirit), NOON, grace_days=7)
    assert names(alice, other) == []
    days = [0, 29.999, 30, 36.999, 37]
    assert [names(alice, spirit, NOON + day * DAY) for day in days] == [["plan"]] * 4 + [[]]


def test_a_cancelled_plan_opens_until_the_end_of_its_period(alice: User) -> None:
    spirit = make_spirit("creative")
    subscribe(alice, make_version(spirit), NOON, renews=False)
    assert [names(alice, spirit, NOON + day * DAY) for day in (29.999, 30)] == [["plan"], []]


def test_an_ended_plan_closes_at_once(alice: User) -> None:
    spirit = make_spirit("creative")
    subscribe(alice, make_version(spirit), NOON, ended_at=NOON + DAY)
    assert [names(alice, spirit, NOON + day * DAY) for day in (0.999, 1)] == [["plan"], []]


def test_what_a_plan_version_included_stays_with_its_subscribers(alice: User) -> None:
    spirit = make_spirit("creative")
    version = make_version(spirit)
    subscribe(alice, version, NOON)
    version.plan.spirits.clear()
    make_version(slug="creator")
    assert names(alice, spirit) == ["plan"]


def test_after_a_change_of_plan_only_the_new_one_counts(alice: User) -> None:
    old, new = make_spirit("creative"), make_spirit("translator")
    made = subscribe(alice, make_version(old), NOON)
    SubscriptionPeriod.objects.update(cut_at=NOON + DAY)
    SubscriptionPeriod.objects.create(
        subscription=made, number=2, version=make_version(new, slug="pro"), starts_at=NOON + DAY, ends_at=NOON + 30 * DAY,
        price_points=200, charged_points=90,
    )  # fmt: skip
    assert [names(alice, old, NOON + day * DAY) for day in (0.999, 1, 40)] == [["plan"], [], []]
    assert [names(alice, new, NOON + day * DAY) for day in (0.999, 1, 36)] == [[], ["plan"], ["plan"]]


def test_periods_of_a_subscription_never_overlap(alice: User) -> None:
    version = make_version(make_spirit("creative"))
    made = subscribe(alice, version, NOON)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        SubscriptionPeriod.objects.create(
            subscription=made, number=2, version=version, starts_at=NOON + 29 * DAY, ends_at=NOON + 59 * DAY,
            price_points=1, charged_points=1,
        )  # fmt: skip
    assert broken_constraint(caught.value) == "periods_of_a_subscription_never_overlap"


def test_a_person_has_one_live_subscription(alice: User) -> None:
    version = make_version(make_spirit("creative"))
    subscribe(alice, version, NOON)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        subscribe(alice, version, NOON)
    assert broken_constraint(caught.value) == "one_live_subscription_per_person"


def test_trial_calls_are_counted_and_end(alice: User) -> None:
    spirit = make_spirit("creative")
    start_trial(user=alice, spirit=spirit, at=NOON)
    assert start_trial(user=alice, spirit=spirit, at=NOON).calls_limit == 3
    for _ in range(3):
        assert use_spirit(user=alice, spirit_id=spirit.pk, at=NOON).is_trial
    with pytest.raises(SpiritLocked):
        use_spirit(user=alice, spirit_id=spirit.pk, at=NOON)
    start_trial(user=alice, spirit=spirit, at=NOON)
    assert names(alice, spirit) == []


def test_trial_calls_are_kept_while_there_is_another_reason(alice: User) -> None:
    spirit = make_spirit("creative")
    start_trial(user=alice, spirit=spirit, at=NOON)
    grant_spirit(user=alice, spirit=spirit, source=Grant.Source.STAFF, starts_at=NOON)
    use_spirit(user=alice, spirit_id=spirit.pk, at=NOON)
    assert Grant.objects.get(source="trial").calls_used == 0


@pytest.mark.django_db(transaction=True)
def test_rivals_share_the_trial_calls() -> None:
    alice, spirit = make_user("alice@example.org"), make_spirit("creative")
    start_trial(user=alice, spirit=spirit, at=NOON)
    outcomes: list[bool] = []
    start = threading.Barrier(6)

    def call() -> None:
        start.wait()
        try:
            use_spirit(user=alice, spirit_id=spirit.pk, at=NOON)
            outcomes.append(True)
        except SpiritLocked:
            outcomes.append(False)
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(6)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert sorted(outcomes) == [False] * 3 + [True] * 3


def test_why_names_what_ended_and_what_would_open(alice: User) -> None:
    spirit = make_spirit("creative", unlock_rank="skilled", unlock_level=1)
    plan = make_version(spirit).plan
    Plan.objects.filter(pk=plan.pk).update(state="live")
    plan.spirits.add(spirit)
    bundle = Bundle.objects.create(slug="b", name="B", icon="📦", price_cents=1, price_points=1, state="live")
    bundle.bundle_spirits.create(spirit=spirit)
    grant = grant_spirit(user=alice, spirit=spirit, source=Grant.Source.GIFT, starts_at=NOON, ends_at=NOON + DAY)
    later = datetime.now(UTC) + 2 * DAY
    found = why(alice, spirit, at=later)
    assert (found.access.is_open, found.is_unlocked, str(found.standing)) == (False, False, "Novice 1")
    assert (found.ended, found.bundles, found.plans) == ((grant,), (bundle,), (plan,))
    assert found.price is not None
    assert found.price.points == 30


def test_the_whole_catalogue_is_answered_in_one_query(alice: User) -> None:
    spirits = [make_spirit(f"s{number}", "free") for number in range(20)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(access_of(alice, at=NOON)) == len(spirits)
    assert len(queries) == 1


def test_experience_counts_once_and_is_moved_by_events_only(alice: User) -> None:
    event = {"owner": alice, "kind": "task_completed", "source": "task:1", "amount": 25, "happened_at": NOON}
    XpEvent.objects.create(**event)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        XpEvent.objects.create(**event)
    assert broken_constraint(caught.value) == "an_event_gives_experience_once"
    assert Progress.objects.get(owner=alice).xp == 25
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Progress.objects.filter(owner=alice).update(xp=1_000)
    assert broken_constraint(caught.value) == "experience_is_moved_by_events_only"
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        XpEvent.objects.update(amount=1_000)
    assert broken_constraint(caught.value) == "experience_is_never_rewritten"
    alice.delete()
    assert (XpEvent.objects.count(), Progress.objects.count()) == (0, 0)


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
    rng = random.Random(seed)
    spirits = [
        make_spirit(
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


def test_the_sql_function_agrees_with_the_oracle(db: None) -> None:
    oracle, users, moments = make_world(seed=7)
    rng = random.Random(8)
    compared = open_ones = 0
    for user in users:
        for at in rng.sample(moments, 25):
            found = access_of(user, at=at)
            for spirit in oracle.spirits:
                expected = oracle.reasons(user.pk, spirit, at)
                reasons = found[spirit.pk].reasons if spirit.pk in found else ()
                assert sorted([(each.name, each.source_id) for each in reasons], key=str) == expected
                compared += 1
                open_ones += bool(expected)
    assert compared == 24 * 25 * 14
    assert 0.1 < open_ones / compared < 0.9
