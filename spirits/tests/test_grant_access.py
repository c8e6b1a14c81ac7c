"""Access: each reason, its end, and the SQL function against a plain-Python oracle."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.testing import make_user
from spirits.models import (
    Bundle,
    Grant,
    Plan,
    Progress,
    Spirit,
    SubscriptionPeriod,
    XpEvent,
)  # fmt: skip
from spirits.queries.economy.access import access_of, access_to, why
from spirits.rules.economy.errors import GrantEnded, SpiritLocked
from spirits.services.economy.grant_access import extend_grant, grant_spirit, revoke_grant, start_trial, use_spirit
from spirits.services.economy.post_transaction import broken_constraint
from spirits.testing_access import compare_access, gain
from spirits.testing_access import make_spirit_of as make_spirit
from spirits.testing_economy import make_version, subscribe

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


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


def test_grace_of_the_old_plan_ends_where_the_new_ones_period_begins(alice: User) -> None:
    old, new = make_spirit("creative"), make_spirit("translator")
    made = subscribe(alice, make_version(old), NOON, grace_days=7)
    SubscriptionPeriod.objects.create(
        subscription=made, number=2, version=make_version(new, slug="pro"), starts_at=NOON + 30 * DAY,
        ends_at=NOON + 60 * DAY, price_points=200, charged_points=200,
    )  # fmt: skip
    assert [names(alice, old, NOON + day * DAY) for day in (29.999, 30, 33)] == [["plan"], [], []]
    assert [names(alice, new, NOON + day * DAY) for day in (29.999, 30, 33)] == [[], ["plan"], ["plan"]]


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


def test_the_sql_function_agrees_with_the_oracle(db: None) -> None:
    compared, open_ones, differences = compare_access(seed=7, moments_each=25)
    assert differences == []
    assert compared == 24 * 25 * 14
    assert 0.1 < open_ones / compared < 0.9
