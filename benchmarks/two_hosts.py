"""Runs worker hosts in two network namespaces against one PostgreSQL and one Valkey, and cuts one of them off.

    sudo ./daimon bench two-hosts [--jobs 300]

Needs root and the program ``ip``. Shows that both hosts take work, that a host cut off from the network loses its jobs to
the other after one lease, and that what it does when it comes back changes nothing.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil

BRIDGE, NETWORK = "daimonbr", "10.77.41"
HOSTS = ("daimon1", "daimon2")
POSTGRES_PORT, VALKEY_PORT = 5432, 6399
LEASE = 4
PATIENCE = 120


def main(arguments: list[str]) -> int:
    """Set the network up, run the show in a process of its own, take everything down."""
    parser = argparse.ArgumentParser(prog="./daimon bench two-hosts")
    parser.add_argument("--jobs", type=int, default=300)
    asked = parser.parse_args(arguments)
    if "TWO_HOSTS_HOME" in os.environ:
        return show(asked.jobs, Path(os.environ["TWO_HOSTS_HOME"]))
    if os.geteuid() != 0 or shutil.which("ip") is None:
        print("This needs root and the program ip (package iproute2): it makes two network namespaces.")
        return 2
    home = Path(tempfile.mkdtemp(prefix="daimon-hosts-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None))  # noqa: S108
    try:
        make_network()
        command = [sys.executable, "-m", "benchmarks.two_hosts", *arguments]
        return subprocess.run(command, env=environment_of(home), cwd=Path(__file__).parent.parent).returncode
    finally:
        drop_network()
        shutil.rmtree(home, ignore_errors=True)


def environment_of(home: Path) -> dict[str, str]:
    """The settings of everything that runs here, servers by TCP."""
    return {
        **os.environ,
        "TWO_HOSTS_HOME": str(home),
        "DAIMON_ENV_FILE": "none",
        "DATABASE_URL": f"postgres://daimon@{NETWORK}.1:{POSTGRES_PORT}/daimon",
        "REDIS_URL": f"redis://{NETWORK}.1:{VALKEY_PORT}/0",
        "DATA_DIR": str(home / "data"),
        "SECRET_KEY": "signs-nothing-of-value-and-lasts-for-one-experiment-only",
        "QUEUE_LEASE_SECONDS": str(LEASE),
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "project.settings",
    }


def ip(*words: str) -> None:
    """One ``ip`` command."""
    subprocess.run(["ip", *words], check=True, capture_output=True)


def make_network() -> None:
    """A bridge with our address, and two namespaces on it."""
    drop_network()
    ip("link", "add", BRIDGE, "type", "bridge")
    ip("addr", "add", f"{NETWORK}.1/24", "dev", BRIDGE)
    ip("link", "set", BRIDGE, "up")
    for number, host in enumerate(HOSTS, 2):
        ip("netns", "add", host)
        ip("link", "add", f"{host}o", "type", "veth", "peer", "name", "eth0", "netns", host)
        ip("link", "set", f"{host}o", "master", BRIDGE, "up")
        ip("-n", host, "addr", "add", f"{NETWORK}.{number}/24", "dev", "eth0")
        ip("-n", host, "link", "set", "eth0", "up")
        ip("-n", host, "link", "set", "lo", "up")


def drop_network() -> None:
    """Take the namespaces and the bridge away."""
    for words in (*(["netns", "del", host] for host in HOSTS), ["link", "del", BRIDGE]):
        with suppress(subprocess.CalledProcessError):
            ip(*words)


def show(jobs: int, home: Path) -> int:
    """Servers, two hosts, work, a cut; 0 when everything held."""
    from project.stack.account import server_account
    from project.stack.folders import data_folder
    from project.stack.postgres import Postgres, binaries
    from project.stack.processes import wait_until
    from project.stack.valkey import binary

    account = server_account(home, binaries(), binary())
    data_folder(home, passable_for=account)
    postgres = Postgres(
        home / "postgres", home / "run", account, settings=(f"listen_addresses={NETWORK}.1", "fsync=off")
    )
    postgres.prepare()
    with (home / "postgres" / "pg_hba.conf").open("a") as access:
        access.write(f"host all all {NETWORK}.0/24 trust\n")
    log = (home / "log").open("wb")
    database = postgres.start(output=log.fileno())
    options = [
        "--port",
        str(VALKEY_PORT),
        "--bind",
        f"{NETWORK}.1",
        "--protected-mode",
        "no",
        "--save",
        "",
        "--dir",
        str(home),
    ]
    broker = subprocess.Popen([str(binary()), *options], stdout=log, stderr=log)
    workers: dict[str, subprocess.Popen[bytes]] = {}
    try:
        if not wait_until(postgres.is_ready, seconds=60):
            raise RuntimeError("PostgreSQL did not start.")
        postgres.ensure_database("daimon")
        for host in HOSTS:
            workers[host] = start_host(host, log.fileno())
        return perform(jobs, home)
    finally:
        for process in (*workers.values(), broker, database):
            family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
            process.kill()
            for child in family:
                with suppress(psutil.NoSuchProcess):
                    child.kill()
            process.wait()


def start_host(host: str, log: int) -> "subprocess.Popen[bytes]":
    """A worker of two processes inside a namespace that bears the host's name."""
    lanes = "interactive,default,bulk,gpu"
    command = ["ip", "netns", "exec", host, "unshare", "--uts", "sh", "-c", 'hostname "$0" && exec "$@"', host]
    command += [sys.executable, "-W", "ignore", "-m", "jobs.testing.serve", "-Q", lanes, "-c", "2", "-l", "ERROR"]
    return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)


