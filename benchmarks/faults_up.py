"""Kills parts of a running installation at random moments and checks that nothing acknowledged is lost.

    ./daimon bench faults-up [--times 20] [--seed N] [--writer messages|conversations|rows] [--victims up,postgres,valkey,web]

After every ``kill -9`` the installation must become healthy by itself (a killed ``up`` is started again), every service
must run exactly once, and nothing of the killed process may be left. A writer posts all the while; at the end each post
that was acknowledged must be there.
"""

import argparse
import contextlib
import random
import statistics
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import httpx2
import psutil
import psycopg

from project.testing.installation import Installation
from project.testing.site import free_port

SERVICES = ("postgres", "valkey", "web", "worker", "beat")
VICTIMS = ("up", "postgres", "valkey", "web")
WRITE_PAUSE = 0.1
PASSWORD = "a long enough phrase"  # noqa: S105 - of an installation that is deleted afterwards


class Writer(Protocol):
    """Writes one thing at a time and knows afterwards which acknowledged ones are missing."""

    refusal: str

    def write(self, number: int) -> bool:
        """Whether the write was acknowledged."""

    def missing(self, numbers: list[int]) -> list[int]:
        """The acknowledged numbers that cannot be read back."""


class Account:
    """A person who uses the REST API with a bearer token, and signs in again when it ran out."""

    def __init__(self, address: str) -> None:
        self.client = httpx2.Client(base_url=address, timeout=5)
        self.login = {"email": f"{uuid4().hex}@example.org", "password": PASSWORD}
        self._token(self.client.post("/_allauth/app/v1/auth/signup", json=self.login))

    def call(self, method: str, path: str, **options: object) -> httpx2.Response:
        """One request, signed in."""
        answer = self.client.request(method, path, **options)
        if answer.status_code == httpx2.codes.UNAUTHORIZED:
            self._token(self.client.post("/_allauth/app/v1/auth/login", json=self.login))
            answer = self.client.request(method, path, **options)
        return answer

    def _token(self, answer: httpx2.Response) -> None:
        answer.raise_for_status()
        self.client.headers["authorization"] = f"Bearer {answer.json()['meta']['access_token']}"


class Conversations:
    """Starts conversations over REST."""

    def __init__(self, installation: Installation) -> None:
        self.account = Account(installation.address)
        self.ids: dict[int, str] = {}
        self.refusal = ""

    def write(self, number: int) -> bool:
        """Start one with the number as its title."""
        answer = self.account.call("POST", "/api/v1/conversations", json={"title": f"number {number}"})
        self.refusal = f"HTTP {answer.status_code}"
        if answer.status_code == httpx2.codes.CREATED:
            self.ids[number] = answer.json()["id"]
        return answer.status_code == httpx2.codes.CREATED

    def missing(self, numbers: list[int]) -> list[int]:
        """Read each by its id and compare the title."""
        return [number for number in numbers if self._title(number) != f"number {number}"]

    def _title(self, number: int) -> str:
        answer = self.account.call("GET", f"/api/v1/conversations/{self.ids[number]}")
        return str(answer.json().get("title"))


class Messages(Conversations):
    """Says something over REST, each time in a conversation of its own; the scripted provider answers."""

    def __init__(self, installation: Installation) -> None:
        super().__init__(installation)
        installation.manage("shell", "-c", "from chat.testing import make_scripted_model as make; make()")

    def write(self, number: int) -> bool:
        """Send the number as a message; a refusal for want of a model ends the benchmark, for it would prove nothing."""
        if not super().write(number):
            return False
        answer = self.account.call(
            "POST", f"/api/v1/conversations/{self.ids[number]}/messages", json={"content": f"message {number}"}
        )
        self.refusal = f"HTTP {answer.status_code}"
        if "no_model" in answer.text:
            raise SystemExit(f"no message can be sent: {answer.json()['error']['message']}")
        return answer.status_code == httpx2.codes.ACCEPTED

    def missing(self, numbers: list[int]) -> list[int]:
        """Read each conversation and look for the message."""
        return [number for number in numbers if f"message {number}" not in self._said(number)]

    def _said(self, number: int) -> list[str]:
        answer = self.account.call("GET", f"/api/v1/conversations/{self.ids[number]}/messages")
        return [each["content"] for each in answer.json().get("results", [])]


class Rows:
    """Commits rows straight into the embedded PostgreSQL."""

    refusal = "no row"

    def __init__(self, installation: Installation) -> None:
        self.sockets = _sockets_of(installation)
        self._run("CREATE TABLE faults_up (number bigint PRIMARY KEY)")

    def write(self, number: int) -> bool:
        """Commit one row."""
        self._run("INSERT INTO faults_up VALUES (%s)", number)
        return True

    def missing(self, numbers: list[int]) -> list[int]:
        """The numbers without a row."""
        found = {number for (number,) in self._run("SELECT number FROM faults_up")}
        return [number for number in numbers if number not in found]

    def _run(self, query: str, *values: int) -> list[tuple[int]]:
        with psycopg.connect(host=str(self.sockets), user="daimon", dbname="daimon", connect_timeout=5) as connection:
            cursor = connection.execute(query, values)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []


