"""A person asks for their data: a job puts it together, the page tells when, and only they get it, with a proof, for some days."""

import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.errors import NoArchive
from accounts.models import DataArchive, Leaving, User
from accounts.services import data_archives as service
from accounts.services.data_archives import (
    ask_archive,
    begun_path_of,
    drop_old_archives,
    make_archive,
    opened_archive,
    path_of,
)
from accounts.services.leaving import ask_deletion, erase_due
from accounts.testing import client_of, make_api_key_of, sign_in
from jobs.models import Job
from jobs.worker.drain import run_waiting
from project.lib.clock import now

pytestmark = pytest.mark.django_db
PAGE = "/accounts/data/"
FILE = "/accounts/data/archive/"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.ARCHIVES_DIR = tmp_path / "archives"
    return Path(settings.ARCHIVES_DIR)


def ask(user: User) -> Any:
    return client_of(user).post("/accounts/data/archive/ask/")


def shown(user: User) -> str:
    return client_of(user).get(PAGE).content.decode()


def test_from_asking_to_the_file(alice: User, folder: Path) -> None:
    make_api_key_of(alice)
    assert "Put my data together" in shown(alice)
    assert ask(alice)["Location"] == PAGE
    assert "being put together" in shown(alice)
    assert run_waiting() > 0
    told = alice.notifications.get()
    assert (told.title, told.link) == ("Your data is ready to take along", PAGE)
    assert "Download everything" in shown(alice)
    got = sign_in(alice.email).get(FILE)
    content = got.getvalue()
    made = DataArchive.objects.get()
    assert got["Content-Disposition"] == f'attachment; filename="daimon-{made.made_at:%Y-%m-%d}.zip"'
    place = path_of(made.pk)
    assert place.read_bytes() == content
    assert (made.size, place.stat().st_mode & 0o777) == (len(content), 0o600)
    assert [each.name for each in folder.iterdir()] == [place.name]
    with zipfile.ZipFile(place) as archive:
        assert json.loads(archive.read("manifest.json"))["person"] == alice.email


def test_the_file_needs_a_proof_and_is_nobody_elses(alice: User, bob: User) -> None:
    ask(alice)
    run_waiting()
    assert client_of(alice).get(FILE)["Location"].startswith("/accounts/reauthenticate/")
    assert sign_in(bob.email).get(FILE)["Location"] == PAGE
    assert "Put my data together" in shown(bob)


def test_asking_again_meanwhile_changes_nothing_and_later_replaces_it(
    alice: User, django_capture_on_commit_callbacks: Any
) -> None:
    at = now()
    first = ask_archive(user=alice, at=at)
    assert ask_archive(user=alice, at=at + timedelta(minutes=1)) == first
    assert Job.objects.filter(kind="accounts.make_archive").count() == 1
    run_waiting()
    with django_capture_on_commit_callbacks(execute=True):
        second = ask_archive(user=alice, at=now())
    assert (second.pk != first.pk, path_of(first.pk).exists()) == (True, False)
    run_waiting()
    assert path_of(second.pk).exists()


def test_one_whose_job_was_given_up_may_be_asked_for_anew(alice: User, django_capture_on_commit_callbacks: Any) -> None:
    first = ask_archive(user=alice, at=now() - timedelta(hours=3))
    left = begun_path_of(first.pk)
    left.parent.mkdir(parents=True)
    left.write_bytes(b"PK half a file")
    assert "could not be put together" in shown(alice)
    with django_capture_on_commit_callbacks(execute=True):
        assert ask_archive(user=alice, at=now()).pk != first.pk
    assert not left.exists()
    assert make_archive(archive_id=first.pk, at=now) == "gone"


def test_an_attempt_that_was_cut_short_is_made_again(alice: User) -> None:
    asked = ask_archive(user=alice, at=now())
    place = path_of(asked.pk)
    place.parent.mkdir(parents=True)
    begun_path_of(asked.pk).write_bytes(b"PK half a file" * 100_000)  # what a killed worker leaves
    assert make_archive(archive_id=asked.pk, at=now) == "ready"
    assert make_archive(archive_id=asked.pk, at=now) == "gone"
    assert alice.notifications.count() == 1
    with zipfile.ZipFile(place) as archive:
        assert archive.testzip() is None


def test_a_full_disk_is_told_and_leaves_nothing(alice: User, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**given: Any) -> None:
        given["target"].write(b"PK")
        raise OSError(28, "No space left on device")

    asked = ask_archive(user=alice, at=now())
    with monkeypatch.context() as patch:
        patch.setattr(service, "take_out", full)
        assert make_archive(archive_id=asked.pk, at=now) == "failed"
    assert list(folder.iterdir()) == []
    assert alice.notifications.get().title == "Your data could not be put together"
    assert "could not be put together" in shown(alice)
    ask(alice)
    assert run_waiting() > 0
    assert "Download everything" in shown(alice)


def test_who_asked_anew_meanwhile_gets_one_file(alice: User, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask_archive(user=alice, at=now())
    take_out = service.take_out

    def slow(**given: Any) -> None:
        take_out(**given)
        DataArchive.objects.filter(pk=asked.pk).delete()

    monkeypatch.setattr(service, "take_out", slow)
    assert make_archive(archive_id=asked.pk, at=now) == "gone"
    assert list(folder.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_it_goes_after_its_days_and_with_its_person(alice: User, bob: User) -> None:
    for user in (alice, bob):
        ask_archive(user=user, at=now())
    run_waiting()
    mine, theirs = (path_of(user.data_archive.pk) for user in (alice, bob))
    ask_deletion(user=bob, at=now() - timedelta(days=20))
    assert Leaving.objects.exists()
    assert erase_due(at=now()) == 1
    assert (mine.exists(), theirs.exists()) == (True, False)
    later = now() + timedelta(days=3, minutes=1)
    with pytest.raises(NoArchive):
        opened_archive(user=alice, at=later)
    assert (drop_old_archives(at=later), mine.exists(), DataArchive.objects.exists()) == (1, False, False)


def test_a_file_that_is_gone_is_none(alice: User) -> None:
    ask(alice)
    run_waiting()
    path_of(DataArchive.objects.get().pk).unlink()
    assert sign_in(alice.email).get(FILE)["Location"] == PAGE


def test_ready_without_a_file_cannot_be_kept(alice: User) -> None:
    asked = ask_archive(user=alice, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        DataArchive.objects.filter(pk=asked.pk).update(state="ready")


def test_it_is_told_in_the_persons_language(alice: User) -> None:
    alice.language = "de"
    alice.save()
    ask(alice)
    run_waiting()
    assert alice.notifications.get().title == "Deine Daten liegen zum Mitnehmen bereit"
