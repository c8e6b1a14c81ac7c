"""Devices and API keys over REST and on their pages."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import ApiKey, DeviceSession, User
from accounts.testing import bearer, client_of, make_api_key_of, sign_in, token_of
from project.lib.clock import now

pytestmark = pytest.mark.django_db
KEYS, DEVICES = "/api/v1/api-keys", "/api/v1/sessions"
WISH = {"name": "backup", "scopes": ["chat:read", "accounts:read"]}


def post(client: Client, path: str, data: object = None, **extra):
    return client.post(path, data or {}, content_type="application/json", **extra)


class TestDevices:
    def test_the_list_marks_this_device(self, alice: User, bob: User) -> None:
        client = sign_in(alice.email)
        sign_in(alice.email)
        sign_in(bob.email)
        rows = client.get(DEVICES).json()["results"]
        assert [row["is_current"] for row in rows] == [False, True]
        assert "data" not in rows[0]
        assert "key_hash" not in rows[0]

    def test_one_is_signed_out_and_only_ones_own(self, alice: User, bob: User) -> None:
        here, there, stranger = sign_in(alice.email), sign_in(alice.email), sign_in(bob.email)
        other = here.get(DEVICES).json()["results"][0]["id"]
        assert stranger.delete(f"{DEVICES}/{other}").status_code == 404
        assert there.get("/api/v1/me").status_code == 200
        assert here.delete(f"{DEVICES}/{other}").status_code == 204
        assert there.get("/api/v1/me").status_code == 401
        assert here.delete(f"{DEVICES}/{other}").status_code == 404
        assert here.delete(f"{DEVICES}/nonsense").status_code == 404

    def test_all_others_are_signed_out(self, alice: User) -> None:
        here = sign_in(alice.email)
        sign_in(alice.email)
        token = token_of(alice.email)["access_token"]
        assert post(here, f"{DEVICES}/sign-out-others").json() == {"signed_out": 2}
        assert here.get("/api/v1/me").status_code == 200
        assert Client().get("/api/v1/me", headers=bearer(token)).status_code == 401

    def test_the_page_shows_and_ends_them(self, alice: User) -> None:
        here, there = sign_in(alice.email), sign_in(alice.email)
        assert b"this device" in here.get("/accounts/devices/").content
        other = DeviceSession.objects.live_at(now()).filter(user=alice).order_by("-id")[0]
        assert here.post(f"/accounts/devices/{other.pk}/sign-out/").status_code == 302
        assert there.get("/accounts/devices/").status_code == 302
        assert client_of(alice).post("/accounts/devices/sign-out-others/").status_code == 302
        assert here.get("/api/v1/me").status_code == 401


class TestKeys:
    def test_a_key_is_made_shown_once_and_listed_without_its_secret(self, alice: User) -> None:
        client = sign_in(alice.email)
        made = post(client, KEYS, WISH)
        assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
        secret = made.json()["secret"]
        assert Client().get("/api/v1/me", headers=bearer(secret)).json()["email"] == alice.email
        listed = client.get(KEYS).json()["results"]
        assert [row["prefix"] for row in listed] == [secret[:12]]
        assert secret not in client.get(KEYS).content.decode()
        assert client.get(f"{KEYS}/{listed[0]['id']}").json()["last_used_at"]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"scopes": []}, "scopes"),
            ({"scopes": ["everything"]}, "scopes.0"),
            ({"name": ""}, "name"),
            ({"expires_at": "2001-01-01T00:00:00Z"}, "expires_at"),
            ({"requests_per_minute": 0}, "requests_per_minute"),
            ({"origins": ["javascript:alert(1)"]}, "origins.0"),
        ],
    )
    def test_a_bad_wish_names_the_field(self, alice: User, change: dict, field: str) -> None:
        answer = post(sign_in(alice.email), KEYS, {**WISH, **change})
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])
        assert not ApiKey.objects.exists()

    def test_making_one_asks_for_a_recent_sign_in(self, alice: User) -> None:
        answer = post(client_of(alice), KEYS, WISH)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "reauthentication_needed")
        assert not ApiKey.objects.exists()

    def test_a_token_of_a_recent_sign_in_may(self, alice: User) -> None:
        headers = bearer(token_of(alice.email)["access_token"])
        assert post(Client(), KEYS, WISH, headers=headers).status_code == 201

    def test_scopes_are_kept(self, alice: User) -> None:
        _, reading = make_api_key_of(alice, "accounts:read")
        _, other = make_api_key_of(alice, "chat:write")
        _, writing = make_api_key_of(alice, "accounts:write")
        patch = {"content_type": "application/json", "data": {"name": "Al"}}

        def change(secret: str):
            return Client().patch("/api/v1/me", headers={**bearer(secret), "If-Match": "*"}, **patch)

        assert Client().get("/api/v1/me", headers=bearer(reading)).status_code == 200
        refused = change(reading)
        assert (refused.status_code, refused.json()["error"]["message"]) == (
            403,
            "This API key lacks the scope accounts:write.",
        )
        assert Client().get("/api/v1/me", headers=bearer(other)).status_code == 403
        assert Client().get("/api/v1/me", headers=bearer(writing)).status_code == 200
        assert change(writing).status_code == 200

    def test_a_key_cannot_make_keys_or_see_devices(self, alice: User) -> None:
        _, secret = make_api_key_of(alice)
        for path in (KEYS, DEVICES):
            assert Client().get(path, headers=bearer(secret)).status_code == 403
        assert post(Client(), KEYS, WISH, headers=bearer(secret)).status_code == 403
        assert ApiKey.objects.count() == 1

    def test_revoking_is_for_its_owner(self, alice: User, bob: User) -> None:
        key, secret = make_api_key_of(alice)
        assert client_of(bob).delete(f"{KEYS}/{key.pk}").status_code == 404
        assert client_of(bob).get(f"{KEYS}/{key.pk}").status_code == 404
        assert client_of(alice).delete(f"{KEYS}/{key.pk}").status_code == 204
        assert Client().get("/api/v1/me", headers=bearer(secret)).status_code == 401
        assert client_of(alice).delete(f"{KEYS}/{key.pk}").status_code == 404

    def test_there_is_an_end_to_keys(self, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("accounts.services.api_keys.MOST_KEYS", 1)
        client = sign_in(alice.email)
        assert post(client, KEYS, WISH).status_code == 201
        assert post(client, KEYS, WISH).json()["error"]["code"] == "too_many_api_keys"

    def test_the_page_makes_and_revokes_one(self, alice: User, bob: User) -> None:
        client = sign_in(alice.email)
        page = client.post("/accounts/api-keys/", {"name": "phone", "scopes": ["chat:read"], "days": "30"})
        secret = page.content.decode().split("data-secret>")[1].split("<")[0]
        key = ApiKey.objects.get()
        assert secret.startswith(key.prefix)
        assert now() + timedelta(days=29) < key.expires_at < now() + timedelta(days=31)
        assert secret not in client.get("/accounts/api-keys/").content.decode()
        assert client_of(bob).post(f"/accounts/api-keys/{key.pk}/revoke/").status_code == 404
        assert client.post(f"/accounts/api-keys/{key.pk}/revoke/").status_code == 302
        key.refresh_from_db()
        assert key.revoked_at

    def test_the_page_asks_to_confirm_after_a_while(self, alice: User) -> None:
        page = client_of(alice).post("/accounts/api-keys/", {"name": "phone", "scopes": ["chat:read"], "days": "30"})
        assert page["Location"].startswith("/accounts/reauthenticate/")
        assert not ApiKey.objects.exists()
