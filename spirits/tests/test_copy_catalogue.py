"""What is the same for everybody is answered from copies, and a change by any door is seen at once."""

from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from accounts.testing import client_of
from project.lib.clock import now
from project.ops.cache.copies import warm
from project.ops.figures import copies_asked
from spirits.copies import pairings
from spirits.models import Pairing, Plan, Spirit
from spirits.services.edit_catalogue import change_state
from spirits.services.load_catalogue import load_catalogue
from spirits.testing import make_free_plan, make_spirit

pytestmark = pytest.mark.django_db
PLANS = "/api/v1/spirits/subscription-plans"


def test_plans_come_from_a_copy_with_a_tag(alice: User, bob: User, django_assert_num_queries: Any) -> None:
    make_free_plan()
    browser, other = client_of(alice), client_of(bob)
    first = browser.get(PLANS)
    other.get("/api/v1/me")
    other.get("/api/v1/me")  # notes the device
    with django_assert_num_queries(1):  # who is asking
        assert other.get(PLANS).json() == first.json()
    assert other.get(PLANS, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert other.get(f"{PLANS}?nonsense=1").status_code == 400
    assert [each["name"] for each in first.json()["results"]] == ["Free"]


def test_a_change_is_seen_at_once(alice: User, staff: User) -> None:
    plan = make_free_plan()
    browser = client_of(alice)
    assert browser.get(PLANS).json()["results"][0]["name"] == "Free"
    change_state(kind=Plan, ids=[plan.pk], state=Plan.State.DRAFT, at=now())  # writes without saving
    assert browser.get(PLANS).json()["results"] == []
    change_state(kind=Plan, ids=[plan.pk], state=Plan.State.LIVE, at=now())
    plan.refresh_from_db()
    plan.name = "Gratis"
    plan.save()
    assert browser.get(PLANS).json()["results"][0]["name"] == "Gratis"
    draft = Plan.objects.create(
        slug="draft", name="Draft", price_cents=1, max_minions=1, max_spirits_per_minion=1, support="community",
        description="x", state="draft",
    )  # fmt: skip
    assert len(client_of(staff).get(PLANS).json()["results"]) == 2  # staff see drafts, and nobody gets their answer
    assert len(browser.get(PLANS).json()["results"]) == 1
    draft.delete()


def test_pairings_follow_the_file_and_the_admin() -> None:
    first, second = make_spirit("first"), make_spirit("second")
    assert pairings() == {}
    low, high = sorted([first, second], key=lambda each: each.pk)
    made = Pairing.objects.create(first=low, second=high, percent=5, name="Together")
    assert pairings()[frozenset({"first", "second"})].percent == 5
    made.delete()
    assert pairings() == {}
    load_catalogue()  # writes in bulk
    assert len(pairings()) == Pairing.objects.count() > 10


def test_a_start_warms_and_the_hit_rate_shows(django_assert_num_queries: Any) -> None:
    call_command("load_catalogue", verbosity=0)
    before = copies_asked().get("catalogue", {"hit": 0.0})["hit"]
    warm()
    with django_assert_num_queries(0):
        assert len(pairings()) > 10
    assert (
        copies_asked()["catalogue"]["hit"] > before
    )  # of all processes: a site of an earlier test may still be asking
    assert Spirit.objects.exists()
