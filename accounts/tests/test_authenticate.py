"""Every door accepts and refuses alike: page, REST and the ASGI edge, by session, token and key."""

from datetime import timedelta

import jwt
import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.core.cache import caches
from django.test import Client

from accounts.models import ApiKey, DeviceSession, User
from accounts.services.api_keys import revoke_api_key
from accounts.services.authenticate import Means, authenticate_scope
from accounts.services.device_sessions import revoke_all_sessions
from accounts.sessions import COPY_SECONDS
from accounts.testing import bearer, client_of, make_api_key_of, sign_in, token_of
from project.lib.clock import now

pytestmark = pytest.mark.django_db
ME = "/api/v1/me"


def scope(**headers: str) -> dict:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "headers": pairs, "client": ("203.0.113.7", 5)}


def cookie_of(client: Client) -> str:
    return f"other=1; {settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def doors(headers: dict[str, str], client: Client | None = None) -> list[bool]:
    """Whether REST and the edge let this credential in."""
    lowered = {name.lower().replace("-", "_"): value for name, value in headers.items()}
    if client is not None:
        lowered["cookie"] = cookie_of(client)
    rest = (client or Client()).get(ME, headers=headers).status_code == 200
    return [rest, authenticate_scope(scope(**lowered)) is not None]


def test_the_edge_knows_a_session_a_token_and_a_key(alice: User) -> None:
    key, secret = make_api_key_of(alice, "chat:read")
    token = token_of(alice.email)["access_token"]
    by_cookie = authenticate_scope(scope(cookie=cookie_of(client_of(alice))))
    by_token = authenticate_scope(scope(authorization=f"Bearer {token}"))
    by_key = authenticate_scope(scope(authorization=f"bearer {secret}"))
    by_header = authenticate_scope(scope(x_api_key=secret))
    assert [each.user for each in (by_cookie, by_token, by_key, by_header)] == [alice] * 4
    assert [each.means for each in (by_cookie, by_token, by_key)] == [Means.SESSION, Means.TOKEN, Means.API_KEY]
    assert (by_key.api_key, by_key.may("chat", "GET"), by_key.may("chat", "POST")) == (key, True, False)
    assert by_token.may("chat", "DELETE")


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Bearer dmn_nonsense",
        "Basic YWxpY2U6eA==",
        "Bearer a.b.c",
        "Bearer " + "x" * 9000,
        "Bearer dmn_\xff",
        "bearer null",
    ],
)
def test_nonsense_is_the_same_401(alice: User, authorization: str) -> None:
    answer = Client().get(ME, headers={"Authorization": authorization})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"] == 'Bearer realm="daimon"'
    assert authenticate_scope(scope(authorization=authorization)) is None


def test_a_bad_token_is_not_saved_by_a_good_cookie(alice: User) -> None:
    assert doors(bearer("nonsense"), client_of(alice)) == [False, False]


def forged(token: str, **changes: object) -> dict:
    return {**jwt.decode(token, options={"verify_signature": False}), **changes}


def test_forged_tokens_are_refused(alice: User, bob: User) -> None:
    tokens = token_of(alice.email)
    access = tokens["access_token"]
    key = settings.SECRET_KEY
    bad = {
        "alg none": jwt.encode(forged(access), None, algorithm="none"),
        "other key": jwt.encode(forged(access), "x" * 64, algorithm="HS256"),
        "other algorithm": jwt.encode(forged(access), key, algorithm="HS512"),
        "other person": jwt.encode(forged(access, sub=str(bob.pk)), key, algorithm="HS256"),
        "expired": jwt.encode(forged(access, exp=1), key, algorithm="HS256"),
        "refresh token": tokens["refresh_token"],
        "no session": jwt.encode(forged(access, sid=""), key, algorithm="HS256"),
        "garbage session": jwt.encode(forged(access, sid="AAAA"), key, algorithm="HS256"),
        "number session": jwt.encode(forged(access, sid=7), key, algorithm="HS256"),
    }
    assert doors(bearer(access)) == [True, True]
    assert {name: doors(bearer(token)) for name, token in bad.items()} == {name: [False, False] for name in bad}


