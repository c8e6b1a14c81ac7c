"""Sign-up through the page and the headless door, open, by invitation and closed."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.errors import InvitationInvalid
from accounts.models import Invitation, User
from accounts.services.invitations import accept, invite, withdraw
from accounts.testing import PASSWORD, make_user
from project.lib.clock import now
from project.ops.queries.runtime import values
from project.ops.services.runtime import set_runtime

pytestmark = pytest.mark.django_db
PAGE = "/accounts/signup/"
HEADLESS = "/_allauth/app/v1/auth/signup"


def sign_up(client: Client, path: str = PAGE, **extra: str):
    return client.post(path, {"email": "dora@example.org", "password1": PASSWORD, "name": "Dora", **extra})


def headless(client: Client, **extra: str):
    data = {"email": "dora@example.org", "password": PASSWORD, **extra}
    return client.post(HEADLESS, data, content_type="application/json")


def test_the_page_makes_an_account_and_signs_in(client: Client) -> None:
    answer = sign_up(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    dora = User.objects.get(email="dora@example.org")
    assert (dora.name, dora.is_staff, dora.is_superuser) == ("Dora", False, False)
    assert client.get("/accounts/profile/").status_code == 200


def test_headless_sign_up_answers_with_tokens_that_open_the_api(client: Client) -> None:
    answer = headless(client)
    assert answer.status_code == 200
    meta = answer.json()["meta"]
    me = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {meta['access_token']}"})
    assert (me.status_code, me.json()["email"]) == (200, "dora@example.org")


@pytest.mark.parametrize("weak", ["short", "password1234", "12345678901234", "dora@example.org"])
def test_a_weak_password_is_refused_by_both_doors(client: Client, weak: str) -> None:
    assert b"assword" in sign_up(client, password1=weak).content
    assert headless(client, password=weak).status_code == 400
    assert not User.objects.exists()


def test_an_address_is_taken_whatever_its_case(client: Client) -> None:
    make_user("dora@example.org")
    assert sign_up(client, email="Dora@Example.ORG").status_code == 200
    assert User.objects.count() == 1


def test_closed_sign_up_makes_nobody(client: Client) -> None:
    set_runtime(name="signup", value="closed", by=None)
    values.forget()
    _, token = invite(by=None, at=now())
    assert sign_up(client).status_code == 200
    assert sign_up(client, f"{PAGE}?invitation={token}", invitation=token).status_code == 200
    assert headless(client, invitation=token).status_code == 403
    assert not User.objects.exists()


class TestByInvitation:
    @pytest.fixture(autouse=True)
    def _by_invitation(self, db) -> None:
        set_runtime(name="signup", value="invite", by=None)
        values.forget()  # a test never commits

    def test_without_one_nobody_comes_in(self, client: Client) -> None:
        assert b'name="email"' not in client.get(PAGE).content
        assert sign_up(client).status_code == 200
        assert headless(client).status_code == 403
        assert not User.objects.exists()

    def test_the_link_opens_the_page_once(self, client: Client) -> None:
        invitation, token = invite(by=None, at=now())
        page = client.get(f"{PAGE}?invitation={token}")
        assert token in page.content.decode()
        assert sign_up(client, invitation=token).status_code == 302
        invitation.refresh_from_db()
        assert invitation.used_by == User.objects.get()
        assert sign_up(Client(), invitation=token, email="eve@example.org").status_code == 200
        assert User.objects.count() == 1

    def test_headless_takes_it_too(self, client: Client) -> None:
        _, token = invite(by=None, at=now())
        assert headless(client, invitation=token).status_code == 200
        assert headless(Client(), invitation=token, email="eve@example.org").status_code == 400
        assert User.objects.count() == 1

    def test_one_for_an_address_is_for_that_address(self, client: Client) -> None:
        _, token = invite(by=None, at=now(), email="Dora@example.org")
        assert headless(client, invitation=token, email="eve@example.org").status_code == 400
        assert not User.objects.exists()
        assert headless(client, invitation=token).status_code == 200

    def test_expired_withdrawn_and_invented_ones_are_refused(self, client: Client) -> None:
        _, expired = invite(by=None, at=now() - timedelta(days=2), days=3)
        Invitation.objects.update(created_at=now() - timedelta(days=9), expires_at=now() - timedelta(seconds=1))
        withdrawn, taken_back = invite(by=None, at=now())
        withdraw(invitation=withdrawn, at=now())
        for token in (expired, taken_back, "inv_invented", "\x00"):
            assert headless(client, invitation=token).status_code in {400, 403}
            assert client.get(PAGE, {"invitation": token}).status_code == 200
        assert not User.objects.exists()

    def test_of_two_rivals_one_gets_in(self) -> None:
        invitation, _ = invite(by=None, at=now())
        accept(invitation=invitation, user=make_user(), at=now())
        with pytest.raises(InvitationInvalid):
            accept(invitation=invitation, user=make_user(), at=now())

    def test_only_a_digest_is_kept(self) -> None:
        invitation, token = invite(by=None, at=now())
        assert token not in str(invitation.__dict__)