def perform(jobs: int, home: Path) -> int:
    """Share work, cut one host off in the middle of its jobs, bring it back, and count."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from jobs.models import Attempt, Job
    from jobs.services.enqueue import enqueue_many
    from jobs.testing import kinds  # noqa: F401 - registers them

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_ledger (job_id uuid, number int, attempt int)")

    def ask(count: int, seconds: float) -> list[Job]:
        payloads = [{"path": str(home / "ledger"), "number": n, "seconds": seconds} for n in range(count)]
        return enqueue_many("test.ledger", payloads)

    def until(condition: object, seconds: float = PATIENCE) -> float:
        begun = time.monotonic()
        while not condition():
            if time.monotonic() - begun > seconds:
                raise RuntimeError("Something did not happen in time.")
            time.sleep(0.05)
        return time.monotonic() - begun

    def hosts_of(attempts: object) -> Counter[str]:
        return Counter(worker.split("-")[0] for worker in attempts.values_list("worker", flat=True))

    ask(40, 0.05)
    until(lambda: not Job.objects.filter(finished_at=None).exists())  # both hosts are up now
    until(lambda: len(hosts_of(Attempt.objects.all())) == 2 or not ask(20, 0.1))
    Attempt.objects.all().delete()
    ask(jobs, 0.05)
    until(lambda: not Job.objects.filter(finished_at=None).exists())
    shared = hosts_of(Attempt.objects.filter(outcome="succeeded"))

    long = ask(4, 2.0)
    until(lambda: Job.objects.filter(state="running", held_by__startswith=HOSTS[0]).exists())
    caught = list(Job.objects.filter(state="running", held_by__startswith=HOSTS[0]).values_list("pk", flat=True))
    ip("link", "set", f"{HOSTS[0]}o", "down")
    took = until(lambda: not Job.objects.filter(pk__in=[job.pk for job in long], finished_at=None).exists())
    winners = hosts_of(Attempt.objects.filter(job__in=caught, outcome="succeeded"))
    ip("link", "set", f"{HOSTS[0]}o", "up")
    before = Attempt.objects.count()
    time.sleep(3 * LEASE)  # what the host that came back still wanted to write, it has tried by now
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT job_id) FROM bench_ledger")
        rows, distinct = cursor.fetchone()
    lines = (home / "ledger").read_text().split()
    checks = {
        f"both hosts took work: {dict(shared)}": len(shared) == 2 and min(shared.values()) * 4 >= jobs / 2,
        f"the jobs of a host that was cut off ({len(caught)}) were done by the other after {took:.1f} s: {dict(winners)}": bool(
            caught
        )
        and set(winners) == {HOSTS[1]},
        f"after it came back: rows {rows} for {distinct} jobs, lines {len(lines)}": rows
        == distinct
        == len(lines)
        == len(set(lines)),
        "no attempt was added by the one that came back": Attempt.objects.count() == before,
    }
    for meaning, holds in checks.items():
        print(f"{'ok  ' if holds else 'MISS'} {meaning}")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main(sys.argv[1:]))