class TestAfter:
    """One change, and every credential is refused at every door."""

    @pytest.fixture
    def credentials(self, alice: User) -> dict[str, tuple[dict[str, str], Client | None]]:
        _, secret = make_api_key_of(alice)
        found = {
            "session": ({}, client_of(alice)),
            "token": (bearer(token_of(alice.email)["access_token"]), None),
            "key": (bearer(secret), None),
        }
        assert all(doors(*each) == [True, True] for each in found.values())  # and copies are warm
        return found

    def test_disabling_the_person(self, alice: User, credentials) -> None:
        alice.is_active = False
        alice.save()
        assert [doors(*each) for each in credentials.values()] == [[False, False]] * 3

    def test_a_new_password(self, alice: User, credentials) -> None:
        alice.set_password("another long passphrase")
        alice.save()
        assert [doors(*credentials[each]) for each in ("session", "token")] == [[False, False]] * 2
        assert doors(*credentials["key"]) == [True, True]  # a key is a credential of its own: docs/adr/0031

    def test_signing_every_device_out(self, alice: User, credentials) -> None:
        assert revoke_all_sessions(user=alice, at=now()) == 2
        assert [doors(*credentials[each]) for each in ("session", "token")] == [[False, False]] * 2

    def test_a_flushed_cache_revives_nothing_and_ends_nothing(self, alice: User, credentials) -> None:
        session = credentials["session"]
        caches["sessions"].clear()
        assert doors(*session) == [True, True]
        revoke_all_sessions(user=alice, at=now())
        caches["sessions"].clear()
        assert doors(*session) == [False, False]

    def test_idle_and_absolute_ends(self, alice: User, credentials) -> None:
        at = now()
        for late in ({"expires_at": at - timedelta(seconds=1)}, {"expires_at": at, "ends_at": at}):
            DeviceSession.objects.update(**late)
            caches["sessions"].clear()
            assert [doors(*credentials[each]) for each in ("session", "token")] == [[False, False]] * 2

    def test_revoking_or_outliving_the_key(self, alice: User, credentials) -> None:
        ApiKey.objects.update(expires_at=now())
        caches["copies"].clear()
        assert doors(*credentials["key"]) == [False, False]
        ApiKey.objects.update(expires_at=None)
        revoke_api_key(user=alice, key_id=ApiKey.objects.get().pk, at=now())
        assert doors(*credentials["key"]) == [False, False]


def test_a_copy_is_believed_for_seconds_only(alice: User) -> None:
    """Redis hung while a session was revoked: the copy it still has is too old a few seconds later."""
    client = client_of(alice)
    client.get(ME)
    client.get(ME)
    DeviceSession.objects.update(revoked_at=now())  # and nobody could delete the copy
    row = DeviceSession.objects.get()
    assert COPY_SECONDS < 5
    assert 0 < caches["sessions"].shared.ttl(row.key_hash) <= COPY_SECONDS


def test_only_digests_are_kept(alice: User) -> None:
    client = client_of(alice)
    key, secret = make_api_key_of(alice)
    row = DeviceSession.objects.get()
    assert client.cookies[settings.SESSION_COOKIE_NAME].value not in str(row.__dict__)
    assert secret not in str(key.__dict__)
    assert secret.startswith(key.prefix)


def test_signing_in_changes_the_session_key(alice: User) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": "alice@example.org", "password": "wrong"})
    session = client.session
    session["before"] = 1
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    client.post("/accounts/login/", {"login": "alice@example.org", "password": "correct horse battery"})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted
    assert Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={planted}"}).get(ME).status_code == 401


def test_a_session_revoked_meanwhile_is_not_written_back(alice: User) -> None:
    client = client_of(alice)
    session = client.session
    session.get("x")
    revoke_all_sessions(user=alice, at=now())
    session["x"] = 1
    with pytest.raises(UpdateError):
        session.save()


def test_a_refresh_token_works_once_and_reuse_ends_the_session(alice: User) -> None:
    tokens = token_of(alice.email)

    def refresh(token: str):
        return Client().post(
            "/_allauth/app/v1/tokens/refresh", {"refresh_token": token}, content_type="application/json"
        )

    fresh = refresh(tokens["refresh_token"]).json()["data"]
    assert doors(bearer(fresh["access_token"])) == [True, True]
    assert refresh(tokens["refresh_token"]).status_code == 400
    assert doors(bearer(fresh["access_token"])) == [False, False]
    assert refresh(fresh["refresh_token"]).status_code == 400


def test_use_is_noted_once_a_minute(alice: User, django_assert_num_queries) -> None:
    client = sign_in(alice.email)
    client.get(ME)
    row = DeviceSession.objects.get(user=alice)
    assert (row.agent, row.address) == ("Test browser", "127.0.0.1")
    with django_assert_num_queries(1):  # the person; the session was copied and the note is fresh
        client.get(ME)


def test_a_password_changed_on_the_page_signs_other_devices_out(alice: User) -> None:
    here, there = sign_in(alice.email), sign_in(alice.email)
    new = {
        "oldpassword": "correct horse battery",
        "password1": "a better passphrase",
        "password2": "a better passphrase",
    }
    assert here.post("/accounts/password/change/", new).status_code == 302
    assert [here.get(ME).status_code, there.get(ME).status_code] == [200, 401]
    assert DeviceSession.objects.live_at(now()).filter(user=alice).count() == 1
