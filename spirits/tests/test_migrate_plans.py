"""People of older versions of a plan are moved to what is sold now, after a preview."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Notification, User
from accounts.testing import client_of, make_user
from project.lib.clock import now
from project.ops.models import RowChange
from spirits.models import Plan, Spirit, Subscription
from spirits.rules.economy.errors import PreviewChanged
from spirits.services.economy.move_points import grant_points
from spirits.services.economy.set_price import set_price
from spirits.services.subscription import cancel_subscription, change_plan, renew_due, subscribe
from spirits.services.subscription.migrate import migrate_subscriptions, preview_migration
from spirits.testing import make_spirit

ADDRESS = "/admin/spirits/subscription/migrate/"
LATER = timedelta(seconds=1)


@pytest.fixture
def old(db: None) -> Spirit:
    return make_spirit("old", tier="basic", price_points=30)


@pytest.fixture
def plan(old: Spirit) -> Plan:
    made = Plan.objects.create(slug="creator", name="Creator", price_cents=1000, support="priority", state="live")
    made.spirits.add(old)
    return made


def runs(plan: Plan, email: str) -> User:
    user = make_user(email)
    grant_points(user=user, points=1_000, key=f"start:{user.pk}", at=now(), reason="")
    subscribe(user=user, plan=plan, agreed_points=plan.price_cents // 10, at=now() + LATER)
    return user


def sell_anew(plan: Plan, old: Spirit) -> None:
    """Dearer, and with another spirit."""
    at = now() + 2 * LATER
    set_price(thing=plan, cents=1500, points=None, starts_at=at, now=at)
    plan.spirits.set([make_spirit("new", tier="basic", price_points=30)])
    plan.refresh_from_db()


def later() -> Any:
    return now() + 3 * LATER


def test_they_move_with_their_next_month_and_are_told(plan: Plan, old: Spirit) -> None:
    user = runs(plan, "mara@example.org")
    sell_anew(plan, old)
    found = preview_migration(source=plan, target=plan, at=later())
    move = found.moves[0]
    assert (len(found.moves), move.before, move.after, move.lost, move.gained) == (
        1, "100 points", "150 points", ("Old",), ("New",),
    )  # fmt: skip
    assert migrate_subscriptions(source=plan, target=plan, agreed=found.fingerprint, at=later()) == 1
    kept = Subscription.objects.get(owner=user)
    assert (kept.version.price_points, kept.next_version) == (100, found.target)
    told = Notification.objects.get(user=user)
    assert "150 points a month instead of 100 points. It no longer opens Old." in told.body
    renew_due(at=later() + timedelta(days=32))
    assert list(kept.periods.order_by("number").values_list("charged_points", flat=True)) == [100, 150]
    assert preview_migration(source=plan, target=plan, at=later()).moves == []


def test_who_leaves_or_chose_stays_out(plan: Plan, old: Spirit) -> None:
    other = Plan.objects.create(slug="small", name="Small", price_cents=500, support="priority", state="live")
    leaving, choosing = runs(plan, "leaving@example.org"), runs(plan, "choosing@example.org")
    cancel_subscription(user=leaving, at=later())
    change_plan(user=choosing, plan=other, agreed_points=0, at=later())
    sell_anew(plan, old)
    found = preview_migration(source=plan, target=plan, at=later())
    assert (found.moves, found.leaving, found.changing) == ([], 1, 1)


def test_another_preview_than_the_one_agreed_to_moves_nobody(plan: Plan, old: Spirit) -> None:
    runs(plan, "mara@example.org")
    sell_anew(plan, old)
    agreed = preview_migration(source=plan, target=plan, at=later()).fingerprint
    at = later()
    set_price(thing=plan, cents=2000, points=None, starts_at=at, now=at)
    with pytest.raises(PreviewChanged):
        migrate_subscriptions(source=plan, target=plan, agreed=agreed, at=at + LATER)
    assert not Subscription.objects.filter(next_version__isnull=False).exists()


def test_staff_look_first_and_then_move(staff: User, plan: Plan, old: Spirit) -> None:
    runs(plan, "mara@example.org")
    sell_anew(plan, old)
    office: Client = client_of(staff)
    asked = {"source": plan.pk, "target": plan.pk, "_why": "New prices"}
    seen = office.post(ADDRESS, asked)
    assert "1 person would move to Creator" in seen.content.decode()
    assert not Subscription.objects.filter(next_version__isnull=False).exists()
    done = office.post(ADDRESS, {**asked, "agreed": seen.context["found"].fingerprint}, follow=True)
    assert "Moved with their next month, and told: 1." in done.content.decode()
    kept = Subscription.objects.get()
    assert kept.next_version is not None
    change = RowChange.objects.filter(table="spirits_subscription", row_id=str(kept.pk), operation="update").first()
    assert change is not None
    assert (change.why, change.door) == ("New prices", "admin")


def test_strangers_to_the_admin_do_not_reach_it(bob: User, plan: Plan) -> None:
    assert client_of(bob).get(ADDRESS).status_code == 302
