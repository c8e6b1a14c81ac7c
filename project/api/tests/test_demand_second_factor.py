"""Staff, or people from a rank on, must have a second factor: without one every door sends them to set one up."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from model_bakery import baker

from accounts.models import User
from accounts.rules.ranks import level_of, xp_for_level
from accounts.services.authenticate import authenticate_scope
from accounts.testing import PASSWORD, bearer, client_of, make_api_key_of, sign_in, token_of
from chat.edge.admission import NotAdmitted, admitted
from project.ops.queries.runtime import values
from project.ops.services.runtime import set_runtime

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def demand(by: User, *, of: str) -> None:
    """Switch it on for staff, or from a rank on."""
    name, value = ("staff_need_mfa", True) if of == "staff" else ("second_factor_from_rank", of)
    set_runtime(name=name, value=value, by=by)
    values.forget()


def test_staff_without_one_get_nowhere_until_they_have_one(staff: User) -> None:
    desk = client_of(staff)
    assert desk.get("/admin/").status_code == 200
    demand(staff, of="staff")
    for page in ("/admin/accounts/user/", "/accounts/profile/", "/"):
        assert desk.get(page)["Location"] == "/accounts/2fa/"
    assert desk.get("/accounts/profile/", headers={"HX-Request": "true"})["HX-Redirect"] == "/accounts/2fa/"
    assert "needs a second factor" in desk.get("/accounts/2fa/").content.decode()
    TOTP.activate(staff, SECRET)
    assert desk.get("/admin/accounts/user/").status_code == 200


def test_every_door_says_that_it_is_needed(staff: User, alice: User) -> None:
    _, key = make_api_key_of(staff)
    token = token_of(staff.email)["access_token"]
    desk = client_of(staff)
    cookie = f"sessionid={desk.cookies['sessionid'].value}".encode()
    demand(staff, of="staff")
    answers = [desk.get("/api/v1/me"), *(Client().get("/api/v1/me", headers=bearer(each)) for each in (key, token))]
    for answer in answers:
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "second_factor_needed"
    for header in ((b"authorization", f"Bearer {key}".encode()), (b"cookie", cookie)):
        with pytest.raises(NotAdmitted) as refused:
            admitted({"method": "GET", "headers": [header]}, group="chat")
        assert (refused.value.status, refused.value.code) == (403, "second_factor_needed")
    assert client_of(alice).get("/api/v1/me").status_code == 200
    TOTP.activate(staff, SECRET)
    assert Client().get("/api/v1/me", headers=bearer(key)).status_code == 200
    assert admitted({"method": "GET", "headers": [(b"cookie", cookie)]}, group="chat").user == staff


def test_a_rank_demands_it_and_the_page_opens_the_way(staff: User, alice: User, bob: User) -> None:
    demand(staff, of="skilled")
    baker.make(
        "spirits.XpEvent", owner=alice, amount=xp_for_level(level_of("skilled", 1)), minion_spirit=None, tool=None
    )
    client = sign_in(alice.email)
    assert client.get("/accounts/profile/")["Location"] == "/accounts/2fa/"
    assert client_of(bob).get("/accounts/profile/").status_code == 200
    assert client_of(staff).get("/admin/").status_code == 200
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = re.search(r"[A-Z2-7]{32}", client.get("/accounts/2fa/totp/activate/").content.decode())
    assert secret is not None
    code = format_hotp_value(hotp_value(secret[0], int(time.time()) // 30))
    client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert client.get("/accounts/profile/").status_code == 200
    Authenticator.objects.get(user=alice, type="totp").delete()  # recovery codes alone are none
    assert client.get("/accounts/profile/")["Location"] == "/accounts/2fa/"


def test_whoever_sees_the_site_as_somebody_needs_ones_own(staff: User, alice: User) -> None:
    desk = sign_in(staff.email)
    desk.post(f"/admin/accounts/user/{alice.pk}/impersonate/", {"why": "Ticket 7: cannot find a chat"})
    assert desk.get("/api/v1/me").json()["email"] == alice.email
    demand(staff, of="staff")
    assert desk.get("/minions/")["Location"] == "/accounts/2fa/"
    assert desk.get("/api/v1/me").status_code == 403


def test_a_caller_who_is_known_costs_no_query(staff: User, django_assert_num_queries: Any) -> None:
    _, key = make_api_key_of(staff)
    scope = {"headers": [(b"authorization", f"Bearer {key}".encode())]}
    authenticate_scope(scope)
    with django_assert_num_queries(0):
        authenticate_scope(scope)
    demand(staff, of="staff")
    TOTP.activate(staff, SECRET)
    values.get()
    authenticate_scope(scope)
    with django_assert_num_queries(0):
        authenticate_scope(scope)
