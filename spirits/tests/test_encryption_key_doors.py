"""A person's keys on their page and over REST. Nothing shows the secret half."""

import base64
import hashlib
import importlib
import io
import json
import zipfile

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.services.take_out import take_out
from accounts.testing import PASSWORD, bearer, client_of, make_api_key_of, sign_in
from project.lib.clock import now
from project.lib.secrets import unseal
from spirits.models import EncryptionKey
from spirits.services.encryption_keys import create_key, decrypt, encrypt, rotate_key, sign, verify
from spirits.services.workspace import write_file

pytestmark = pytest.mark.django_db
KEYS, PAGE = "/api/v1/encryption-keys/", "/encryption-keys/"
JSON = "application/json"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.WORKSPACES_DIR = tmp_path


@pytest.fixture
def proved(alice):
    """Alice's browser, in which she proved lately that it is her."""
    return sign_in(alice.email)


def make_key(owner, name="k", purpose="encryption"):
    return create_key(user=owner, name=name, purpose=purpose, now=now())


def closed(owner, name="k", text="Ahoy"):
    return encrypt(user=owner, name=name, content=text.encode(), context="", now=now())


def fields(answer):
    return (answer.status_code, answer.json()["error"]["code"], list(answer.json()["error"]["fields"]))


def test_keys_are_made_listed_renamed_and_rotated_over_rest(alice, bob):
    client, stranger = client_of(alice), client_of(bob)
    wish = {"name": "letters", "purpose": "signing"}
    made = client.post(KEYS, wish, JSON, headers={"Idempotency-Key": "a"})
    assert client.post(KEYS, wish, JSON, headers={"Idempotency-Key": "a"}).content == made.content
    key = made.json()
    assert (made.status_code, key["version"], key["is_in_use"], key["uses"]) == (201, 1, True, 0)
    path = f"{KEYS}{key['id']}/"
    signature, _ = sign(user=alice, name="letters", content=b"5", now=now())
    assert client.patch(path, {"name": "Letters of 2026"}, JSON).json()["name"] == "Letters of 2026"
    rotated = client.post(f"{path}rotate/")
    assert (rotated.status_code, rotated.json()["version"]) == (201, 2)
    assert verify(user=alice, content=b"5", signature=signature, now=now())[0]
    assert [(each["version"], each["uses"]) for each in client.get(KEYS).json()["results"]] == [(1, 2), (2, 0)]
    assert [each["version"] for each in client.get(f"{KEYS}?is_in_use=true").json()["results"]] == [2]
    assert client.get(f"{KEYS}?purpose=encryption").json()["results"] == []
    assert client.get(path).json()["last_used_at"] is not None
    assert stranger.get(KEYS).json()["results"] == []
    found = {
        stranger.get(path).status_code, stranger.patch(path, {"name": "x"}, JSON).status_code,
        stranger.post(f"{path}rotate/").status_code, stranger.get(f"{path}loss/").status_code,
        stranger.get(f"{path}public-key/").status_code, sign_in(bob.email).delete(path).status_code,
    }  # fmt: skip
    assert found == {404}


def test_the_public_half_verifies_elsewhere(alice):
    key = make_key(alice, purpose="signing")
    signature, _ = sign(user=alice, name="k", content=b"I owe you 5", now=now())
    for answer in (
        client_of(alice).get(f"{KEYS}{key.pk}/public-key/"),
        client_of(alice).get(f"{PAGE}{key.pk}/public/"),
    ):
        load_pem_public_key(answer.content).verify(signature[20:], b"I owe you 5")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="k-1.pem"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    der = load_pem_public_key(key.public_key.encode()).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert key.fingerprint == hashlib.sha256(der).hexdigest()
    assert key.fingerprint in client_of(alice).get(PAGE).content.decode()
    without = make_key(alice, "e")
    assert client_of(alice).get(f"{KEYS}{without.pk}/public-key/").status_code == 404
    assert client_of(alice).get(f"{PAGE}{without.pk}/public/").status_code == 404


