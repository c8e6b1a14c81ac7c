"""Kills workers, the broker and the database at random moments while jobs run, and counts what was lost or done twice.

    ./daimon bench faults-queue [--jobs 1000] [--workers 100] [--broker 10] [--database 5] [--flushes 3] [--seed N]

Each job adds a row to a table (committed with its completion) and a line to a file (carrying the job's key). At the end
every job must have ended, with exactly one row and one line, and a job whose worker was killed must have begun again
within two leases at the 95th percentile. Half of the broker's deaths happen with persistence, half without.
"""

import argparse
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
import redis

LEASE = 4
WORKERS = 2
WHOLE = 0.1  # the share of kills that take a whole worker and not one of its processes
BUSY_SECONDS = 20
PAUSE = (0.1, 1.5)  # seconds between two faults; a worker that is started anew needs some to load its code
PATIENCE = 180


@dataclass
class Kill:
    """One killed worker process."""

    pid: int
    at: datetime


@dataclass
class Site:
    """Servers and workers of their own, to be broken."""

    home: Path
    kills: list[Kill] = field(default_factory=list)
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    hits: int = 0

    def __post_init__(self) -> None:
        from project.stack.account import server_account
        from project.stack.folders import data_folder
        from project.stack.postgres import Postgres, binaries
        from project.stack.valkey import Valkey, binary

        account = server_account(self.home, binaries(), binary())
        data_folder(self.home, passable_for=account)
        self.postgres = Postgres(self.home / "postgres", self.home / "run", account)
        self.valkey = Valkey(self.home / "valkey", self.home / "run" / "valkey.sock", account)
        self.log = (self.home / "log").open("wb")
        self.database_process = self._started(self.postgres)
        self.broker_process = self._started(self.valkey)
        self.postgres.ensure_database("daimon")

    def _started(self, server: object) -> "subprocess.Popen[bytes]":
        from project.stack.processes import wait_until

        server.prepare()
        process = server.start(output=self.log.fileno())
        if not wait_until(server.is_ready, seconds=60):
            raise RuntimeError("A server did not start.")
        return process

    def start_worker(self) -> None:
        """One more worker of two processes."""
        from jobs.testing.worker import start_worker

        self.workers.append(start_worker(environment=dict(os.environ), output=self.log.fileno()))

    def kill_a_worker(self) -> None:
        """Kill -9 a process that has a job in work, or now and then its whole worker, which is then started again."""
        found = self._busy_process()
        if found is None:
            return
        pid, owner = found
        at = datetime.now(UTC)
        is_whole = random.random() < WHOLE
        family = [owner.pid, *_family(owner.pid)] if is_whole else [pid]
        for each in family:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        self.kills += [Kill(each, at) for each in family]
        self.hits += 1
        if is_whole:
            owner.wait()
            self.workers.remove(owner)
            self.start_worker()

    def _busy_process(self) -> "tuple[int, subprocess.Popen[bytes]] | None":
        """A living process that has a job now, and its worker; waits for one for a while."""
        from django.db import Error, connection

        from jobs.models import Job

        dead = {kill.pid for kill in self.kills}  # their jobs look held until somebody notices
        deadline = time.monotonic() + BUSY_SECONDS
        while time.monotonic() < deadline:
            try:
                holders = list(Job.objects.filter(state="running").values_list("held_by", flat=True))
            except Error:
                connection.close()
                holders = []
            families = [(worker, _family(worker.pid)) for worker in self.workers]
            busy = {int(each.rsplit("/", 1)[1]) for each in holders}
            found = [(pid, worker) for worker, family in families for pid in family if pid in busy - dead]
            if found:
                return random.choice(found)
            time.sleep(0.05)
        return None

    def kill_broker(self, *, is_durable: bool) -> None:
        """Kill -9 the broker and start it again, with or without what it had on disk."""
        self.broker_process.kill()
        self.broker_process.wait()
        if not is_durable:
            shutil.rmtree(self.valkey.data)
        self.valkey = replace(self.valkey, is_durable=is_durable)
        self.broker_process = self._started(self.valkey)

    def kill_database(self) -> None:
        """Kill -9 every process of PostgreSQL and start it again."""
        for child in psutil.Process(self.database_process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                child.kill()
        self.database_process.kill()
        self.database_process.wait()
        self.database_process = self._started(self.postgres)

    def flush_broker(self) -> None:
        """Forget everything the broker holds."""
        with suppress(redis.RedisError):
            redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()

    def close(self) -> None:
        """End everything."""
        for process in (*self.workers, self.broker_process, self.database_process):
            family = []
            with suppress(psutil.NoSuchProcess):
                family = psutil.Process(process.pid).children(recursive=True)
            process.kill()
            for child in family:
                with suppress(psutil.NoSuchProcess):
                    child.kill()
            process.wait()


def _family(pid: int) -> list[int]:
    with suppress(psutil.NoSuchProcess):
        return [child.pid for child in psutil.Process(pid).children(recursive=True)]
    return []


def main(arguments: list[str]) -> int:
    """Break things while jobs run, then count."""
    parser = argparse.ArgumentParser(prog="./daimon bench faults-queue")
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=100)
    parser.add_argument("--broker", type=int, default=10)
    parser.add_argument("--database", type=int, default=5)
    parser.add_argument("--flushes", type=int, default=3)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args(arguments)
    if "FAULTS_HOME" in os.environ:
        return experiment(Path(os.environ["FAULTS_HOME"]), asked)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a private folder is made in it
    home = Path(tempfile.mkdtemp(prefix="daimon-faults-", dir=memory))
    try:
        # Settings are read once per process, so the experiment runs in one whose environment names its servers.
        command = [sys.executable, "-m", "benchmarks.faults_queue", *arguments]
        return subprocess.run(command, env=environment_of(home), cwd=Path(__file__).parent.parent).returncode
    finally:
        shutil.rmtree(home, ignore_errors=True)


