"""The real command, killed in the middle by SIGKILL: run again it finishes, and a rollback leaves nothing behind."""

import subprocess
import time
from pathlib import Path

import pytest
from django.db import connection

from accounts.testing import make_user
from jobs.models import Attempt, Job
from project.settings.env import BASE_DIR
from project.stack.processes import python
from project.testing.site import site_environment
from training.legacy.models import LegacyImport
from training.testing import dumped_tables, write_old_folder

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TASKS = 1500


def start(old: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    command = python("manage.py", "import_legacy", str(old), *arguments)
    environment = {**site_environment(), "IMAGE_ROOTS": str(old.parent)}
    return subprocess.Popen(command, env=environment, cwd=BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def run(old: Path, *arguments: str) -> None:
    process = start(old, *arguments)
    said = process.communicate(timeout=300)[0].decode()
    assert process.returncode == 0, said


def kill_in_the_middle(old: Path, owner: str, *, at: int) -> int:
    """Kill the command once it has stored so many tasks; how many it had then."""
    process = start(old, "--apply", "--owner", owner)
    while process.poll() is None and not LegacyImport.objects.filter(position__gte=at).exists():
        time.sleep(0.005)
    process.kill()
    process.communicate()
    return int(LegacyImport.objects.get().position)


def test_a_killed_import_ends_once_and_rolls_back_whole(tmp_path: Path) -> None:
    owner = make_user().email
    old = write_old_folder(tmp_path / "old", completed=TASKS - 100, failed=50, pending=50)
    before = dumped_tables()
    assert 500 <= kill_in_the_middle(old, owner, at=500) < TASKS
    assert LegacyImport.objects.get().state == "applying"
    assert not Job.objects.filter(state="queued").exists()
    run(old, "--apply", "--owner", owner)
    moved = LegacyImport.objects.get()
    assert (moved.state, moved.made["job"], moved.made["let_go"]) == ("applied", TASKS, 50)
    assert Job.objects.values("title").distinct().count() == Job.objects.count() == TASKS
    assert Attempt.objects.count() == TASKS - 50
    run(old, "--rollback", str(moved.pk))
    connection.close()
    assert dumped_tables() == before
