"""The endpoints of batches."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.models import User
from accounts.testing import client_of
from jobs.models import Batch, Job
from jobs.services.enqueue import enqueue_many, open_batch
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.lib.ids import uuid7

pytestmark = pytest.mark.django_db
API = "/api/v1/job-batches/"


@pytest.fixture
def batch(alice: User, make_kind: Callable[..., str]) -> Batch:
    batch = open_batch(title="Ten pages", owner=alice, expected=10)
    enqueue_many(make_kind(), [None] * 4, owner=alice, batch=batch)
    return batch


def test_a_batch_has_one_progress(alice: User, batch: Batch) -> None:
    client = client_of(alice)
    assert client.get(f"{API}{batch.pk}").json()["progress"] == 0
    run_waiting(most=2, lanes=["default"])
    shown = client.get(f"{API}{batch.pk}/").json()
    assert (shown["title"], shown["total"], shown["done"], shown["failed"], shown["progress"]) == (
        "Ten pages", 10, 2, 0, 20,
    )  # fmt: skip
    assert shown["expected_end"] is not None


def test_the_end_is_told_by_the_pace(alice: User, batch: Batch) -> None:
    run_waiting(most=2, lanes=["default"])
    Job.objects.filter(state="succeeded").update(started_at=now() - timedelta(minutes=2))
    shown = client_of(alice).get(f"{API}{batch.pk}").json()
    left = (
        Job(finished_at=shown["expected_end"])._meta.get_field("finished_at").to_python(shown["expected_end"])
    ) - now()
    assert timedelta(minutes=7.9) < left < timedelta(minutes=8.1)


def test_cancelling_ends_what_waits_and_twice_is_harmless(alice: User, batch: Batch) -> None:
    client = client_of(alice)
    run_waiting(most=1, lanes=["default"])
    for _ in range(2):
        answer = client.post(f"{API}{batch.pk}/cancel")
        assert answer.status_code == 200
        assert (answer.json()["cancelled"], answer.json()["expected_end"]) == (3, None)
        assert answer.json()["cancel_requested_at"] is not None
    assert Job.objects.filter(state="cancelled").count() == 3


def test_a_stranger_finds_nothing_and_stops_nothing(bob: User, batch: Batch) -> None:
    client = client_of(bob)
    assert client.get(API).json()["results"] == []
    for path in (f"{API}{batch.pk}", f"{API}{uuid7()}"):
        assert client.get(path).json()["error"]["code"] == "job_not_found"
        assert client.post(f"{path}/cancel").status_code == 404
    assert Job.objects.filter(state="queued").count() == 4


def test_a_list_takes_the_same_queries_however_long(
    alice: User, batch: Batch, django_assert_max_num_queries: Callable
) -> None:
    for number in range(20):
        open_batch(title=f"Batch {number}", owner=alice)
    client = client_of(alice)
    with django_assert_max_num_queries(8):
        assert len(client.get(API).json()["results"]) == 21


def test_an_unknown_parameter_is_refused(alice: User, batch: Batch) -> None:
    assert client_of(alice).get(f"{API}?colour=red").status_code == 400
    assert client_of(alice).get(f"{API}{batch.pk}?colour=red").status_code == 400