def environment_of(home: Path) -> dict[str, str]:
    """The environment in which Django finds the experiment's own servers."""
    return {
        **os.environ,
        "FAULTS_HOME": str(home),
        "DAIMON_ENV_FILE": "none",
        "DATABASE_URL": f"postgres://daimon@/{home}/run/daimon",
        "REDIS_URL": f"unix://{home}/run/valkey.sock?db=0",
        "DATA_DIR": str(home / "data"),
        "SECRET_KEY": "signs-nothing-of-value-and-lasts-for-one-experiment-only",
        "QUEUE_LEASE_SECONDS": str(LEASE),
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "project.settings",
    }


def experiment(home: Path, asked: argparse.Namespace) -> int:
    """Servers up, chaos, count, servers down."""
    random.seed(asked.seed)
    site = Site(home)
    try:
        return run(site, asked)
    finally:
        site.close()


def run(site: Site, asked: argparse.Namespace) -> int:
    """The whole experiment on running servers; 0 when every promise held."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_ledger (job_id uuid, number int, attempt int)")
    for _ in range(WORKERS):
        site.start_worker()
    faults = (
        ["worker"] * asked.workers
        + ["broker"] * asked.broker
        + ["database"] * asked.database
        + ["flush"] * asked.flushes
    )
    random.shuffle(faults)
    began = time.monotonic()
    asked_for = 0
    broker_deaths = 0
    for number, fault in enumerate(faults, 1):
        due = asked.jobs * number // len(faults)
        enqueue_until(site, asked_for, due)
        asked_for = due
        time.sleep(random.uniform(*PAUSE))
        if fault == "worker":
            site.kill_a_worker()
        elif fault == "broker":
            site.kill_broker(is_durable=broker_deaths % 2 == 0)
            broker_deaths += 1
        elif fault == "database":
            site.kill_database()
        else:
            site.flush_broker()
    all_ended = wait_for_the_end(asked.jobs)
    print(f"seed {asked.seed}: {dict(Counter(faults))} in {time.monotonic() - began:.0f} s, then waited for the end")
    return report(site, asked.jobs, all_ended)


def enqueue_until(site: Site, first: int, end: int) -> None:
    """Ask for jobs number ``first`` to ``end``; a database that is just away is asked again, the key keeps it to one job."""
    from django.db import Error, connection

    from jobs.services.enqueue import enqueue
    from jobs.testing import kinds  # noqa: F401 - registers them

    for number in range(first, end):
        while True:
            try:
                payload = {"path": str(site.home / "ledger"), "number": number, "seconds": random.uniform(0, 0.4)}
                enqueue("test.ledger", payload, key=f"number-{number}")
                break
            except Error:
                connection.close()
                time.sleep(0.2)
            except Exception as error:
                if type(error).__name__ == "KeyTaken":
                    break
                raise


def wait_for_the_end(jobs: int) -> bool:
    """Whether every job ended in time."""
    from django.db import Error, connection

    from jobs.models import Job

    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if Job.objects.filter(finished_at__isnull=False).count() == jobs:
                return True
        except Error:
            connection.close()
        time.sleep(0.3)
    return False


def report(site: Site, jobs: int, all_ended: bool) -> int:
    """Print what happened and judge it."""
    from jobs.models import Job

    states = Counter(Job.objects.values_list("state", flat=True))
    with psycopg.connect(host=str(site.postgres.sockets), user="daimon", dbname="daimon") as database:
        rows = Counter(row[0] for row in database.execute("SELECT job_id FROM bench_ledger"))
        begun_again = again_after_kills(database, site.kills)
        outcomes = dict(database.execute("SELECT outcome, count(*) FROM queue_attempt GROUP BY outcome").fetchall())
    lines = Counter((site.home / "ledger").read_text().split())
    lost = sum(1 for pk in Job.objects.values_list("pk", flat=True) if not rows[pk] or not lines[f"job:{pk}"])
    doubled = sum(1 for count in (*rows.values(), *lines.values()) if count > 1)
    p95 = statistics.quantiles(begun_again, n=20)[18] if len(begun_again) > 1 else 0.0
    checks = {
        f"every job ended: {dict(states)}": all_ended and sum(states.values()) == jobs,
        f"lost {lost + jobs - sum(states.values())}": lost == 0 and sum(states.values()) == jobs,
        f"done twice {doubled}": doubled == 0,
        f"begun again after a kill: {len(begun_again)} times, p95 {p95:.1f} s (two leases are {2 * LEASE} s)": p95
        <= 2 * LEASE,
    }
    print(
        f"{site.hits} kills of busy workers, {len(site.kills)} processes; attempts by outcome: {outcomes}; slowest beginnings after a kill: {sorted(begun_again)[-5:]}"
    )
    for meaning, holds in checks.items():
        print(f"{'ok  ' if holds else 'MISS'} {meaning}")
    return 0 if all(checks.values()) else 1


def again_after_kills(database: psycopg.Connection, kills: list[Kill]) -> list[float]:
    """Seconds from each kill to the next beginning of the job that was in work."""
    query = """
        SELECT a.worker, a.started_at, coalesce((SELECT min(n.started_at) FROM queue_attempt n WHERE n.job_id = a.job_id AND n.number > a.number), j.started_at)
        FROM queue_attempt a JOIN queue_job j ON j.id = a.job_id WHERE a.outcome = 'crashed'
    """
    killed = {}
    for kill in kills:
        killed.setdefault(kill.pid, []).append(kill.at)
    found = []
    for worker, started, again in database.execute(query):
        moments = [at for at in killed.get(int(worker.rsplit("/", 1)[1]), []) if at >= started]
        if moments and again > moments[0]:
            found.append((again - moments[0]).total_seconds())
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