def test_what_is_lost_is_told_and_then_lost(alice, proved):
    key = make_key(alice)
    other = make_key(alice, "other")
    letters = {"a.enc": closed(alice), "b.enc": closed(alice, "other")}
    for path, message in letters.items():
        write_file(user=alice, path=path, content=base64.urlsafe_b64encode(message), now=now())
    write_file(user=alice, path="RE1OM-not-one-of-them-but-long-enough.txt", content=b"RE1OM" * 20, now=now())
    rotate_key(user=alice, name="k", purpose="encryption", now=now())
    late = closed(alice)
    write_file(user=alice, path="c.enc", content=base64.urlsafe_b64encode(late), now=now())
    current = EncryptionKey.objects.get(owner=alice, name="k", version=2)
    assert proved.get(f"{KEYS}{key.pk}/loss/").json() == {"versions": [1], "uses": 1, "files": ["a.enc"]}
    assert proved.get(f"{KEYS}{current.pk}/loss/").json() == {
        "versions": [2, 1],
        "uses": 2,
        "files": ["a.enc", "c.enc"],
    }
    asked = proved.get(f"{PAGE}{current.pk}/delete/").content.decode()
    assert "a.enc" in asked
    assert "c.enc" in asked
    assert "b.enc" not in asked
    assert "All 2 versions go." in asked
    refused = proved.post(f"{PAGE}{current.pk}/delete/", {"name": "other"})
    assert (refused.status_code, EncryptionKey.objects.filter(owner=alice).count()) == (422, 3)
    assert "This is not the name of the key." in refused.content.decode()
    assert "The key is gone." in proved.post(f"{PAGE}{key.pk}/delete/", {"name": "k"}, follow=True).content.decode()
    assert decrypt(user=alice, message=late, context="", now=now())[0] == b"Ahoy"
    assert proved.delete(f"{KEYS}{current.pk}/").status_code == 204
    assert list(EncryptionKey.objects.filter(owner=alice)) == [other]
    assert proved.delete(f"{KEYS}{current.pk}/").status_code == 404


def test_deleting_asks_who_it_is(alice):
    key = make_key(alice)
    client = client_of(alice)  # signed in without a proof
    for answer in (client.get(f"{PAGE}{key.pk}/delete/"), client.post(f"{PAGE}{key.pk}/delete/", {"name": "k"})):
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/reauthenticate/")
    assert fields(client.delete(f"{KEYS}{key.pk}/"))[:2] == (403, "reauthentication_needed")
    _, secret = make_api_key_of(alice, "spirits:write")
    assert Client().delete(f"{KEYS}{key.pk}/", headers=bearer(secret)).status_code == 403
    assert EncryptionKey.objects.filter(pk=key.pk).exists()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.post(f"{PAGE}{key.pk}/delete/", {"name": "k"}).status_code == 302
    assert not EncryptionKey.objects.filter(pk=key.pk).exists()


def test_keys_are_made_renamed_and_rotated_on_the_page(alice, bob):
    client = client_of(alice)
    assert "No keys yet" in client.get(PAGE).content.decode()
    made = client.post(PAGE, {"name": " Letters ", "purpose": "encryption"}, follow=True).content.decode()
    assert "The key Letters is there." in made
    assert "never used" in made
    key = EncryptionKey.objects.get(owner=alice)
    taken = client.post(PAGE, {"name": "Letters", "purpose": "signing"})
    assert (taken.status_code, "Taken." in taken.content.decode()) == (422, True)
    bad = client.post(PAGE, {"name": "a/b", "purpose": "cooking"})
    assert (bad.status_code, EncryptionKey.objects.count()) == (422, 1)
    assert client_of(bob).post(f"{PAGE}{key.pk}/rename/", {"name": "x"}).status_code == 404
    assert client_of(bob).post(f"{PAGE}{key.pk}/rotate/").status_code == 404
    assert client_of(bob).get(f"{PAGE}{key.pk}/delete/").status_code == 404
    assert "Renamed." in client.post(f"{PAGE}{key.pk}/rename/", {"name": "Post"}, follow=True).content.decode()
    refused = client.post(f"{PAGE}{key.pk}/rename/", {"name": "../"}, follow=True).content.decode()
    assert "letters, digits, spaces" in refused
    assert "Post is now version 2." in client.post(f"{PAGE}{key.pk}/rotate/", follow=True).content.decode()
    assert set(EncryptionKey.objects.values_list("name", "version")) == {("Post", 1), ("Post", 2)}


