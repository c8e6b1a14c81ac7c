"""Staff start a check, a move and a rollback in the admin, and read the report there."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.testing import client_of, make_user
from jobs.models import Job
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from training.legacy.models import LegacyImport, LegacyLine
from training.legacy.services import check_legacy
from training.testing import write_old_folder

ASK = "/admin/training/legacyimport/move-in/"


@pytest.fixture
def desk(staff: User) -> Client:
    return client_of(staff)


@pytest.fixture
def old(tmp_path: Path, settings: Settings) -> Path:
    settings.IMAGE_ROOTS = [str(tmp_path)]
    return write_old_folder(tmp_path / "old", completed=2, slow_request_ms="fast")


def ask(desk: Client, path: Path, owner: User, verb: str) -> str:
    return desk.post(ASK, {"path": str(path), "owner": owner.email, "verb": verb}, follow=True).content.decode()


def test_staff_check_move_in_and_roll_back(desk: Client, old: Path, alice: User) -> None:
    assert "Move an old folder in" in desk.get(ASK).content.decode()
    assert "Reload this page to see its report" in ask(desk, old, alice, "check")
    run_waiting()
    checked = LegacyImport.objects.get()
    assert (checked.state, checked.started_by.email) == ("checked", "staff@example.org")  # type: ignore[union-attr]
    ask(desk, old, alice, "apply")
    run_waiting()
    run = LegacyImport.objects.latest("pk")
    assert (run.state, run.made["job"]) == ("applied", 2)
    shown = desk.get(f"/admin/training/legacyimport/{run.pk}/change/").content.decode()
    assert "Expected a whole number from 10 to 600000." in shown
    asked = desk.get(f"/admin/training/legacyimport/{run.pk}/begin-back/", follow=True)
    assert asked.redirect_chain[-1][0] == f"/admin/training/legacyimport/{run.pk}/roll-back/"
    told = desk.post(asked.redirect_chain[-1][0], follow=True).content.decode()
    assert "rolls it back" in told
    run_waiting()
    run.refresh_from_db()
    assert run.state == "rolled_back"
    assert not Job.objects.filter(owner=alice).exists()
    again = desk.get(f"/admin/training/legacyimport/{run.pk}/begin-back/", follow=True)
    assert "stored nothing, or was rolled back" in again.content.decode()


def test_a_job_that_finds_a_broken_file_fails_and_says_which(desk: Client, old: Path, alice: User) -> None:
    (old / ".queue_state.json").write_bytes(b"")
    ask(desk, old, alice, "apply")
    run_waiting()
    job = Job.objects.get()
    assert (job.state, job.error) == ("failed", "Nothing was taken. .queue_state.json: The file is empty.")
    assert Job.objects.count() == 1
    assert LegacyImport.objects.get().state == "refused"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"path": "/etc"}, "lies below none of the roots in IMAGE_ROOTS"),
        ({"path": "/no/such"}, "No such file or directory"),
        ({"owner": "nobody@example.org"}, "There is no active account"),
        ({"verb": "delete"}, "Select a valid choice"),
    ],
)
def test_nonsense_stands_beside_its_field(
    desk: Client, old: Path, alice: User, change: dict[str, str], problem: str
) -> None:
    answer = desk.post(ASK, {"path": str(old), "owner": alice.email, "verb": "apply", **change})
    assert answer.status_code == 200
    assert problem in answer.content.decode()
    assert not Job.objects.exists()


def test_only_staff_with_the_right_may(alice: User, old: Path) -> None:
    helper = make_user(is_staff=True)
    for person, status in ((alice, 302), (helper, 403)):
        assert client_of(person).get(ASK).status_code == status


def test_list_and_report_open_with_few_queries(
    desk: Client, old: Path, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(10):
        run = check_legacy(path=str(old), owner=alice, started_by=None, at=now())
    LegacyLine.objects.bulk_create(
        LegacyLine(run=run, number=number, weight="note", file="f", place=str(number), reason="r")
        for number in range(100, 400)
    )
    desk.get("/admin/")
    with django_assert_max_num_queries(10):
        assert desk.get(reverse("admin:training_legacyimport_changelist")).status_code == 200
    with django_assert_max_num_queries(14):
        assert desk.get(f"/admin/training/legacyimport/{run.pk}/change/").status_code == 200


def test_the_lists_button_leads_to_the_form(desk: Client, db: None) -> None:
    assert desk.get("/admin/training/legacyimport/begin/", follow=True).redirect_chain == [(ASK, 302)]
