"""Take jobs off a lane: order, limits, fairness, rivals, and a snapshot held open."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from accounts.models import User
from jobs.models import Job
from jobs.services import wake
from jobs.services.claim import Claimed, turn_over
from jobs.services.enqueue import enqueue, enqueue_many
from jobs.services.levels import refresh_levels
from jobs.services.pause import pause, resume
from jobs.worker.drain import Drain, run_waiting

pytestmark = pytest.mark.django_db
MakeKind = Callable[..., str]


def claim(want: int = 10, *, lane: str = "default", worker: str = "w1") -> list[Claimed]:
    return turn_over(lane=lane, worker=worker, want=want).claimed


def test_the_urgent_come_first_then_the_oldest(make_kind: MakeKind) -> None:
    kind = make_kind()
    low, normal, second, urgent = (enqueue(kind, priority=p) for p in (9, 5, 5, 0))
    assert [each.id for each in claim()] == [urgent.pk, normal.pk, second.pk, low.pk]


def test_a_claim_takes_its_lane_only_and_no_more_than_it_wants(make_kind: MakeKind) -> None:
    here, there = make_kind(), make_kind(lane="bulk")
    enqueue_many(here, [None] * 5)
    enqueue(there)
    assert len(claim(3)) == 3
    assert len(claim(3)) == 2
    assert claim(3) == []
    assert len(claim(3, lane="bulk")) == 1


def test_a_claim_tells_whether_more_waits(make_kind: MakeKind) -> None:
    enqueue_many(make_kind(), [None] * 3)
    assert turn_over(lane="default", worker="w1", want=2).has_more
    assert not turn_over(lane="default", worker="w1", want=1).has_more
    assert not turn_over(lane="default", worker="w1", want=1).has_more


def test_a_worker_with_its_hand_full_calls_another(make_kind: MakeKind, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when it takes a single slow job: the others must not wait for the steward's look."""
    called: list[str] = []
    monkeypatch.setattr(wake.waker, "wake", called.append)
    kind = make_kind(lambda context, payload: called.append("ran"))
    with transaction.atomic():
        enqueue_many(kind, [None] * 2)
    Drain(worker="w1", speaks=False).drain("default", most=1)
    assert called[:2] == ["default", "ran"]


def test_a_claimed_job_is_held_and_fenced(make_kind: MakeKind) -> None:
    job = enqueue(make_kind())
    (claimed,) = claim()
    job.refresh_from_db()
    assert (job.state, job.held_by, job.fence, claimed.fence) == ("running", "w1", 1, 1)
    assert job.held_until is not None
    assert timedelta(seconds=5) < job.held_until - job.started_at < timedelta(seconds=20)


def test_people_take_turns_however_much_one_asks_for(make_kind: MakeKind, alice: User, bob: User) -> None:
    kind = make_kind()
    enqueue_many(kind, [None] * 100, owner=alice)
    claim(10)
    Job.objects.filter(state="running").update(state="succeeded", held_until=None, finished_at="2026-01-01T00:00Z")
    refresh_levels(["default"])
    enqueue_many(kind, [None] * 4, owner=bob)
    owners = [each.owner_id for each in claim(9)]
    assert owners.count(bob.pk) == 4
    assert owners.count(alice.pk) == 5


def test_one_person_never_runs_more_than_the_limit(make_kind: MakeKind, alice: User, bob: User, settings) -> None:
    settings.QUEUE_RUNNING_PER_USER = 3
    kind = make_kind()
    enqueue_many(kind, [None] * 10, owner=alice)
    assert len(claim(8)) == 3
    assert claim(8, worker="w2") == []
    enqueue(kind, owner=bob)
    assert [each.owner_id for each in claim(8, worker="w2")] == [bob.pk]


def test_a_kind_never_runs_more_than_its_limit(make_kind: MakeKind) -> None:
    scarce, plenty = make_kind(most_running=2), make_kind()
    enqueue_many(scarce, [None] * 5)
    enqueue_many(plenty, [None] * 3)
    kinds = [each.kind for each in claim(20)]
    assert kinds.count(scarce) == 2
    assert kinds.count(plenty) == 3
    assert claim(20) == []


def test_a_paused_kind_waits(make_kind: MakeKind, staff: User) -> None:
    held, free = make_kind(), make_kind()
    enqueue(held)
    enqueue(free)
    pause(held, by=staff, reason="repairs")
    assert [each.kind for each in claim()] == [free]
    resume(held)
    assert [each.kind for each in claim()] == [held]


@pytest.mark.django_db(transaction=True)
def test_two_rivals_never_get_one_job(make_kind: MakeKind) -> None:
    """The rival claims in the gap before the first one's commit."""
    enqueue_many(make_kind(), [None] * 20)
    mine: list[Claimed] = []
    theirs: list[Claimed] = []
    both = threading.Barrier(2)

    def work(into: list[Claimed], worker: str) -> None:
        both.wait()
        while got := claim(3, worker=worker):
            into.extend(got)
        connections.close_all()

    rival = threading.Thread(target=work, args=[theirs, "w2"])
    rival.start()
    work(mine, "w1")
    rival.join()
    assert len(mine) + len(theirs) == 20
    assert len({each.id for each in mine + theirs}) == 20


@pytest.mark.django_db(transaction=True)
def test_a_limit_holds_against_a_rival_in_the_gap(make_kind: MakeKind) -> None:
    """The rival starts while the first claim is not committed: it waits, then counts what that took."""
    enqueue_many(make_kind(most_running=2), [None] * 6)
    theirs: list[Claimed] = []

    def rival() -> None:
        theirs.extend(claim(6, worker="w2"))
        connections.close_all()

    thread = threading.Thread(target=rival)
    with transaction.atomic():
        mine = claim(6)
        thread.start()
        _until_blocked()
    thread.join()
    assert len(mine) == 2
    assert theirs == []


def _until_blocked() -> None:
    """Until another session waits for a lock of ours."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")
            if cursor.fetchone()[0]:
                return
    pytest.fail("The rival did not wait.")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_snapshot_held_open_does_not_slow_claims(make_kind: MakeKind) -> None:
    """Dead rows cannot be removed while an old transaction looks at them; a claim must not wade through them."""
    kind = make_kind()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT count(*) FROM queue_job")
        for _ in range(4):
            enqueue_many(kind, [None] * 3000)
            run_waiting(lanes=["default"])
            refresh_levels(["default"])
        enqueue_many(kind, [None] * 50)
        refresh_levels(["default"])
        touched = _buffers_of_a_claim()
        cursor.execute("ROLLBACK")
    other.close()
    assert touched < 1500, "a claim of one job read as if it walked through 12,000 dead rows"


def _buffers_of_a_claim() -> int:
    """How many pages one claim looks at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        before = _pages(cursor)
        claim(1)
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        return _pages(cursor) - before


def _pages(cursor) -> int:
    cursor.execute("SELECT pg_stat_force_next_flush()")
    cursor.execute(
        "SELECT heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read FROM pg_statio_user_tables WHERE relname = 'queue_job'"
    )
    return cursor.fetchone()[0]
