"""Measures, alarms, retention and the steward's rounds."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from redis import Redis

from accounts.models import User
from jobs.models import Batch, Job, KindMeasure, Schedule
from jobs.queries.jobs import batches_of, percent_of
from jobs.queries.lanes import lane_states
from jobs.services import wake
from jobs.services.claim import turn_over
from jobs.services.enqueue import enqueue, enqueue_chain, enqueue_many, open_batch
from jobs.services.measure import alarm_stuck, measure_kinds
from jobs.services.overdue import condemn, overdue_jobs
from jobs.services.reap import promote
from jobs.services.retention import forget_finished
from jobs.services.schedules import ensure_standing
from jobs.worker.drain import run_waiting
from jobs.worker.identity import node, worker_of
from jobs.worker.steward import Steward
from project.lib.clock import now
from project.ops.models import SystemEvent
from project.ops.requests.metrics import exposition

pytestmark = pytest.mark.django_db
MakeKind = Callable[..., str]


def test_a_job_is_stuck_beyond_twice_its_kinds_p95_and_told_once(make_kind: MakeKind) -> None:
    kind = make_kind()
    enqueue_many(kind, [None] * 30)
    run_waiting()
    measure_kinds(at=now())
    assert KindMeasure.objects.get(kind=kind).finished == 30
    KindMeasure.objects.update(run_p95=4.0)
    job = enqueue(kind)
    turn_over(lane="default", worker="w1", want=1)
    job.refresh_from_db()
    assert alarm_stuck(at=job.started_at + timedelta(seconds=7)) == []
    assert alarm_stuck(at=job.started_at + timedelta(seconds=9)) == [job]
    assert alarm_stuck(at=job.started_at + timedelta(seconds=10)) == []
    assert [event.kind for event in job.events.all()] == ["stuck"]
    alarm = SystemEvent.objects.get(kind="job_stuck")
    assert (alarm.level, alarm.subject) == ("error", f"queue.job:{job.pk}")


def test_a_kind_with_few_jobs_is_not_judged(make_kind: MakeKind) -> None:
    kind = make_kind()
    enqueue_many(kind, [None] * 19)
    run_waiting()
    measure_kinds(at=now())
    enqueue(kind)
    turn_over(lane="default", worker="w1", want=1)
    assert alarm_stuck(at=now() + timedelta(hours=5)) == []


def test_finished_jobs_are_forgotten_when_their_time_is_over(make_kind: MakeKind, settings) -> None:
    settings.QUEUE_RETENTION_DAYS = 10
    long, short = make_kind(), make_kind(retention=timedelta(days=1))
    old_short, old_long = enqueue(short), enqueue(long)
    run_waiting()
    waiting = enqueue(long)
    assert forget_finished(at=now() + timedelta(days=2)) == 1
    assert set(Job.objects.values_list("pk", flat=True)) == {old_long.pk, waiting.pk}
    assert not Job.objects.filter(pk=old_short.pk).exists()
    assert forget_finished(at=now() + timedelta(days=11)) == 1
    assert list(Job.objects.all()) == [waiting]


def test_a_job_that_others_wait_for_is_not_forgotten(make_kind: MakeKind) -> None:
    kind = make_kind()
    enqueue_chain([(kind, None), (kind, None)])
    run_waiting(most=1)
    assert forget_finished(at=now() + timedelta(days=400)) == 0


def test_lanes_tell_depth_and_age(make_kind: MakeKind) -> None:
    kind = make_kind(lane="bulk")
    enqueue_many(kind, [None] * 3)
    Job.objects.update(run_at=now() - timedelta(seconds=90))
    turn_over(lane="bulk", worker="w1", want=1)
    bulk = {state.lane: state for state in lane_states(at=now())}["bulk"]
    assert (bulk.waiting, bulk.running) == (2, 1)
    assert 89 < bulk.oldest_seconds < 100


def test_a_batch_has_one_progress(make_kind: MakeKind, alice: User) -> None:
    batch = open_batch(title="Four", owner=alice, expected=4)
    kind = make_kind()
    enqueue_many(kind, [None] * 4, owner=alice, batch=batch)
    assert percent_of(batches_of(alice).get()) == 0
    turn_over(lane="default", worker="w1", want=1)
    Job.objects.filter(state="running").update(progress=50)
    assert percent_of(batches_of(alice).get()) == 12
    run_waiting()
    assert percent_of(batches_of(alice).get()) == 87
    assert Batch.objects.count() == 1


class TestSteward:
    @pytest.fixture
    def woken(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        lanes: list[str] = []
        monkeypatch.setattr(wake.waker, "wake", lanes.append)
        return lanes

    def test_it_leaves_a_ticket_where_work_waits(self, make_kind: MakeKind, woken: list[str]) -> None:
        enqueue(make_kind(lane="bulk"))
        woken.clear()
        Steward(lanes=["default", "bulk"], children=set).tick()
        assert woken == ["bulk"]

    def test_it_leaves_a_ticket_for_each_child_that_has_none(self, woken: list[str]) -> None:
        broker = Redis.from_url(settings.REDIS_URL)
        broker.delete("gpu")
        Steward(lanes=["gpu"], children=set, idle=lambda: 2).tick()
        assert broker.llen("gpu") == 2
        Steward(lanes=["gpu"], children=set, idle=lambda: 0).tick()
        assert broker.llen("gpu") == 2
        broker.delete("gpu")

    def test_it_outlives_what_nobody_foresaw(self, monkeypatch: pytest.MonkeyPatch) -> None:
        looks: list[int] = []
        steward = Steward(lanes=[], children=lambda: looks.append(1) or {}["surprise"])
        monkeypatch.setattr("jobs.worker.steward.TICK", 0.01)
        steward.start()
        deadline = time.monotonic() + 10
        while len(looks) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        steward.stop()
        assert len(looks) >= 3

    def test_it_takes_back_what_a_dead_child_held(self, make_kind: MakeKind, woken: list[str]) -> None:
        job = enqueue(make_kind())
        turn_over(lane="default", worker=worker_of(99_999_999), want=1)
        living = [{99_999_999}, set()]
        steward = Steward(lanes=["default"], children=lambda: living.pop(0))
        steward.tick()
        job.refresh_from_db()
        assert job.state == "running"
        steward.tick()
        job.refresh_from_db()
        assert (job.state, job.crashes) == ("queued", 1)

    def test_it_speaks_for_living_children(self, make_kind: MakeKind, woken: list[str]) -> None:
        job = enqueue(make_kind())
        turn_over(lane="default", worker=worker_of(99_999_999), want=1, lease=timedelta(seconds=-1))
        Steward(lanes=["default"], children=lambda: {99_999_999}).tick()
        job.refresh_from_db()
        assert job.state == "running"
        assert job.held_until > now()

    def test_due_jobs_are_let_in(self, make_kind: MakeKind, woken: list[str]) -> None:
        enqueue(make_kind(), run_at=now() - timedelta(seconds=1))
        assert promote() == 1
        assert Job.objects.get().state == "queued"


def test_a_job_past_its_time_limit_is_condemned(make_kind: MakeKind) -> None:
    job = enqueue(make_kind(time_limit=timedelta(minutes=5), max_failures=1))
    turn_over(lane="default", worker=worker_of(7), want=1)
    job.refresh_from_db()
    assert overdue_jobs(node(), at=job.started_at + timedelta(minutes=4)) == []
    (overdue,) = overdue_jobs(node(), at=job.started_at + timedelta(minutes=6))
    condemn(overdue)
    job.refresh_from_db()
    assert (job.state, job.error_code, job.error) == ("failed", "timed_out", "This took longer than it may.")
    assert job.attempts.get().outcome == "timed_out"


def test_a_deaf_cancelled_job_is_condemned_after_its_grace(make_kind: MakeKind) -> None:
    job = enqueue(make_kind(cancel_grace=timedelta(seconds=3)))
    turn_over(lane="default", worker=worker_of(7), want=1)
    asked = now()
    Job.objects.update(cancel_requested_at=asked)
    assert overdue_jobs(node(), at=asked + timedelta(seconds=2)) == []
    (overdue,) = overdue_jobs(node(), at=asked + timedelta(seconds=4))
    condemn(overdue)
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_lanes_and_kinds_are_in_the_metrics(make_kind: MakeKind, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    kind = make_kind(lane="bulk")
    enqueue_many(kind, [None] * 3)
    run_waiting(most=1)
    measure_kinds(at=now())
    text = exposition().decode()
    assert 'daimon_queue_waiting{lane="bulk"} 2.0' in text
    assert f'daimon_queue_finished{{kind="{kind}"}} 1.0' in text


def test_housekeeping_is_scheduled_once_and_staffs_changes_stay(db: None) -> None:
    ensure_standing(at=now())
    ensure_standing(at=now())
    standing = Schedule.objects.get(name="Keep house")
    assert (standing.kind, standing.is_active) == ("operations.keep_house", True)
    Schedule.objects.update(is_active=False, cron="5 5 * * *")
    ensure_standing(at=now())
    assert Schedule.objects.values_list("is_active", "cron").get(name="Keep house") == (False, "5 5 * * *")


def test_housekeeping_runs(db: None) -> None:
    job = enqueue("operations.keep_house")
    run_waiting()
    job.refresh_from_db()
    assert job.state == "succeeded", job.error
    assert "events" in job.result
