"""People take their data along and leave: asked with a proof, thought over, then everything is gone but the books."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.test import override_settings

from accounts.errors import LastOwner
from accounts.models import ApiKey, Leaving, User
from accounts.queries.own_rows import WHOSE
from accounts.services import leaving as service
from accounts.services.leaving import PeopleNotErased, ask_deletion, erase_due, keep_account
from accounts.services.take_out import take_out
from accounts.testing import client_of, make_api_key_of, make_staff, sign_in
from jobs.worker.drain import run_waiting
from project.api.models import IdempotentRequest
from project.lib.clock import now

pytestmark = pytest.mark.django_db
FORTNIGHT = timedelta(days=14)


def ask(user: User, **typed: str):  # type: ignore[no-untyped-def]
    return sign_in(user.email).post("/accounts/data/delete/", {"email": user.email, **typed})


def test_asking_says_the_day_and_ends_what_could_act_elsewhere(alice: User) -> None:
    make_api_key_of(alice)
    elsewhere = sign_in(alice.email)
    at = now()
    assert ask(alice)["Location"] == "/accounts/data/"
    leaving = Leaving.objects.get()
    assert FORTNIGHT <= leaving.due_at - at < FORTNIGHT + timedelta(minutes=1)
    assert ApiKey.objects.get().revoked_at
    assert elsewhere.get("/accounts/data/").status_code == 302
    told = alice.notifications.get()
    assert told.title == "Your account will be deleted"
    assert f"{leaving.due_at.day}" in told.body


def test_it_is_told_in_the_persons_language(alice: User) -> None:
    alice.language = "de"
    alice.save()
    ask_deletion(user=alice, at=now())
    assert alice.notifications.get().title == "Dein Konto wird gelöscht"


def test_without_a_proof_or_with_another_address_nothing_happens(alice: User) -> None:
    for answer in (
        client_of(alice).post("/accounts/data/delete/", {"email": alice.email}),
        client_of(alice).get("/accounts/data/archive/"),
    ):
        assert answer["Location"].startswith("/accounts/reauthenticate/")
    answer = ask(alice, email="bob@example.org")
    assert (answer.status_code, "not the address" in answer.content.decode()) == (422, True)
    assert not Leaving.objects.exists()


def test_the_only_owner_stays(db: None) -> None:
    owner = make_staff()
    assert "only owner" in ask(owner).content.decode()
    assert not Leaving.objects.exists()
    make_staff()
    assert ask(owner).status_code == 302


def test_owners_cannot_all_leave(db: None) -> None:
    first, second = make_staff(), make_staff()
    ask_deletion(user=first, at=now())
    with pytest.raises(LastOwner):
        ask_deletion(user=second, at=now())
    User.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(PeopleNotErased, match="1 accounts"):
        erase_due(at=now() + 2 * FORTNIGHT)
    assert User.objects.filter(pk=first.pk).exists()


def test_who_thinks_again_while_others_are_erased_stays(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in (alice, bob):
        ask_deletion(user=user, at=now())
    revoke = service.revoke_all_sessions

    def at_the_last_moment(**given: Any) -> None:
        keep_account(user=bob, at=now())
        revoke(**given)

    monkeypatch.setattr(service, "revoke_all_sessions", at_the_last_moment)
    assert erase_due(at=now() + 2 * FORTNIGHT) == 1
    assert list(User.objects.all()) == [bob]


def test_one_may_think_again(alice: User) -> None:
    ask_deletion(user=alice, at=now())
    first = Leaving.objects.get().due_at
    ask_deletion(user=alice, at=now() + timedelta(days=3))
    assert Leaving.objects.get().due_at == first
    assert keep_account(user=alice, at=now())
    assert not keep_account(user=alice, at=now())
    assert erase_due(at=now() + 2 * FORTNIGHT) == 0
    assert User.objects.filter(pk=alice.pk).exists()


def test_who_signs_in_meanwhile_is_told(alice: User) -> None:
    ask_deletion(user=alice, at=now())
    browser = sign_in(alice.email)
    assert "will be deleted on" in browser.get("/accounts/profile/").content.decode()


def test_the_day_takes_the_person_and_nobody_else(alice: User, bob: User) -> None:
    ask_deletion(user=alice, at=now())
    ask_deletion(user=bob, at=now() + timedelta(days=1))
    assert erase_due(at=now() + FORTNIGHT + timedelta(minutes=1)) == 1
    assert list(User.objects.values_list("email", flat=True)) == ["bob@example.org"]


def test_the_archive_holds_every_row_and_no_secret(alice: User, bob: User) -> None:
    make_api_key_of(alice)
    make_api_key_of(bob)
    IdempotentRequest.objects.create(
        user=alice, key="k" * 16, fingerprint="f", status=201, answer='{"key":"shown once"}'
    )
    file = io.BytesIO()
    take_out(user=alice, now=now(), target=file)
    archive = zipfile.ZipFile(file)
    rows = [json.loads(line) for line in archive.read("rows.jsonl").decode().splitlines()]
    assert [row["email"] for row in rows if row["model"] == "accounts.User"] == ["alice@example.org"]
    assert [row["user_id"] for row in rows if row["model"] == "accounts.ApiKey"] == [str(alice.pk)]
    written = archive.read("rows.jsonl").decode()
    assert "md5$" not in written
    assert not any(key.key_hash in written for key in ApiKey.objects.filter(user=alice))
    assert "shown once" not in written
    manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["person"], manifest["rows"]["rows"], manifest["missing"]) == (alice.email, len(rows), [])


def test_every_model_that_goes_with_a_person_is_in_the_archive() -> None:
    """A new table of people's things names its person ``owner`` or ``user``; else the archive would miss it."""
    gone = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is User and field.remote_field.on_delete.__name__ == "CASCADE"  # type: ignore[union-attr]
        if model._meta.app_label in {"accounts", "queue", "training", "spirits", "chat"}
    }
    assert {each for each in gone if each.rsplit(".")[-1] not in WHOSE} == set()
    assert len(gone) > 40


@override_settings(HAS_MAIL=True)
def test_the_day_is_mailed(alice: User) -> None:
    ask_deletion(user=alice, at=now())
    run_waiting()
    assert [sent.subject for sent in mail.outbox] == ["Your account will be deleted"]
