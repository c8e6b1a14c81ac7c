"""Connected accounts over REST and on their page."""

import pytest

from accounts.testing import client_of
from spirits.models import OutboundMessage, SocialAccount

pytestmark = pytest.mark.django_db
GERMAN = {"Accept-Language": "de"}
API = "/api/v1/social-accounts/"
WISH = {"network": "mastodon", "name": "mine", "server": "https://social.example", "token": "secret-token"}


def test_an_account_is_connected_listed_without_its_token_and_disconnected(alice, bob):
    client = client_of(alice)
    made = client.post(API, WISH, content_type="application/json")
    assert made.status_code == 201
    assert b"secret-token" not in made.content + client.get(API).content
    path = f"{API}{made.json()['id']}/"
    assert client_of(bob).get(path).status_code == 404
    assert client_of(bob).delete(path).status_code == 404
    assert client.post(API, WISH, content_type="application/json").status_code == 409
    assert client.delete(path).status_code == 204
    assert not SocialAccount.objects.exists()


def test_what_is_wrong_is_named(alice):
    answer = client_of(alice).post(API, {**WISH, "token": ""}, content_type="application/json")
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["token"])


def test_the_page_connects_and_shows_what_went_out(alice, bob):
    OutboundMessage.objects.create(owner=alice, channel="email", recipients=["ann@example.org"], subject="Minutes", body="x", state="failed", error="550 no such mailbox", created_at="2026-03-02T08:00Z")  # fmt: skip
    client = client_of(alice)
    client.post("/connections/connect/", WISH)
    page = client.get("/connections/").content.decode()
    assert ("mine" in page, "550 no such mailbox" in page, "secret-token" in page) == (True, True, False)
    assert "Minutes" not in client_of(bob).get("/connections/").content.decode()
    refused = client.post("/connections/connect/", {**WISH, "name": "other", "token": ""}, follow=True)
    assert "Required: an access token" in refused.content.decode()


def test_messages_are_listed_by_channel(alice, bob):
    OutboundMessage.objects.create(owner=alice, channel="sms", recipients=["+49151"], body="x", state="sending", created_at="2026-03-02T08:00Z")  # fmt: skip
    rows = client_of(alice).get("/api/v1/outbound-messages/?channel=sms").json()["results"]
    assert [row["recipients"] for row in rows] == [["+49151"]]
    assert client_of(bob).get(f"/api/v1/outbound-messages/{rows[0]['id']}/").status_code == 404


def test_the_page_speaks_german_and_says_at_the_field_what_is_wrong(alice):
    client = client_of(alice)
    page = client.get("/connections/", headers=GERMAN).content.decode()
    assert [word in page for word in ("Netzwerk", "Wie du es nennst.", "Webhook", "Web hook")] == [
        True,
        True,
        True,
        False,
    ]
    refused = client.post("/connections/connect/", {**WISH, "token": ""}, headers=GERMAN)
    page = refused.content.decode()
    problem = '<ul class="errorlist" id="id_token_error"><li>Nötig: ein Zugriffstoken (Mastodon) oder ein App-Passwort (Bluesky).</li></ul>'
    assert (refused.status_code, problem in page, 'value="mine"' in page) == (422, True, True)
    api = client.post(API, {**WISH, "token": ""}, content_type="application/json", headers=GERMAN)
    assert api.json()["error"]["message"].startswith("Required: an access token")
