"""Run jobs: ends, retries, the fence, and effects that commit with the completion."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection

from accounts.models import User
from jobs.context import JobContext
from jobs.errors import (
    BatchCancelled,
    JobCancelled,
    JobFailed,
    LeaseLost,
    NotCancellable,
    NotRepeatable,
    PermanentFailure,
)
from jobs.models import Attempt, Batch, Job, KindPause
from jobs.rules.states import JobState
from jobs.services.cancel import cancel, cancel_batch, finish_cancelled_batches
from jobs.services.claim import turn_over
from jobs.services.enqueue import enqueue, enqueue_chain, enqueue_many, open_batch
from jobs.services.reap import extend_leases, give_back, reap, release_dead
from jobs.services.retry import retry
from jobs.services.settle import settle
from jobs.worker.attempt import run
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.lib.errors import InvalidInput, Unavailable

pytestmark = pytest.mark.django_db
MakeKind = Callable[..., str]


def begin(worker: str = "w1") -> JobContext:
    (claimed,) = turn_over(lane="default", worker=worker, want=1).claimed
    return JobContext(claimed, worker=worker)


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(held_until=now() - timedelta(seconds=1))


def mark(name: str) -> None:
    KindPause.objects.create(kind=name)


def test_a_job_ends_with_its_result(make_kind: MakeKind) -> None:
    job = enqueue(make_kind(lambda context, payload: {"words": 3}))
    assert run_waiting() == 1
    job.refresh_from_db()
    assert (job.state, job.result, job.progress, job.held_by) == ("succeeded", {"words": 3}, 100, "")
    assert job.finished_at >= job.started_at
    assert [(a.number, a.outcome) for a in job.attempts.all()] == [(1, "succeeded")]


@pytest.mark.parametrize(
    ("error", "state", "code", "sentence"),
    [
        (ValueError("secret detail"), "retrying", "unexpected", "Something went wrong while doing this."),
        (JobFailed("The page did not answer.", code="no_answer"), "retrying", "no_answer", "The page did not answer."),
        (
            PermanentFailure("The file is no picture.", code="no_picture"),
            "failed",
            "no_picture",
            "The file is no picture.",
        ),
        (InvalidInput("The name is empty."), "failed", "invalid", "The name is empty."),
        (Unavailable("No model is set up."), "retrying", "unavailable", "No model is set up."),
        (OperationalError("gone"), "retrying", "database_away", "The database was away for a moment."),
        (KeyError("permanent here"), "failed", "unexpected", "Something went wrong while doing this."),
    ],
)
def test_each_error_ends_in_a_state(
    make_kind: MakeKind, error: Exception, state: str, code: str, sentence: str
) -> None:
    def fail(context: object, payload: object) -> None:
        raise error

    job = enqueue(make_kind(fail, permanent=(KeyError,), is_atomic=False))
    context = begin()
    ended = run(context)
    assert ended is not None
    settle([ended])
    job.refresh_from_db()
    assert (job.state, job.error_code, job.error, job.failures) == (state, code, sentence, 1)
    attempt = Attempt.objects.get(job=job)
    assert type(error).__name__ in attempt.trace
    assert "secret detail" not in job.error


def test_it_gives_up_after_the_last_try(make_kind: MakeKind) -> None:
    def fail(context: object, payload: object) -> None:
        raise ValueError

    job = enqueue(make_kind(fail, max_failures=3))
    for _ in range(5):
        Job.objects.filter(state="retrying").update(run_at=now())
        run_waiting()
    job.refresh_from_db()
    assert (job.state, job.failures, job.attempts.count()) == ("failed", 3, 3)


def test_a_failed_handler_leaves_nothing_behind(make_kind: MakeKind) -> None:
    def half(context: object, payload: object) -> None:
        mark("half.done")
        raise ValueError

    enqueue(make_kind(half))
    run_waiting(most=1)
    assert KindPause.objects.count() == 0


def test_a_revived_worker_can_change_nothing(make_kind: MakeKind) -> None:
    """The old worker sleeps, the reaper takes its job, another does it, the old one wakes up."""

    def work(context: JobContext, payload: object) -> str:
        with context.writes():
            mark(f"by.{context.worker}")
        return context.worker

    job = enqueue(make_kind(work, is_atomic=False))
    old = begin("old")
    expire(job)
    assert reap() == 1
    new = begin("new")
    ended = run(new)
    assert ended is not None
    settle([ended])
    assert run(old) is None
    with pytest.raises(LeaseLost), old.completes("mine"):
        mark("by.old")
    assert settle([old.success("old")]) == set()
    job.refresh_from_db()
    assert (job.state, job.result, job.fence) == ("succeeded", "new", 2)
    assert list(KindPause.objects.values_list("kind", flat=True)) == ["by.new"]


def test_an_atomic_handlers_writes_fall_with_its_fence(make_kind: MakeKind) -> None:
    """The job is taken away while the handler works: its writes must not commit."""
    job: Job

    def overtaken(context: JobContext, payload: object) -> None:
        mark("too.late")
        Job.objects.filter(pk=context.id).update(fence=99)

    job = enqueue(make_kind(overtaken))
    assert run(begin()) is None
    job.refresh_from_db()
    assert KindPause.objects.count() == 0
    assert (job.state, job.fence) == ("running", 1)


def test_completion_and_effect_commit_together(make_kind: MakeKind) -> None:
    def work(context: JobContext, payload: object) -> None:
        with context.completes({"ok": True}):
            mark("done")

    job = enqueue(make_kind(work, is_atomic=False))
    run_waiting()
    job.refresh_from_db()
    assert (job.state, job.result) == ("succeeded", {"ok": True})
    assert KindPause.objects.filter(kind="done").exists()


def test_a_crash_is_repeated_then_stopped_for_safety(make_kind: MakeKind) -> None:
    job = enqueue(make_kind(max_crashes=3))
    states = []
    for _ in range(3):
        begin()
        expire(job)
        reap()
        job.refresh_from_db()
        states.append(job.state)
        Job.objects.filter(state="retrying").update(run_at=now())
        if job.state == "retrying":
            Job.objects.filter(pk=job.pk).update(state="queued")
    assert states == ["queued", "retrying", "dead"]
    assert (job.crashes, job.failures, job.error_code) == (3, 0, "worker_crashed")
    assert list(job.attempts.values_list("outcome", flat=True)) == ["crashed"] * 3


def test_a_lease_that_is_spoken_for_is_not_reaped(make_kind: MakeKind) -> None:
    job = enqueue(make_kind())
    begin("alive")
    expire(job)
    extend_leases(["alive"])
    assert reap() == 0
    assert release_dead(["alive"]) == 1


def test_what_was_not_begun_goes_back_uncharged(make_kind: MakeKind) -> None:
    job = enqueue(make_kind())
    context = begin()
    give_back([(context.id, context.attempt)])
    job.refresh_from_db()
    assert (job.state, job.failures, job.crashes, job.attempts.count()) == ("queued", 0, 0, 0)


def test_an_unknown_kind_in_the_queue_fails_with_its_name(make_kind: MakeKind) -> None:
    job = enqueue(make_kind())
    Job.objects.filter(pk=job.pk).update(kind="gone.long_ago")
    ended = run(begin())
    assert ended is not None
    assert (ended.state, ended.error_code) == (JobState.RETRYING, "unknown_job_kind")
    assert "gone.long_ago" in ended.error


class TestCancel:
    def test_a_waiting_job_is_cancelled_at_once(self, make_kind: MakeKind) -> None:
        job = cancel(enqueue(make_kind()), at=now())
        assert job.state == "cancelled"
        assert run_waiting() == 0

    def test_a_running_job_stops_when_it_looks(self, make_kind: MakeKind) -> None:
        def work(context: JobContext, payload: object) -> None:
            context.progress(10)
            mark("after.cancel")

        job = enqueue(make_kind(work))
        context = begin()
        assert cancel(job, at=now()).state == "running"
        context.learn(is_held=True, is_cancelled=True)
        ended = run(context)
        assert ended is not None
        settle([ended])
        job.refresh_from_db()
        assert (job.state, job.error) == ("cancelled", "Cancelled.")
        assert KindPause.objects.count() == 0

    def test_guarded_writes_learn_of_it_themselves(self, make_kind: MakeKind) -> None:
        job = enqueue(make_kind())
        context = begin()
        cancel(job, at=now())
        with pytest.raises(JobCancelled), context.writes():
            mark("after.cancel")
        assert KindPause.objects.count() == 0

    def test_a_finished_job_cannot_be_cancelled(self, make_kind: MakeKind) -> None:
        job = enqueue(make_kind())
        run_waiting()
        with pytest.raises(NotCancellable):
            cancel(job, at=now())
        with pytest.raises(NotRepeatable):
            retry(job, at=now())

    def test_children_are_cancelled_with_their_parent(self, make_kind: MakeKind) -> None:
        kind = make_kind()
        parent = enqueue(kind)
        child = enqueue(kind, parent=parent)
        cancel(parent, at=now())
        child.refresh_from_db()
        assert child.state == "cancelled"

    def test_a_batch_is_cancelled_whole(self, make_kind: MakeKind, alice: User) -> None:
        batch = open_batch(title="Many", owner=alice, expected=5)
        enqueue_many(make_kind(), [None] * 5, owner=alice, batch=batch)
        begin()
        assert cancel_batch(batch, at=now()) == 5
        assert Job.objects.filter(batch=batch, state="cancelled").count() == 4
        assert Job.objects.filter(batch=batch, state="running", cancel_requested_at__isnull=False).count() == 1

    def test_nothing_joins_a_cancelled_batch(self, make_kind: MakeKind, alice: User) -> None:
        batch = open_batch(title="Many", owner=alice)
        cancel_batch(batch, at=now())
        with pytest.raises(BatchCancelled):
            enqueue(make_kind(), owner=alice, batch=batch)
        assert not Job.objects.exists()

    def test_a_handler_that_adds_to_a_cancelled_batch_ends_cancelled(self, make_kind: MakeKind, alice: User) -> None:
        batch = open_batch(title="Many", owner=alice)
        cancel_batch(batch, at=now())
        kind = make_kind()
        filler = enqueue(make_kind(lambda context, payload: enqueue(kind, batch=batch)), owner=alice)
        run_waiting()
        filler.refresh_from_db()
        assert filler.state == "cancelled"

    def test_cancelling_that_was_cut_short_is_finished(self, make_kind: MakeKind, alice: User) -> None:
        batch, other = open_batch(title="Many", owner=alice), open_batch(title="Others", owner=alice)
        kind = make_kind()
        jobs = enqueue_many(kind, [None] * 3, owner=alice, batch=batch)
        enqueue(kind, owner=alice, batch=other)
        cancel(jobs[0], at=now())
        Batch.objects.filter(pk=batch.pk).update(cancel_requested_at=now())
        retry(jobs[0], at=now())
        assert finish_cancelled_batches(at=now()) == 2
        assert finish_cancelled_batches(at=now()) == 0
        assert Job.objects.filter(state="queued").count() == 2  # the one repeated on purpose, and the other batch's

    def test_a_cancelled_job_in_hand_that_was_not_begun_ends_when_it_is_given_back(self, make_kind: MakeKind) -> None:
        kind = make_kind()
        first, second = enqueue_chain([(kind, None), (kind, None)])
        kept = enqueue(kind)
        claimed = turn_over(lane="default", worker="w1", want=2).claimed
        cancel(first, at=now())
        give_back([(each.id, each.fence) for each in claimed])
        states = dict(Job.objects.values_list("pk", "state"))
        assert states == {first.pk: "cancelled", second.pk: "cancelled", kept.pk: "queued"}

    def test_a_cancelled_job_that_fails_before_it_heard_of_it_is_not_tried_again(self, make_kind: MakeKind) -> None:
        def fail(context: JobContext, payload: object) -> None:
            cancel(Job.objects.get(pk=context.id), at=now())
            raise ValueError

        job = enqueue(make_kind(fail, is_atomic=False))
        run_waiting()
        job.refresh_from_db()
        assert (job.state, job.error_code, job.finished_at is not None) == ("cancelled", "cancelled", True)

    def test_a_cancelled_job_whose_worker_vanished_ends_cancelled(self, make_kind: MakeKind) -> None:
        job = enqueue(make_kind())
        begin()
        cancel(job, at=now())
        expire(job)
        reap()
        job.refresh_from_db()
        assert job.state == "cancelled"


class TestChainAgain:
    def test_the_steps_behind_wait_again_and_run_in_order(self, make_kind: MakeKind) -> None:
        ran: list[str] = []

        def first(context: JobContext, payload: object) -> None:
            ran.append("first")
            if len(ran) == 1:
                raise PermanentFailure("Not today.")

        steps = [(make_kind(first), None), *((make_kind(lambda c, p, n=n: ran.append(n)), None) for n in ("2", "3"))]
        jobs = enqueue_chain(steps)
        run_waiting()
        assert [Job.objects.get(pk=job.pk).state for job in jobs] == ["failed", "cancelled", "cancelled"]
        retry(jobs[0], at=now())
        assert [Job.objects.get(pk=job.pk).state for job in jobs] == ["queued", "scheduled", "scheduled"]
        run_waiting()
        assert ran == ["first", "first", "2", "3"]

    def test_a_step_is_not_tried_before_the_one_it_follows(self, make_kind: MakeKind) -> None:
        kind = make_kind()
        first, second = enqueue_chain([(kind, None), (kind, None)])
        cancel(first, at=now())
        with pytest.raises(NotRepeatable, match="Try that one again first"):
            retry(second, at=now())
        second.refresh_from_db()
        assert second.state == "cancelled"

    def test_a_step_somebody_cancelled_stays_cancelled(self, make_kind: MakeKind) -> None:
        kind = make_kind()
        first, second = enqueue_chain([(kind, None), (kind, None)])
        cancel(second, at=now())
        cancel(first, at=now())
        retry(first, at=now())
        second.refresh_from_db()
        assert second.state == "cancelled"


def test_a_child_is_made_once_however_often_its_parent_runs(make_kind: MakeKind) -> None:
    kind = make_kind()

    def work(context: JobContext, payload: object) -> None:
        context.enqueue(kind, key="one")
        if context.attempt == 1:
            raise ValueError

    parent = enqueue(make_kind(work, is_atomic=False))
    run_waiting()
    Job.objects.filter(pk=parent.pk, state="retrying").update(run_at=datetime.now(UTC))
    run_waiting()
    parent.refresh_from_db()
    assert parent.state == "succeeded"
    assert parent.children.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_quick_handler_that_asks_nothing_of_the_database_settles_with_its_batch(make_kind: MakeKind) -> None:
    enqueue_many(make_kind(), [None] * 200)
    connection.ensure_connection()
    with connection.execute_wrapper(Count()) as _:
        run_waiting(lanes=["default"])
    assert Job.objects.filter(state="succeeded").count() == 200
    assert Count.seen < 120


class Count:
    """Counts statements."""

    seen = 0

    def __call__(self, execute: Callable, sql: str, params: object, many: bool, context: object) -> object:
        Count.seen += 1
        return execute(sql, params, many, context)
