"""Kills the command that moves an old folder in at random moments, runs it again, and counts.

    ./daimon bench faults-import [--tasks 20000] [--kills 20] [--seed N]

An old folder with so many tasks (three quarters ended, the rest waiting with their images) is moved in once without harm and
rolled back. Then the real command is killed by SIGKILL at a random moment of its work and started again, until it has taken
so many kills; an attempt may take up an import that was killed many times. Whenever one comes through, every task must be
one job with its own times, and after ``--rollback`` every table must hold byte for byte what it held before.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from project.stack.processes import python
from project.stack.suite import test_servers

INSIDE = "DAIMON_BENCH_IMPORT"
OWNER = "owner@example.org"
PATIENCE = 600


def main(arguments: list[str]) -> int:
    """Experiment on servers of its own, which are gone afterwards."""
    _parser().parse_args(arguments)
    with test_servers() as environment, tempfile.TemporaryDirectory(prefix="daimon-old-", dir=_memory()) as folder:
        inside = {
            **environment,
            INSIDE: folder,
            "IMAGE_ROOTS": folder,
            "DJANGO_SETTINGS_MODULE": "project.settings",
            "LOG_LEVEL": "ERROR",
        }
        return subprocess.run(python("-m", "benchmarks.faults_import", *arguments), env=inside, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./daimon bench faults-import", description=__doc__)
    parser.add_argument("--tasks", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    return parser


def _memory() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a private folder is made in it


@dataclass
class Experiment:
    """An old folder, what is in it, and what was seen."""

    folder: Path
    tasks: int
    waiting: int = 0
    problems: list[str] = field(default_factory=list)
    killed_at: list[str] = field(default_factory=list)

    def write(self) -> None:
        """The old folder."""
        from training.testing import write_old_folder

        self.waiting = self.tasks // 4
        failed = self.tasks // 8
        write_old_folder(
            self.folder,
            completed=self.tasks - failed - self.waiting,
            failed=failed,
            pending=self.waiting,
            slow_request_ms=1234,
        )
        entries = {
            f"{number}.png": {
                "description": f"Picture {number}",
                "tags": ["old"],
                "text_content": "",
                "is_processed": True,
            }
            for number in range(min(self.tasks, 500))
        }
        (self.folder / "photos" / "image_metadata.json").write_text(json.dumps(entries))

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """The real command, started."""
        command = python("manage.py", "import_legacy", str(self.folder), *arguments)
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, *arguments: str) -> float:
        """The real command, run to its end; the seconds it took."""
        began = time.monotonic()
        process = self.start(*arguments)
        said = process.communicate(timeout=PATIENCE)[0].decode()
        if process.returncode:
            self.problems.append(f"{' '.join(arguments)} failed: {said.strip()[-300:]}")
        return time.monotonic() - began

    def apply(self) -> float:
        """Move in, to the end; the seconds from the beginning of its work to its end."""
        process = self.start("--apply", "--owner", OWNER)
        self.wait_for_work(process)
        began = time.monotonic()
        said = process.communicate(timeout=PATIENCE)[0].decode()
        if process.returncode:
            self.problems.append(f"--apply failed: {said.strip()[-300:]}")
        return time.monotonic() - began

    def roll_back(self) -> float:
        """Take every run back that stored something, newest first."""
        from training.models import LegacyImport

        began = time.monotonic()
        for run in (
            LegacyImport.objects.filter(state__in=["applied", "applying"], rows__isnull=False)
            .distinct()
            .order_by("-pk")
        ):
            self.run("--rollback", str(run.pk))
        return time.monotonic() - began

    def wait_for_work(self, process: "subprocess.Popen[bytes]") -> None:
        """Return when the command holds the lock of moves, which is when it begins to read; or when it ended."""
        from django.db import connection

        from training.legacy.services.lock import KEY

        query = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = %s"
        with connection.cursor() as cursor:
            while process.poll() is None:
                cursor.execute(query, [KEY])
                if cursor.fetchone():
                    return
                time.sleep(0.01)

    def kill(self, *, after: float) -> bool:
        """Start the move and kill it so long after its work began; False when it was through before."""
        from training.models import LegacyImport

        process = self.start("--apply", "--owner", OWNER)
        self.wait_for_work(process)
        try:
            process.communicate(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            run = LegacyImport.objects.filter(state="applying").first()
            self.killed_at.append(f"{min(1, run.position / self.tasks):.0%}" if run is not None else "reading")
            return True
        return False

    def check(self, when: str) -> None:
        """Every task is one job, with its own state and times."""
        from jobs.models import Attempt, Job
        from training.testing import OLD_SECONDS

        jobs = list(
            Job.objects.filter(idempotency_key__startswith="legacy:").values_list(
                "title", "state", "created_at", "finished_at"
            )
        )
        titles = Counter(title for title, *_ in jobs)
        lost = sum(1 for number in range(self.tasks) if not titles[f"Process {number}.png"])
        doubled = sum(1 for count in titles.values() if count > 1)
        wrong = 0
        for title, state, created, finished in jobs:
            number = int(title.split()[1].removesuffix(".png"))
            waits = number >= self.tasks - self.waiting
            expected = datetime.fromtimestamp(OLD_SECONDS + number, UTC)
            ended = None if waits else datetime.fromtimestamp(OLD_SECONDS + number + 0.5, UTC)
            wrong += (state == "queued") != waits or created != expected or finished != ended
        attempts = Attempt.objects.count()
        if lost or doubled or wrong or len(jobs) != self.tasks or attempts != self.tasks - self.waiting:
            self.problems.append(
                f"{when}: {len(jobs)} jobs, lost {lost}, twice {doubled}, wrong {wrong}, {attempts} attempts"
            )

    def compare(self, before: dict[str, str], when: str) -> None:
        """The tables are what they were."""
        from training.testing import dumped_tables

        after = dumped_tables()
        differing = [name for name in {*before, *after} if before.get(name) != after.get(name)]
        if differing:
            self.problems.append(f"{when}: tables differ: {', '.join(sorted(differing))}")


def _lead(given: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from accounts.models import User
    from training.testing import dumped_tables

    random.seed(given.seed)
    call_command("migrate", verbosity=0, interactive=False)
    User.objects.create_user(OWNER)
    experiment = Experiment(Path(os.environ[INSIDE]) / "old", given.tasks)
    experiment.write()
    before = dumped_tables()
    checked = experiment.run("--dry-run", "--owner", OWNER)
    work = experiment.apply()
    experiment.check("unbroken")
    back = experiment.roll_back()
    experiment.compare(before, "unbroken")
    print(
        f"seed {given.seed}: {given.tasks} tasks; checked in {checked:.1f} s, read, stored and verified in {work:.1f} s, rolled back in {back:.1f} s",
        flush=True,
    )
    rounds = 0
    while len(experiment.killed_at) < given.kills:
        if experiment.kill(after=random.uniform(0, work)):
            print(f"kill {len(experiment.killed_at)} at {experiment.killed_at[-1]}", flush=True)
            if len(experiment.killed_at) < given.kills:
                continue  # the next attempt goes on where this one was killed, and may be killed again
            experiment.apply()
        rounds += 1
        experiment.check(f"import {rounds}")
        experiment.roll_back()
        experiment.compare(before, f"import {rounds}")
        print(f"import {rounds} came through", flush=True)
    checks = {
        f"{given.kills} kills of {rounds} imports: every task is one job with its own times": not [
            each for each in experiment.problems if "tables" not in each
        ],
        "after each rollback every table is byte for byte what it was": not [
            each for each in experiment.problems if "tables" in each
        ],
    }
    for problem in experiment.problems[:20]:
        print(f"     {problem}")
    for meaning, holds in checks.items():
        print(f"{'ok  ' if holds else 'MISS'} {meaning}")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(_lead(_parser().parse_args(sys.argv[1:])))