def _sockets_of(installation: Installation) -> Path:
    line = installation.find("postgres").cmdline()
    return Path(next(part for part in line if part.startswith("unix_socket_directories=")).partition("=")[2])


WRITERS: dict[str, Callable[[Installation], Writer]] = {
    "messages": Messages,
    "conversations": Conversations,
    "rows": Rows,
}


class Writing:
    """A thread that writes until it is stopped and remembers what was acknowledged."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.acknowledged: list[int] = []
        self.refusals: Counter[str] = Counter()
        self.problem: BaseException | None = None
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Write while the block runs."""
        self._thread.start()
        yield
        self._is_over.set()
        self._thread.join()

    def _write(self) -> None:
        number = 0
        while not self._is_over.wait(WRITE_PAUSE):
            number += 1
            try:
                is_acknowledged = self.writer.write(number)
            except (httpx2.HTTPError, psycopg.Error) as error:
                self.refusals[type(error).__name__] += 1
                continue
            except BaseException as error:  # noqa: BLE001 - handed to the main thread
                self.problem = error
                return
            if is_acknowledged:
                self.acknowledged.append(number)
            else:
                self.refusals[self.writer.refusal] += 1


def main(arguments: list[str]) -> int:
    """Run the kills and print what came of them; 0 when nothing was lost or left."""
    parser = argparse.ArgumentParser(prog="./daimon bench faults-up", description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="kills of each victim")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="repeats an order of kills")
    parser.add_argument("--writer", choices=WRITERS, default="messages")
    parser.add_argument("--victims", default=",".join(VICTIMS))
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="daimon faults ") as folder:
        installation = Installation(Path(folder) / "data", free_port(), environment={"SCRIPTED_PROVIDER": "true"})
        try:
            installation.start_and_wait()
            return torment(installation, wanted)
        finally:
            installation.clean_up()


def torment(installation: Installation, wanted: argparse.Namespace) -> int:
    """Kill every victim as often as wanted, in random order, while the writer writes."""
    chance = random.Random(wanted.seed)
    order = [victim for victim in wanted.victims.split(",") for _ in range(wanted.times)]
    chance.shuffle(order)
    writing = Writing(WRITERS[wanted.writer](installation))
    took: dict[str, list[float]] = defaultdict(list)
    left: list[str] = []
    print(f"seed {wanted.seed}, {len(order)} kills, writer: {wanted.writer}")
    with writing.running():
        for victim in order:
            time.sleep(chance.uniform(0, 0.5))
            took[victim].append(strike(installation, victim, left))
            if writing.problem:
                raise writing.problem
        time.sleep(1)
    installation.wait_until_healthy()
    missing = writing.writer.missing(writing.acknowledged)
    installation.stop()
    installation.wait_until_gone()
    for victim, seconds in took.items():
        print(
            f"{victim:9} killed {len(seconds):3} times, healthy after {statistics.median(seconds):.2f} s (longest {max(seconds):.2f} s)"
        )
    refusals = ", ".join(f"{count} {what}" for what, count in writing.refusals.most_common()) or "none"
    print(f"acknowledged {len(writing.acknowledged)}, missing {len(missing)}; refused during outages: {refusals}")
    print(f"processes left over: {len(left)}")
    for each in [*left, *(f"missing: {number}" for number in missing)]:
        print(f"  {each}")
    return 1 if missing or left or not writing.acknowledged else 0


def strike(installation: Installation, victim: str, left: list[str]) -> float:
    """Kill one victim and return the seconds until all is well again."""
    begun = time.monotonic()
    if victim == "up":
        installation.kill()
        installation.start_and_wait()
    else:
        target = installation.find(victim)
        group = [target, *target.children(recursive=True)]
        target.kill()
        installation.wait_for(lambda: is_whole(installation, target), f"{victim} to come back")
        installation.wait_until_healthy()
        left += [f"{each.pid} of {victim}" for each in group if is_alive(each)]
    seconds = time.monotonic() - begun
    left += [f"{each.pid} of an earlier run" for each in installation.leftovers() if victim == "up"]
    return seconds


def is_whole(installation: Installation, gone: psutil.Process) -> bool:
    """Whether every service runs exactly once, and ``gone`` is not among them."""
    try:
        found = {installation.find(name) for name in SERVICES}
    except (LookupError, psutil.Error, IndexError):
        return False
    return len(found) == len(SERVICES) and gone not in found and len(installation.keeper().children()) == len(SERVICES)


def is_alive(process: psutil.Process) -> bool:
    """Whether it still runs (a zombie does not)."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
