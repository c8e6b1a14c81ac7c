"""Drains empty jobs and times single ones, side by side with other queues on the same PostgreSQL and Valkey.

    ./daimon bench queue [--jobs 5000] [--singles 60] [--only daimon,celery,…] [--rounds 1]

The database lies in memory, where a commit costs processor time only and ratios repeat. Each contender has one worker of
two processes, started after everything was enqueued; heartbeats, fencing, events and metrics of ours are on. Single jobs
are timed with every worker up and idle, one contender after the other in each turn, so that all meet the same noise. The rivals
are installed once into an environment of their own from requirements-bench.txt. Exit code 0 only if every ratio holds.
"""

import argparse
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from project.settings.env import BASE_DIR
from project.stack.processes import end
from project.stack.suite import test_servers
from project.testing.environments import python_with

OURS = "daimon"
KEEP_STATE = ("celery-results", "procrastinate", "django-q2", "django-tasks")
RIVALS = ("celery", *KEEP_STATE)
PATIENCE = 180
WARM_UP = 5


@dataclass
class Figures:
    """What one contender reached."""

    name: str
    enqueued_per_second: float
    drained_per_second: float
    processor_ms: float
    parts_ms: dict[str, float]


def main(arguments: list[str]) -> int:
    """Run the contenders one after the other, print the table and judge the ratios."""
    parser = argparse.ArgumentParser(prog="./daimon bench queue")
    parser.add_argument("--jobs", type=int, default=5000)
    parser.add_argument("--singles", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", default=",".join((OURS, *RIVALS)))
    asked = parser.parse_args(arguments)
    rival_python = python_with("requirements-bench")
    found: dict[str, list[Figures]] = {}
    with test_servers() as environment:
        contenders = [Contender(name, environment, rival_python) for name in asked.only.split(",")]
        for _ in range(asked.rounds):
            for each in contenders:
                figures = each.measure(asked.jobs)
                found.setdefault(each.name, []).append(figures)
                show(figures)
        waits = time_singles(contenders, asked.singles)
    for name, milliseconds in waits.items():
        print(f"{name:16} idle p50 {milliseconds:7.1f} ms", flush=True)
    return judge({name: median_of(each) for name, each in found.items()}, waits)


def time_singles(contenders: list["Contender"], singles: int) -> dict[str, float]:
    """The median wait of each contender's single jobs; the first few of each only warm it up."""
    waits: dict[str, list[float]] = {each.name: [] for each in contenders}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as workers:
        ways = [(each.name, workers.enter_context(each.singles(Path(folder)))) for each in contenders]
        for number in range(-WARM_UP, singles):
            for name, once in random.sample(ways, len(ways)):
                time.sleep(0.05 + random.random() * 0.1)
                wait = once()
                if number >= 0:
                    waits[name].append(wait)
    return {name: statistics.median(each) for name, each in waits.items()}


class Contender:
    """One queue with a database of its own and a broker that is emptied before."""

    def __init__(self, name: str, environment: dict[str, str], rival_python: Path) -> None:
        self.name = name
        self.base = environment
        self.environment = {**environment, "PYTHONPATH": f"{BASE_DIR}:{BASE_DIR / 'queue'}", "LOG_LEVEL": "ERROR"}
        self.rival = [str(rival_python), str(BASE_DIR / "benchmarks" / "queue_parts" / "rival.py"), name]
        if name != OURS:
            self.environment["PYTHONPATH"] = str(BASE_DIR / "benchmarks" / "queue_parts")

    def measure(self, jobs: int) -> Figures:
        """Enqueue, then drain."""
        self._prepare()
        servers = Servers(self.base)
        before = servers.spent()
        seconds, producer = (float(part) for part in self._run("enqueue", str(jobs)).split())
        enqueue_cost = servers.since(before)
        worker = self._start_worker()
        try:
            watch = Watch(self._command("left"), self.environment)
            drained, worker_cost, server_cost = self._drain(worker, watch, servers, jobs)
            watch.close()
        finally:
            end(worker, by=signal.SIGTERM, patience=5)
        parts = {"producer": producer / jobs * 1000, "worker": worker_cost / drained[1] * 1000}
        for server in ("postgres", "valkey"):
            parts[server] = enqueue_cost[server] / jobs * 1000 + server_cost[server] / drained[1] * 1000
        rate = drained[1] / drained[0]
        return Figures(self.name, jobs / seconds, rate, sum(parts.values()), parts)

    @contextmanager
    def singles(self, folder: Path) -> Iterator[Callable[[], float]]:
        """With its worker up: a function that runs one job and returns the milliseconds from asking to running."""
        worker = self._start_worker()
        producer = subprocess.Popen(
            self._command("idle", str(folder / self.name)),
            env=self.environment, cwd=BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip

        def once() -> float:
            producer.stdin.write("\n")
            producer.stdin.flush()
            return float(producer.stdout.readline())

        try:
            producer.stdout.readline()
            yield once
        finally:
            producer.stdin.close()
            producer.wait(timeout=10)
            end(worker, by=signal.SIGTERM, patience=5)

    def _drain(self, worker: "subprocess.Popen[bytes]", watch: "Watch", servers: "Servers", jobs: int):  # noqa: ANN202
        """Seconds and jobs between the first look that saw progress and the end, and what they cost."""
        deadline = time.monotonic() + PATIENCE
        left = jobs
        while left >= jobs:
            left = watch.left()
            begun, first = time.monotonic(), left
            spent, served = processor_of(worker.pid), servers.spent()
            time.sleep(0.02)
        while left > 0:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name}: {left} jobs are left after {PATIENCE} seconds.")
            time.sleep(0.02)
            left = watch.left()
        took = time.monotonic() - begun
        return (took, first), processor_of(worker.pid) - spent, servers.since(served)

    def _prepare(self) -> None:
        name = "bench_daimon" if self.name == OURS else f"bench_{self.name.replace('-', '_')}"
        base, _, database = self.base["DATABASE_URL"].rpartition("/")
        host = "/" + base.partition("@/")[2].lstrip("/")
        with psycopg.connect(host=host, user="daimon", dbname=database, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name}")
        import redis

        redis.Redis.from_url(self.base["REDIS_URL"]).flushall()
        if self.name == OURS:
            with psycopg.connect(host=host, user="daimon", dbname=name, autocommit=True) as server:
                server.execute("CREATE EXTENSION IF NOT EXISTS vector")
            self.environment["DATABASE_URL"] = f"{base}/{name}"
            self._call([sys.executable, "manage.py", "migrate", "-v", "0"])
        else:
            self._run("migrate")

    def _start_worker(self) -> "subprocess.Popen[bytes]":
        command = (
            [sys.executable, "-m", "jobs.testing.serve", "-Q", "interactive,default,bulk,gpu", "-c", "2", "-l", "ERROR"]
            if self.name == OURS
            else [*self.rival, "work"]
        )
        return subprocess.Popen(
            command,
            env=self.environment,
            cwd=BASE_DIR,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _command(self, *arguments: str) -> list[str]:
        ours = [sys.executable, "-m", "benchmarks.queue_parts.ours", *arguments]
        return ours if self.name == OURS else [*self.rival, *arguments]

    def _run(self, *arguments: str) -> str:
        return self._call(self._command(*arguments))

    def _call(self, command: list[str]) -> str:
        done = subprocess.run(command, env=self.environment, cwd=BASE_DIR, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{self.name}: {' '.join(command[-3:])} failed:\n{done.stderr[-2000:]}")
        return done.stdout


class Watch:
    """Asks how many jobs are left, from a process that stays."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            command, env=environment, cwd=BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self._process.stdout.readline()

    def left(self) -> int:
        """Jobs not done now."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.wait(timeout=10)


class Servers:
    """The processor time of PostgreSQL and Valkey, ended children included."""

    def __init__(self, environment: dict[str, str]) -> None:
        home = environment["DAIMON_TEST_SERVERS"]
        self._postgres = int((Path(home) / "postgres" / "postmaster.pid").read_text().split()[0])
        self._valkey = next(child.pid for child in psutil.Process().children() if "valkey" in child.name())

    def spent(self) -> dict[str, float]:
        """Seconds so far."""
        return {"postgres": processor_of(self._postgres), "valkey": processor_of(self._valkey)}

    def since(self, before: dict[str, float]) -> dict[str, float]:
        """Seconds since ``before``."""
        return {name: value - before[name] for name, value in self.spent().items()}


def processor_of(pid: int) -> float:
    """Seconds of processor time of a process, its ended children and its living descendants."""
    root = psutil.Process(pid)
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            times = process.cpu_times()
            total += times.user + times.system
            total += times.children_user + times.children_system
        except psutil.NoSuchProcess:
            continue
    return total


def median_of(rounds: list[Figures]) -> Figures:
    """The round in the middle by drain rate."""
    return sorted(rounds, key=lambda each: each.drained_per_second)[len(rounds) // 2]


def show(each: Figures) -> None:
    """One line of the table."""
    parts = "  ".join(f"{name} {value:.2f}" for name, value in each.parts_ms.items())
    print(
        f"{each.name:16} enqueue {each.enqueued_per_second:6.0f}/s  drain {each.drained_per_second:6.0f}/s  "
        f"processor {each.processor_ms:5.2f} ms/job ({parts})",
        flush=True,
    )


def judge(found: dict[str, Figures], waits: dict[str, float]) -> int:
    """Print each ratio with its target; 0 when all hold."""
    ours = found.get(OURS)
    kept = [found[name] for name in KEEP_STATE if name in found]
    if ours is None or not kept:
        return 0
    rivals = [each for name, each in found.items() if name != OURS]
    checks = [
        (
            "drain, of the best that keeps state",
            ours.drained_per_second / max(e.drained_per_second for e in kept),
            3.0,
            True,
        )
    ]
    if "celery" in found:
        checks.append(
            ("drain, of bare Celery", ours.drained_per_second / found["celery"].drained_per_second, 2.0, True)
        )
    checks.append(
        ("idle p50, of the best that keeps state", waits[OURS] / min(waits[e.name] for e in kept), 1.3, False)
    )
    checks.append(
        (
            "processor per job, of the best that keeps state",
            ours.processor_ms / min(e.processor_ms for e in kept),
            0.5,
            False,
        )
    )
    checks.append(
        (
            "(for information) processor per job, of the best of all",
            ours.processor_ms / min(e.processor_ms for e in rivals),
            9.9,
            False,
        )
    )
    is_good = True
    for meaning, ratio, target, is_least in checks:
        holds = ratio >= target if is_least else ratio <= target
        is_good &= holds
        print(f"{'ok  ' if holds else 'MISS'} {ratio:5.2f}x {meaning} (target {'≥' if is_least else '≤'} {target}x)")
    return 0 if is_good else 1
