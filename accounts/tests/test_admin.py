"""People and invitations in the admin."""

import pytest
from django.test import Client

from accounts.models import Invitation, User
from accounts.testing import client_of, make_user
from project.ops.queries.runtime import values
from project.ops.services.runtime import set_runtime

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(staff: User) -> Client:
    return client_of(staff)


def test_the_list_stays_cheap(desk: Client, django_assert_max_num_queries) -> None:
    for _ in range(15):
        make_user()
    with django_assert_max_num_queries(10):
        assert desk.get("/admin/accounts/user/").status_code == 200


def test_staff_make_and_disable_a_person(desk: Client) -> None:
    data = {
        "email": "dora@example.org",
        "usable_password": "true",
        "password1": "a long passphrase",
        "password2": "a long passphrase",
    }
    assert desk.post("/admin/accounts/user/add/", data).status_code == 302
    dora = User.objects.get(email="dora@example.org")
    page = desk.get(f"/admin/accounts/user/{dora.pk}/change/")
    assert page.status_code == 200
    fields = {
        "email": dora.email,
        "name": "",
        "time_zone": "",
        "language": "",
        "theme": "system",
    }  # is_active left out: unticked
    assert desk.post(f"/admin/accounts/user/{dora.pk}/change/", fields).status_code == 302
    dora.refresh_from_db()
    assert not dora.is_active


def test_an_invitation_link_is_shown_once_and_works(desk: Client) -> None:
    set_runtime(name="signup", value="invite", by=None)
    values.forget()
    page = desk.post("/admin/accounts/invitation/add/", {"email": "dora@example.org"}, follow=True)
    text = page.content.decode()
    token = text.split("?invitation=", 1)[1].split("<", 1)[0].split()[0]
    assert Invitation.objects.get().token_hash not in text
    assert token not in desk.get("/admin/accounts/invitation/").content.decode()
    assert b'name="email"' in Client().get("/accounts/signup/", {"invitation": token}).content