@pytest.mark.parametrize(
    ("given", "field"),
    [({}, "name"), ({"name": "a/b"}, "name"), ({"name": " "}, "name"), ({"name": "x" * 61}, "name"),
     ({"name": "n", "purpose": "cooking"}, "purpose")],
)  # fmt: skip
def test_a_bad_key_is_named(alice, given, field):
    assert fields(client_of(alice).post(KEYS, given, JSON)) == (400, "invalid", [field])
    assert not EncryptionKey.objects.exists()


def test_names_differ(alice, bob):
    first, _ = make_key(alice, "a"), make_key(alice, "b")
    make_key(bob, "c")
    assert fields(client_of(alice).post(KEYS, {"name": "a"}, JSON)) == (409, "encryption_key_taken", ["name"])
    assert fields(client_of(alice).patch(f"{KEYS}{first.pk}/", {"name": "b"}, JSON))[:2] == (
        409,
        "encryption_key_taken",
    )
    assert client_of(alice).patch(f"{KEYS}{first.pk}/", {"name": "c"}, JSON).status_code == 200


def test_no_door_shows_the_secret(alice, proved):
    key = make_key(alice, purpose="signing")
    row = EncryptionKey.objects.get(pk=key.pk)
    secret = unseal(row.sealed)
    forms = [row.sealed, secret, secret.rstrip("="), base64.b64decode(secret).hex()]
    places = (
        PAGE,
        f"{PAGE}{key.pk}/delete/",
        f"{PAGE}{key.pk}/public/",
        KEYS,
        f"{KEYS}{key.pk}/",
        f"{KEYS}{key.pk}/loss/",
    )
    shown = "".join(proved.get(place).content.decode() for place in places)
    archive = io.BytesIO()
    take_out(user=alice, now=now(), target=archive)
    rows = zipfile.ZipFile(archive).read("rows.jsonl").decode()
    mine = [json.loads(line) for line in rows.splitlines() if '"spirits.EncryptionKey"' in line]
    assert [each["public_key"] for each in mine] == [key.public_key]
    assert not any(form in shown + rows for form in forms)


def test_the_page_asks_as_often_for_many_keys(alice, django_assert_max_num_queries):
    client = client_of(alice)
    make_key(alice, "first")
    client.get(PAGE)
    with django_assert_max_num_queries(3):
        client.get(PAGE)
    for number in range(5):
        make_key(alice, f"k{number}")
        rotate_key(user=alice, name=f"k{number}", purpose="encryption", now=now())
    with django_assert_max_num_queries(3):
        client.get(PAGE)


@pytest.mark.parametrize(
    "wrong",
    [{"purpose": "encryption", "public_key": "PEM"}, {"uses": 1}, {"last_used_at": "2026-03-02T09:00Z"}, {"name": ""}],
)
def test_the_database_refuses_nonsense(alice, wrong):
    key = make_key(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        EncryptionKey.objects.filter(pk=key.pk).update(**wrong)


def test_older_signing_keys_get_their_public_half(alice):
    key, lost = make_key(alice, purpose="signing"), make_key(alice, "lost", purpose="signing")
    EncryptionKey.objects.filter(owner=alice).update(public_key="")
    EncryptionKey.objects.filter(pk=lost.pk).update(sealed="gAAAAnothing")
    migration = importlib.import_module("spirits.migrations.0421_public_halves_of_keys")
    for _ in range(2):
        migration.fill(apps, None)
    assert EncryptionKey.objects.get(pk=key.pk).public_key == key.public_key
    assert EncryptionKey.objects.get(pk=lost.pk).public_key == ""
    assert "does not open with this installation" in client_of(alice).get(PAGE).content.decode().replace("&#x27;", "'")
