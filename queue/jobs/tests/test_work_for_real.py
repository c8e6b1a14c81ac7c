"""Real workers, forked by Celery: kill -9, time limits, deaf handlers, dead and frozen brokers."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from redis import Redis

from accounts.models import User
from jobs.models import Job
from jobs.services import wake
from jobs.services.cancel import cancel
from jobs.services.enqueue import enqueue, enqueue_many
from jobs.testing import kinds  # noqa: F401 - registers the kinds of the worker here too
from jobs.testing.broker import own_valkey
from jobs.testing.worker import children_of, worker_process
from project.lib.clock import now
from project.stack.processes import end
from project.testing.site import site_environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.stack]
PATIENCE = 30.0


def until(condition: Callable[[], object], *, seconds: float = PATIENCE) -> float:
    """Wait for a condition; the seconds that took."""
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > seconds:
            pytest.fail(
                f"did not happen within {seconds} s: {list(Job.objects.values('kind', 'state', 'error', 'crashes'))}"
            )
        time.sleep(0.02)
    return time.monotonic() - begun


def state_of(job: Job) -> str:
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


@pytest.fixture(scope="module")
def short_leases(django_db_setup: None) -> dict[str, str]:
    return {**site_environment(), "QUEUE_LEASE_SECONDS": "3"}


@pytest.fixture
def worker(short_leases: dict[str, str], transactional_db: None) -> Iterator[object]:
    with worker_process(environment=short_leases) as process:
        yield process


def test_a_worker_does_what_is_asked_stops_what_is_cancelled_and_outlives_kills(worker: object, alice: User) -> None:
    """One worker for the whole story: starting one takes seconds."""
    many = enqueue_many("test.nothing", [None] * 300)
    until(lambda: not Job.objects.filter(finished_at=None).exists())
    assert Job.objects.filter(state="succeeded").count() == len(many)

    heavy = enqueue_many("test.nap", [{"seconds": 20, "steps": 200}] * 4, lane="bulk")
    until(lambda: Job.objects.filter(lane="bulk", state="running").exists())
    light = enqueue("test.nothing")
    until(lambda: state_of(light) == "succeeded")  # long heavy work leaves a process to light work
    until(lambda: Job.objects.filter(lane="bulk", state="running").count() == 1)
    for job in heavy:
        cancel(job, at=now())
    until(lambda: not Job.objects.filter(finished_at=None).exists())

    slow = enqueue("test.nap", {"seconds": 20, "steps": 200}, owner=alice)
    until(lambda: Job.objects.filter(pk=slow.pk, progress__gt=0).exists())
    cancel(slow, at=now())
    assert until(lambda: state_of(slow) == "cancelled") < 2

    deaf = enqueue("test.deaf", {"seconds": 60})
    until(lambda: state_of(deaf) == "running")
    cancel(deaf, at=now())
    assert until(lambda: state_of(deaf) == "cancelled") < 6

    late = enqueue("test.slow_for_its_kind", {"seconds": 60})
    until(lambda: state_of(late) == "failed")
    assert Job.objects.get(pk=late.pk).error_code == "timed_out"

    hit = enqueue("test.nap", {"seconds": 1.5, "steps": 5})
    until(lambda: state_of(hit) == "running")
    held_by = Job.objects.values_list("held_by", flat=True).get(pk=hit.pk)
    os.kill(int(held_by.rsplit("/", 1)[1]), signal.SIGKILL)
    assert until(lambda: Job.objects.filter(pk=hit.pk, fence=2).exists()) < 6
    until(lambda: state_of(hit) == "succeeded")
    assert list(Job.objects.get(pk=hit.pk).attempts.values_list("outcome", flat=True)) == ["crashed", "succeeded"]


def test_a_killed_tree_loses_nothing(short_leases: dict[str, str], transactional_db: None) -> None:
    job = enqueue("test.nap", {"seconds": 1, "steps": 4})
    with worker_process(environment=short_leases) as first:
        until(lambda: state_of(job) == "running")
        tree = [psutil.Process(first.pid), *children_of(first)]
        for process in tree:
            process.kill()
    with worker_process(environment=short_leases):
        until(lambda: state_of(job) == "succeeded")
    assert Job.objects.get(pk=job.pk).crashes == 1


def test_a_lost_ticket_loses_nothing(worker: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is woken, and the broker forgets everything: the steward looks by itself."""
    monkeypatch.setattr(wake.waker, "wake", lambda lane: None)
    job = enqueue("test.nothing")
    Redis.from_url(settings.REDIS_URL).delete("default")
    assert until(lambda: state_of(job) == "succeeded") < 6


def test_a_worker_goes_on_without_its_broker(
    short_leases: dict[str, str], transactional_db: None, tmp_path: Path
) -> None:
    """Children that hold a ticket look by themselves when nobody can call them."""
    with own_valkey(tmp_path) as (server, url), worker_process(environment={**short_leases, "REDIS_URL": url}):
        first = enqueue("test.nothing")  # the steward finds it: this process calls at another broker
        until(lambda: state_of(first) == "succeeded")
        end(server, by=signal.SIGKILL, patience=5)
        jobs = [enqueue("test.nothing"), enqueue("test.append", {"path": str(tmp_path / "line"), "text": "x"})]
        until(lambda: all(state_of(job) == "succeeded" for job in jobs))


def test_a_worker_that_is_asked_to_stop_stops_soon_and_finishes_its_job(
    short_leases: dict[str, str], transactional_db: None
) -> None:
    with worker_process(environment=short_leases) as process:
        job = enqueue("test.nap", {"seconds": 1, "steps": 4})
        until(lambda: state_of(job) == "running")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)
    assert (state_of(job), Job.objects.get(pk=job.pk).fence) == ("succeeded", 1)


class TestBrokerAway:
    @pytest.fixture(params=["dead", "frozen"])
    def broker(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[None]:
        """No server at the address, or one that accepts and never answers."""
        address = tmp_path / "broker.sock"
        silent = socket.socket(socket.AF_UNIX)
        if request.param == "frozen":
            silent.bind(str(address))
            silent.listen(50)
        monkeypatch.setattr(settings, "BROKER_URL", f"unix://{address}?db=0")
        monkeypatch.setattr(wake, "waker", wake.Waker())
        yield
        silent.close()

    def test_enqueueing_takes_no_longer_and_loses_nothing(self, broker: None) -> None:
        enqueue("test.nothing")
        waits = []
        for _ in range(20):
            begun = time.perf_counter()
            enqueue("test.nothing")
            waits.append(time.perf_counter() - begun)
        assert sorted(waits)[len(waits) // 2] < 0.05
        assert Job.objects.filter(state="queued").count() == 21
