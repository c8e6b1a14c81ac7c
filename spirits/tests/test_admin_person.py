"""Staff see one person's points, plan and access, and why a spirit is open or not at any moment."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from project.lib.clock import now
from spirits.models import Spirit
from spirits.services.economy.grant_access import grant_spirit, revoke_grant
from spirits.services.economy.move_points import grant_points
from spirits.testing import make_spirit
from spirits.testing_economy import make_version, subscribe

HOUR = timedelta(hours=1)


@pytest.fixture
def spirit(db: None) -> Spirit:
    return make_spirit("creative", tier="basic", price_cents=500, price_points=50, unlock_rank="skilled")


def page(client: Client, person: User, **asked: str) -> str:
    answer = client.get(f"/admin/spirits/grant/person/{person.pk}/?{urlencode(asked)}")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_revoked_grant_explains_before_and_after(staff: User, alice: User, spirit: Spirit) -> None:
    at = now()
    made = grant_spirit(user=alice, spirit=spirit, source="granted", starts_at=at - 3 * HOUR, reason="Support")
    revoke_grant(grant=made, at=at - HOUR, reason="A mistake")
    office = client_of(staff)
    then = f"{at - 2 * HOUR:%Y-%m-%dT%H:%M:%S}"
    before, after = page(office, alice, spirit=str(spirit.pk), at=then), page(office, alice, spirit=str(spirit.pk))
    assert f"{spirit.name} is open to this person at {then.replace('T', ' ')} UTC" in before
    assert "Because: Granted by staff, since" in before
    assert f"{spirit.name} is not open to this person" in after
    assert f"revoked {at - HOUR:%Y-%m-%d %H:%M:%S} UTC (A mistake)" in after
    assert "Buy it for $5.00 Buy it for 50 points, from Skilled 1 on (the person was Novice 1)" in after


def test_a_plan_explains_until_when(staff: User, alice: User, spirit: Spirit) -> None:
    subscribe(alice, make_version(spirit), now() - HOUR)
    grant_points(user=alice, points=40, key="k", at=now(), reason="")
    text = page(client_of(staff), alice, spirit=str(spirit.pk))
    assert "Because: Part of a plan, since" in text
    assert "Rank Novice 1 Points to spend 40 Held for running work 0 Plan creator" in text


def test_the_page_asks_as_often_however_much_there_is(
    staff: User, alice: User, spirit: Spirit, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        grant_spirit(user=alice, spirit=spirit, source="granted", starts_at=now() - HOUR)
    office = client_of(staff)
    with django_assert_max_num_queries(20):
        assert "Latest grants" in page(office, alice, spirit=str(spirit.pk))


def test_nothing_on_record_is_said(staff: User, alice: User, spirit: Spirit) -> None:
    early = page(client_of(staff), alice, spirit=str(spirit.pk), at="2001-01-01T00:00")
    assert "There is no reason for it on record." in early
    assert "Enter a valid date/time." in page(client_of(staff), alice, at="yesterday")


def test_who_may_not_see_grants_sees_neither_page_nor_link(staff: User, bob: User, alice: User) -> None:
    assert client_of(bob).get(f"/admin/spirits/grant/person/{alice.pk}/").status_code == 302
    found = client_of(staff).get(f"/admin/accounts/user/{alice.pk}/change/")
    assert f"/admin/spirits/grant/person/{alice.pk}/" in found.content.decode()
