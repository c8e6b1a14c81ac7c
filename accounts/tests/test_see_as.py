"""Support sees the site as a person does: to read, with a reason, on record, and never with the rights of staff."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Notification, User
from accounts.queries.impersonation import LONGEST
from accounts.services.authenticate import authenticate_scope
from accounts.services.roles import grant_roles
from accounts.testing import client_of, make_staff, make_user, sign_in
from project.lib.clock import now
from project.ops.models import SystemEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def support(db: None) -> User:
    """A staff member in the role Support."""
    grant_roles()
    person = make_user("support@example.org", is_staff=True)
    person.groups.add(Group.objects.get(name="Support"))
    return person


def page_of(person: User) -> str:
    return f"/admin/accounts/user/{person.pk}/impersonate/"


def looking(support: User, person: User) -> Client:
    client = sign_in(support.email)
    assert client.post(page_of(person), {"why": "Ticket 7: cannot find a chat"}).status_code == 302
    return client


def test_support_reads_as_the_person_and_changes_nothing(support: User, alice: User) -> None:
    desk = looking(support, alice)
    assert desk.get("/api/v1/me").json()["email"] == "alice@example.org"
    cookie = f"sessionid={desk.cookies['sessionid'].value}".encode()
    at_the_edge = authenticate_scope({"headers": [(b"cookie", cookie)]})
    assert at_the_edge is not None
    assert at_the_edge.user == alice
    shown = desk.get("/minions/").content.decode()
    assert "You see the site as alice@example.org" in shown
    refused = [
        desk.post("/chat/start/", {"content": "Hello"}),
        desk.patch("/api/v1/me", {"name": "X"}, content_type="application/json", headers={"If-Match": "*"}),
        desk.get("/accounts/2fa/"),
        desk.get("/accounts/api-keys/"),
        desk.get("/_allauth/browser/v1/account/authenticators"),
    ]
    assert {answer.status_code for answer in refused} == {403}
    alice.refresh_from_db()
    assert alice.name == "Alice"
    assert desk.get("/admin/accounts/user/").status_code == 200  # the administration stays their own
    assert desk.post("/accounts/impersonation/stop/").status_code == 302
    assert desk.get("/api/v1/me").json()["email"] == support.email
    assert "You see the site as" not in desk.get("/minions/").content.decode()


def test_it_is_on_record_and_the_person_is_told(support: User, alice: User) -> None:
    desk = looking(support, alice)
    desk.get("/minions/")
    desk.post("/accounts/impersonation/stop/")
    events = SystemEvent.objects.filter(kind__startswith="impersonation").order_by("id")
    assert [each.kind for each in events] == ["impersonation_started", "impersonation_looked", "impersonation_ended"]
    assert {each.actor_id for each in events} == {support.pk}
    assert events[0].data["why"] == "Ticket 7: cannot find a chat"
    assert events[1].data["path"] == "/minions/"
    told = Notification.objects.get(user=alice)
    assert "Ticket 7" in told.body


def test_it_ends_after_half_an_hour_and_with_the_right(
    support: User, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = looking(support, alice)
    monkeypatch.setattr("accounts.impersonation.now", lambda: now() + LONGEST + timedelta(seconds=1))
    assert desk.get("/api/v1/me").json()["email"] == support.email
    monkeypatch.undo()
    desk = looking(support, alice)
    support.groups.clear()
    assert desk.get("/api/v1/me").json()["email"] == support.email


@pytest.mark.parametrize("who", ["staff", "self", "disabled", "nobody"])
def test_nobody_is_seen_as_who_must_not_be(support: User, alice: User, who: str) -> None:
    persons = {"staff": make_staff(), "self": support, "disabled": make_user(is_active=False), "nobody": User()}
    desk = sign_in(support.email)
    assert desk.post(page_of(persons[who]), {"why": "Because"}).status_code == 404
    assert desk.get("/api/v1/me").json()["email"] == support.email
    assert not SystemEvent.objects.filter(kind="impersonation_started").exists()


def test_it_needs_the_right_a_reason_and_a_recent_proof(support: User, alice: User) -> None:
    auditor = make_user(is_staff=True)
    auditor.groups.add(Group.objects.get(name="Auditor"))
    assert sign_in(auditor.email).post(page_of(alice), {"why": "Because"}).status_code == 404
    assert client_of(alice).post(page_of(alice), {"why": "Because"}).status_code == 302  # to the admin's sign-in
    desk = sign_in(support.email)
    assert "Say why" in desk.post(page_of(alice), {"why": " "}).content.decode()
    old = client_of(support)  # no sign-in with a password in this session
    assert "/accounts/reauthenticate/" in old.post(page_of(alice), {"why": "Because"})["Location"]
    assert not SystemEvent.objects.filter(kind="impersonation_started").exists()


def test_the_admin_offers_it_to_support(support: User, alice: User) -> None:
    desk = sign_in(support.email)
    assert "See the site as this person" in desk.get(f"/admin/accounts/user/{alice.pk}/change/").content.decode()
    assert "Ticket" not in desk.get(page_of(alice)).content.decode()
