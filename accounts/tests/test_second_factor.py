"""Second factors: codes by time, recovery codes and their secrecy."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from accounts.models import User
from accounts.testing import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def log_in(client: Client, email: str):
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD})


def test_the_page_sets_it_up_and_sign_in_asks_for_it(alice: User) -> None:
    client = sign_in(alice.email)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"[A-Z2-7]{32}", page)
    assert secret is not None
    client.post("/accounts/2fa/totp/activate/", {"code": code(secret[0])})
    kept = Authenticator.objects.get(user=alice, type="totp")
    assert secret[0] not in str(kept.data)  # sealed
    other = Client()
    assert log_in(other, alice.email)["Location"].startswith("/accounts/2fa/authenticate/")
    assert other.get("/api/v1/me").status_code == 401
    other.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert other.get("/api/v1/me").status_code == 401
    other.post("/accounts/2fa/authenticate/", {"code": code(secret[0], 1)})
    assert other.get("/api/v1/me").status_code == 200


def test_a_recovery_code_works_once(alice: User) -> None:
    TOTP.activate(alice, SECRET)
    first = RecoveryCodes.activate(alice).get_unused_codes()[0]
    for expected in (200, 401):
        client = Client()
        log_in(client, alice.email)
        client.post("/accounts/2fa/authenticate/", {"code": first})
        assert client.get("/api/v1/me").status_code == expected


def test_the_headless_sign_in_asks_too(alice: User) -> None:
    TOTP.activate(alice, SECRET)
    login = {"email": alice.email, "password": PASSWORD}
    first = Client().post("/_allauth/app/v1/auth/login", login, content_type="application/json")
    assert first.status_code == 401
    meta = first.json()["meta"]
    assert "access_token" not in meta
    second = Client().post(
        "/_allauth/app/v1/auth/2fa/authenticate",
        {"code": code()},
        content_type="application/json",
        headers={"X-Session-Token": meta["session_token"]},
    )
    assert second.json()["meta"]["access_token"]


@pytest.mark.parametrize("page", ["", "totp/activate/", "webauthn/", "webauthn/add/", "recovery-codes/generate/"])
def test_its_pages_open_under_the_strict_policy(alice: User, page: str) -> None:
    client = sign_in(alice.email)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    if page.startswith("recovery"):
        TOTP.activate(alice, SECRET)
    answer = client.get(f"/accounts/2fa/{page}")
    assert answer.status_code == 200
    assert "script-src 'self';" in answer["Content-Security-Policy"] + ";"
    inline = re.findall(r"<script(?![^>]*(?:src=|application/json))", answer.content.decode())
    assert inline == []


def test_recovery_codes_are_shown_once_and_work(alice: User) -> None:
    client = sign_in(alice.email)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    TOTP.activate(alice, SECRET)
    kept = RecoveryCodes.activate(alice).get_unused_codes()
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    shown = re.search(r'id="recovery_codes"[^>]*>([^<]+)<', page)
    assert shown is not None
    assert shown[1].split() == kept
    assert 'id="recovery_codes"' not in client.get("/accounts/2fa/recovery-codes/").content.decode()
