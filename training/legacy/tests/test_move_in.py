"""Moving an old folder in: every task once, times kept, taken up after a kill, rolled back byte for byte."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from accounts.models import User
from accounts.testing import make_user
from jobs.models import Attempt, Job
from jobs.rules.states import JobState
from jobs.services.retention import forget_finished
from jobs.services.retry import retry
from project.lib.clock import now
from project.ops.models import RuntimeSetting
from project.ops.services.runtime import set_runtime
from training.legacy.errors import (
    LegacyFolderUnusable,
    LegacyImportBusy,
    LegacyImportFailed,
    LegacyImportNotFound,
    LegacyNotReversible,
    LegacyRowsChanged,
)
from training.legacy.services import apply as applying
from training.legacy.services import apply_legacy, check_legacy, lock, roll_back_legacy
from training.models import LegacyImport, LegacyLine, LegacyRow
from training.testing import dumped_tables, old_task, write_old_folder

pytestmark = pytest.mark.slow

State = LegacyImport.State


def move_in(path: Path, owner: User, **more: Any) -> LegacyImport:
    return apply_legacy(path=str(path), owner=owner, started_by=None, at=now(), **more)


def roll_back(run: LegacyImport, **more: Any) -> LegacyImport:
    return roll_back_legacy(run_id=run.pk, at=now(), **more)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write_old_folder(tmp_path / "old", completed=3, failed=2, slow_request_ms=1500)


def test_a_check_takes_nothing_and_keeps_the_report(old: Path, alice: User) -> None:
    (old / "app_state" / "settings.json").write_text('{"slow_request_ms": 1500, "theme": "dark"}')
    before = dumped_tables()
    run = check_legacy(path=str(old), owner=alice, started_by=None, at=now())
    assert dumped_tables() == before
    assert run.state == State.CHECKED
    assert run.found == {"tasks": 5, "completed": 3, "failed": 2, "folders": 0, "images": 0, "settings": 1}
    assert [each["file"] for each in run.manifest] == [".queue_state.json", "app_state/settings.json"]
    assert [(line.weight, line.file, line.place) for line in run.lines.all()] == [
        ("refused", "app_state/settings.json", "theme")
    ]


def test_old_tasks_become_jobs_that_keep_their_times(old: Path, alice: User) -> None:
    run = move_in(old, alice)
    assert (run.state, run.made) == (State.APPLIED, {"folder": 0, "image": 0, "job": 5, "setting": 1, "let_go": 0})
    jobs = list(Job.objects.filter(owner=alice).order_by("pk"))
    assert [job.title for job in jobs] == [f"Process {number}.png" for number in range(5)]
    assert [job.state for job in jobs] == ["succeeded"] * 3 + ["failed"] * 2
    first, last = jobs[0], jobs[-1]
    assert first.created_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert first.started_at == datetime(2023, 11, 14, 22, 13, 20, 250_000, tzinfo=UTC)
    assert first.finished_at == datetime(2023, 11, 14, 22, 13, 20, 500_000, tzinfo=UTC)
    assert first.payload == {"image_path": "photos/0.png", "file": str(old / "photos/0.png")}
    assert (last.progress, last.error_code, last.error) == (50, "failed_before_the_move", "No memory")
    attempt = Attempt.objects.get(job=last)
    assert (attempt.number, attempt.outcome, attempt.error) == (1, "failed", "No memory")
    assert (attempt.started_at, attempt.finished_at) == (last.started_at, last.finished_at)
    assert LegacyRow.objects.filter(run=run, kind="job").count() == 5
    assert RuntimeSetting.objects.get(pk="slow_request_ms").value == 1500


def test_history_outlives_the_nightly_cleaning(old: Path, alice: User) -> None:
    move_in(old, alice)
    assert forget_finished(at=now()) == 0
    assert Job.objects.count() == 5


def test_a_second_run_finds_everything_here_already(old: Path, alice: User) -> None:
    move_in(old, alice)
    before = dumped_tables()
    again = move_in(old, alice)
    assert dumped_tables() == before
    assert again.made == {"folder": 0, "image": 0, "job": 0, "setting": 0, "let_go": 0}


def test_a_moved_folder_is_the_same_folder(old: Path, alice: User) -> None:
    move_in(old, alice)
    assert move_in(old.rename(old.with_name("elsewhere")), alice).made["job"] == 0


def test_old_files_stay_as_they_are(old: Path, alice: User) -> None:
    def seen() -> list[tuple[Path, int, int, bytes]]:
        files = [path for path in sorted(old.rglob("*")) if path.is_file()]
        return [(path, path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes()) for path in files]

    before = seen()
    roll_back(move_in(old, alice))
    assert seen() == before


@pytest.mark.parametrize("is_set_before", [False, True])
def test_a_rollback_restores_every_table_byte_for_byte(old: Path, alice: User, is_set_before: bool) -> None:
    if is_set_before:
        set_runtime(name="slow_request_ms", value=900, by=alice, why="before")
    before = dumped_tables()
    run = move_in(old, alice)
    changed = {name for name, rows in dumped_tables().items() if rows != before[name]}
    assert changed == {"queue_job", "queue_attempt", "ops_runtimesetting", "ops_runtimesettingchange"}
    run = roll_back(run)
    assert dumped_tables() == before
    assert (run.state, run.rows.count(), run.made["job"]) == (State.ROLLED_BACK, 0, 5)
    assert move_in(old, alice).made["job"] == 5


def test_a_rollback_refuses_to_lose_later_work(old: Path, alice: User) -> None:
    run = move_in(old, alice)
    retry(Job.objects.filter(state=JobState.FAILED).order_by("pk")[0], at=now())
    set_runtime(name="slow_request_ms", value=700, by=alice)
    before = dumped_tables()
    with pytest.raises(
        LegacyRowsChanged, match=r"2 rows were changed since \(job history\[3\], runtime setting slow_request_ms\)"
    ):
        roll_back(run)
    assert dumped_tables() == before
    assert roll_back(run, discard_changes=True).state == State.ROLLED_BACK
    assert not Job.objects.exists()


def test_runs_are_rolled_back_newest_first_and_once(old: Path, alice: User, tmp_path: Path) -> None:
    first = move_in(old, alice)
    second = move_in(write_old_folder(tmp_path / "second", completed=9), alice)
    with pytest.raises(LegacyNotReversible, match=f"A later run has to be rolled back first: {second.pk}"):
        roll_back(first)
    roll_back(second)
    roll_back(first)
    with pytest.raises(LegacyNotReversible, match="Rolled back"):
        roll_back(first)
    with pytest.raises(LegacyImportNotFound):
        roll_back_legacy(run_id="nonsense", at=now())
    with pytest.raises(LegacyImportNotFound):
        roll_back(first, path="/somewhere/else")


def test_a_broken_file_stops_everything(old: Path, alice: User) -> None:
    (old / "app_state" / "settings.json").write_bytes(b"")
    before = dumped_tables()
    run = move_in(old, alice)
    assert (run.state, run.problem) == (State.REFUSED, "app_state/settings.json: The file is empty.")
    assert dumped_tables() == before
    assert LegacyLine.objects.get(run=run).weight == "broken"


@pytest.mark.parametrize("path", ["/no/such/folder", "nul\0", "/etc/passwd"])
def test_a_path_that_is_no_folder(path: str, alice: User) -> None:
    with pytest.raises(LegacyFolderUnusable):
        move_in(Path(path), alice)
    assert not LegacyImport.objects.exists()


class Killed(BaseException):
    """Ends the run as a kill would: nothing is cleaned up."""


def killed_after(batches: int) -> Callable[[float, str], None]:
    def tell(percent: float, message: str) -> None:
        nonlocal batches
        batches -= 1
        if not batches:
            raise Killed

    return tell


def test_a_killed_run_is_taken_up_where_it_stopped(old: Path, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    with pytest.raises(Killed):
        move_in(old, alice, tell=killed_after(2))
    run = LegacyImport.objects.get()
    assert (run.state, run.position, Job.objects.count()) == (State.APPLYING, 4, 4)
    resumed = move_in(old, alice)
    assert (resumed.pk, resumed.state, resumed.made["job"]) == (run.pk, State.APPLIED, 5)
    assert Job.objects.count() == 5


def test_while_a_killed_run_waits_no_other_begins(
    old: Path, alice: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    before = dumped_tables()
    with pytest.raises(Killed):
        move_in(old, alice, tell=killed_after(1))
    run = LegacyImport.objects.get()
    with pytest.raises(LegacyImportBusy, match=f"was interrupted. Finish it .* {run.pk}"):
        move_in(write_old_folder(tmp_path / "second", completed=9), alice)
    write_old_folder(old, completed=4)
    with pytest.raises(LegacyImportBusy, match="its files changed since"):
        move_in(old, alice)
    roll_back(run)
    assert dumped_tables() == before


def test_files_that_change_meanwhile_undo_the_run(old: Path, alice: User) -> None:
    before = dumped_tables()

    def tell(percent: float, message: str) -> None:
        write_old_folder(old, completed=4)

    with pytest.raises(LegacyImportFailed, match=r"\.queue_state\.json changed while it was moved in"):
        move_in(old, alice, tell=tell)
    assert dumped_tables() == before
    run = LegacyImport.objects.get()
    assert (run.state, run.problem) == (
        State.ROLLED_BACK,
        ".queue_state.json changed while it was moved in. Stop the old program first.",
    )


def test_rows_that_are_not_as_read_undo_the_run(old: Path, alice: User) -> None:
    def tell(percent: float, message: str) -> None:
        Job.objects.filter(title="Process 1.png").update(title="Process 2.png")

    with pytest.raises(LegacyImportFailed, match="1 of 5 rows"):
        move_in(old, alice, tell=tell)
    assert not Job.objects.exists()


def test_a_full_disk_undoes_the_run(old: Path, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE FUNCTION fill_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF (SELECT count(*) FROM queue_job) > 3 THEN
                    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER fill_disk BEFORE INSERT ON queue_job FOR EACH ROW EXECUTE FUNCTION fill_disk();
            """
        )
    before = dumped_tables()
    with pytest.raises(OperationalError, match="No space left"):
        move_in(old, alice)
    assert dumped_tables() == before
    assert LegacyImport.objects.get().state == State.ROLLED_BACK


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one(old: Path) -> None:
    owner = make_user()
    rival = connection.copy()
    with rival.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [lock.KEY])
        with pytest.raises(LegacyImportBusy, match="Another move or rollback is running"):
            move_in(old, owner)
    rival.close()
    assert not LegacyImport.objects.exists()


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("import_legacy", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_checks_applies_and_rolls_back(old: Path, alice: User) -> None:
    state = json.loads((old / ".queue_state.json").read_text())
    state["queue"] = [old_task(7, "pending"), {"image_path": "x"}]
    (old / ".queue_state.json").write_text(json.dumps(state))
    assert "queue[0]: It waits for an image that is not here" in told(
        str(old), "--dry-run", "--owner", "ALICE@example.org"
    )
    assert not Job.objects.exists()
    said = told(str(old), "--apply", "--owner", alice.email)
    run = LegacyImport.objects.latest("pk")
    assert said.splitlines()[-4:] == [
        f"Moved in: run {run.pk} of {old}",
        "files read: 2, lines not taken: 2",
        "can be taken: tasks 5, completed 3, failed 2, folders 0, images 0, settings 1",
        "made: folder 0, image 0, job 5, setting 1, let_go 0",
    ]
    assert f"Rolled back: run {run.pk}" in told(str(old), "--rollback", str(run.pk))
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["/no/such", "--apply", "--owner", "alice@example.org"], "/no/such: No such file or directory"),
        (["/dev", "--apply"], "Nobody owns this installation yet"),
        (["/dev", "--dry-run", "--owner", "nobody@example.org"], "There is no active account"),
        (["/dev", "--rollback", "7"], "There is no such move of this folder"),
        (["/dev"], "one of the arguments --dry-run --apply --rollback is required"),
        (["/dev", "--apply", "--dry-run"], "not allowed with argument"),
    ],
)
def test_the_command_refuses_nonsense(arguments: list[str], problem: str, alice: User) -> None:
    with pytest.raises(CommandError, match=problem):
        told(*arguments)


def test_the_command_names_the_broken_file(old: Path, alice: User) -> None:
    (old / ".queue_state.json").write_bytes((old / ".queue_state.json").read_bytes()[:-5])
    with pytest.raises(CommandError, match=r"\.queue_state\.json, line 1, column \d+: The file ends too early"):
        told(str(old), "--apply", "--owner", alice.email)
    assert not Job.objects.exists()
