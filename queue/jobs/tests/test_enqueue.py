"""Ask for a job."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from accounts.models import User
from jobs.errors import KeyTaken, PayloadRefused, UnknownKind
from jobs.models import Job
from jobs.services import insert as inserting
from jobs.services import wake
from jobs.services.enqueue import enqueue, enqueue_chain, enqueue_many
from jobs.services.retry import retry
from jobs.sql import prepared
from jobs.worker.drain import run_waiting

pytestmark = pytest.mark.django_db
SCHEMA = {"type": "object", "properties": {"pages": {"type": "integer", "minimum": 1}}, "required": ["pages"]}


@dataclass(frozen=True)
class Book:
    title: str
    pages: int = 1


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lanes: list[str] = []
    monkeypatch.setattr(wake.waker, "wake", lanes.append)
    return lanes


def test_a_job_is_stored_as_asked(alice: User, make_kind: Callable[..., str]) -> None:
    kind = make_kind(payload=Book, lane="bulk", priority=2, max_failures=3)
    job = enqueue(kind, Book("Emma", 9), owner=alice, title="Print Emma")
    stored = Job.objects.get()
    assert stored.pk == job.pk
    assert (stored.state, stored.lane, stored.priority, stored.max_failures) == ("queued", "bulk", 2, 3)
    assert (stored.payload, stored.owner, stored.title) == ({"title": "Emma", "pages": 9}, alice, "Print Emma")


def test_the_worker_is_woken_only_after_the_commit(
    make_kind: Callable[..., str], woken: list[str], django_capture_on_commit_callbacks: Callable
) -> None:
    kind = make_kind(lane="interactive")
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(kind)
        assert woken == []
    assert woken == ["interactive"]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_or_sent_when_the_caller_rolls_back(make_kind: Callable[..., str], woken: list[str]) -> None:
    kind = make_kind()
    with transaction.atomic():
        enqueue(kind)
        transaction.set_rollback(True)
    assert Job.objects.count() == 0
    assert woken == []


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownKind) as refused:
        enqueue("nobody.knows_this")
    assert refused.value.fields == {"kind": ["Unknown kind."]}
    assert Job.objects.count() == 0


@pytest.mark.parametrize(
    ("payload", "fields"),
    [
        ({}, {"title"}),
        ({"title": "Emma", "pages": "many"}, {"pages"}),
        ({"title": "Emma", "author": "Austen"}, {"author"}),
        ("Emma", {"payload"}),
    ],
)
def test_a_payload_that_does_not_fit_is_refused_by_field(
    make_kind: Callable[..., str], payload: object, fields: set[str]
) -> None:
    kind = make_kind(payload=Book)
    with pytest.raises(PayloadRefused) as refused:
        enqueue(kind, payload)
    assert set(refused.value.fields) == fields
    assert Job.objects.count() == 0


def test_a_json_schema_is_checked_too(make_kind: Callable[..., str]) -> None:
    kind = make_kind(payload=SCHEMA)
    assert enqueue(kind, {"pages": 2}).payload == {"pages": 2}
    with pytest.raises(PayloadRefused) as refused:
        enqueue(kind, {"pages": 0})
    assert set(refused.value.fields) == {"pages"}


def test_what_postgresql_cannot_hold_is_refused(make_kind: Callable[..., str], settings) -> None:
    settings.QUEUE_PAYLOAD_BYTES = 1000
    kind = make_kind(payload=Book)
    for title in ("a\x00b", "x" * 1000):
        with pytest.raises(PayloadRefused):
            enqueue(kind, {"title": title})
    assert Job.objects.count() == 0


def test_the_same_key_gives_the_same_job(alice: User, bob: User, make_kind: Callable[..., str]) -> None:
    kind = make_kind(payload=Book)
    first = enqueue(kind, {"title": "Emma"}, key="emma", owner=alice)
    again = enqueue(kind, Book("Emma"), key="emma", owner=alice)
    assert again.pk == first.pk
    assert Job.objects.count() == 1
    with pytest.raises(KeyTaken):
        enqueue(kind, {"title": "Persuasion"}, key="emma", owner=alice)
    with pytest.raises(KeyTaken):
        enqueue(kind, {"title": "Emma"}, key="emma", owner=bob)


def test_many_are_all_or_none(make_kind: Callable[..., str]) -> None:
    kind = make_kind(payload=Book)
    with pytest.raises(PayloadRefused):
        enqueue_many(kind, [{"title": "Emma"}, {"pages": 3}])
    assert Job.objects.count() == 0
    assert len(enqueue_many(kind, [{"title": str(n)} for n in range(50)], keys=[str(n) for n in range(50)])) == 50
    assert len(enqueue_many(kind, [{"title": str(n)} for n in range(50)], keys=[str(n) for n in range(50)])) == 50
    assert Job.objects.count() == 50


def test_it_takes_one_statement(
    make_kind: Callable[..., str], monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(inserting, "prepared", lambda sql, values: sent.append(sql) or prepared(sql, values))
    kind = make_kind()
    with django_assert_num_queries(0):  # the prepared one is not among these
        enqueue(kind)
    assert len(sent) == 1


def test_a_job_for_later_waits(make_kind: Callable[..., str]) -> None:
    kind = make_kind()
    later = enqueue(kind, run_at=datetime.now(UTC) + timedelta(hours=1))
    assert later.state == "scheduled"
    assert run_waiting() == 0
    Job.objects.filter(pk=later.pk).update(run_at=datetime.now(UTC) - timedelta(seconds=1))
    assert run_waiting() == 1


def test_a_chain_runs_in_order(make_kind: Callable[..., str]) -> None:
    order: list[str] = []
    kind = make_kind(lambda context, payload: order.append(payload.title), payload=Book)
    jobs = enqueue_chain([(kind, {"title": title}) for title in "abc"])
    assert [job.state for job in jobs] == ["queued", "scheduled", "scheduled"]
    run_waiting()
    assert order == ["a", "b", "c"]


def test_a_broken_chain_cancels_what_is_behind(make_kind: Callable[..., str]) -> None:
    def fail(context: object, payload: object) -> None:
        raise ValueError("no")

    good, bad = make_kind(), make_kind(fail, max_failures=1)
    jobs = enqueue_chain([(good, None), (bad, None), (good, None), (good, None)])
    run_waiting()
    assert [Job.objects.get(pk=job.pk).state for job in jobs] == ["succeeded", "failed", "cancelled", "cancelled"]
    assert Job.objects.get(pk=jobs[3].pk).error_code == "job_before_failed"


def test_a_job_tried_again_by_hand_starts_clean(make_kind: Callable[..., str]) -> None:
    tries: list[int] = []

    def fail_once(context: object, payload: object) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("no")

    job = enqueue(make_kind(fail_once, max_failures=1))
    run_waiting()
    job.refresh_from_db()
    assert job.state == "failed"
    retry(job, at=datetime.now(UTC))
    run_waiting()
    job.refresh_from_db()
    assert (job.state, job.error, job.failures) == ("succeeded", "", 0)
    assert list(job.attempts.values_list("number", "outcome")) == [(1, "failed"), (2, "succeeded")]
