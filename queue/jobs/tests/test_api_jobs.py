"""The endpoints of jobs."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of, make_api_key_of
from jobs.models import Job
from jobs.services.enqueue import enqueue, enqueue_many, open_batch
from jobs.worker.drain import run_waiting
from project.lib.ids import uuid7

pytestmark = pytest.mark.django_db
API = "/api/v1/jobs/"


@pytest.fixture
def job(alice: User, make_kind: Callable[..., str]) -> Job:
    return enqueue(make_kind(lambda context, payload: {"words": 3}), owner=alice, title="Count words")


def test_ones_own_jobs_are_listed_newest_first(alice: User, bob: User, make_kind: Callable[..., str], job: Job) -> None:
    second = enqueue(job.kind, owner=alice)
    enqueue(job.kind, owner=bob)
    enqueue(job.kind)
    enqueue(make_kind(is_visible=False), owner=alice)
    answer = client_of(alice).get(API)
    assert answer.status_code == 200
    assert [row["id"] for row in answer.json()["results"]] == [str(second.pk), str(job.pk)]


def test_a_list_takes_the_same_queries_however_long(
    alice: User, job: Job, django_assert_max_num_queries: Callable
) -> None:
    enqueue_many(job.kind, [None] * 60, owner=alice)
    client = client_of(alice)
    with django_assert_max_num_queries(8):
        assert len(client.get(API).json()["results"]) == 50


def test_a_job_shows_its_state_result_and_history(alice: User, job: Job) -> None:
    client = client_of(alice)
    run_waiting()
    shown = client.get(f"{API}{job.pk}/").json()
    assert (shown["state"], shown["progress"], shown["result"], shown["attempt"]) == ("succeeded", 100, {"words": 3}, 1)
    assert shown["error"] is None
    events = client.get(f"{API}{job.pk}/events").json()["results"]
    assert [event["kind"] for event in events] == ["created", "started", "succeeded"]


def test_an_error_is_a_sentence_and_never_a_trace(alice: User, make_kind: Callable[..., str]) -> None:
    def fail(context: object, payload: object) -> None:
        raise ValueError("the secret is swordfish")

    failed = enqueue(make_kind(fail, max_failures=1), owner=alice)
    run_waiting()
    client = client_of(alice)
    shown = client.get(f"{API}{failed.pk}").json()
    assert shown["error"] == {"code": "unexpected", "message": "Something went wrong while doing this."}
    assert "swordfish" not in client.get(f"{API}{failed.pk}/events").content.decode()


def test_a_waiting_job_is_cancelled_and_tried_again(alice: User, job: Job) -> None:
    client = client_of(alice)
    cancelled = client.post(f"{API}{job.pk}/cancel")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    twice = client.post(f"{API}{job.pk}/cancel")
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "job_finished")
    again = client.post(f"{API}{job.pk}/retry")
    assert (again.status_code, again.json()["state"]) == (200, "queued")
    early = client.post(f"{API}{job.pk}/retry")
    assert (early.status_code, early.json()["error"]["code"]) == (409, "job_not_repeatable")


@pytest.mark.parametrize(("method", "tail"), [("get", ""), ("get", "/events"), ("post", "/cancel"), ("post", "/retry")])
def test_a_stranger_finds_nothing(charlie: User, job: Job, method: str, tail: str) -> None:
    answer = getattr(client_of(charlie), method)(f"{API}{job.pk}{tail}")
    absent = getattr(client_of(charlie), method)(f"{API}{uuid7()}{tail}")
    assert (answer.status_code, absent.status_code) == (404, 404)
    assert answer.json()["error"]["message"] == absent.json()["error"]["message"]
    job.refresh_from_db()
    assert job.state == "queued"


@pytest.mark.parametrize(("method", "tail"), [("get", ""), ("get", "{id}"), ("post", "{id}/cancel"), ("get", "live")])
def test_nobody_signed_in_is_a_401(job: Job, method: str, tail: str) -> None:
    assert getattr(Client(), method)(API + tail.format(id=job.pk)).status_code == 401


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=sleeping", "state"),
        ("batch=1", "batch"),
        ("colour=red", "colour"),
        ("limit=0", "limit"),
        ("cursor=x", "cursor"),
    ],
)
def test_rubbish_is_a_400_that_names_it(alice: User, query: str, field: str) -> None:
    answer = client_of(alice).get(f"{API}?{query}")
    assert answer.status_code == 400
    assert field in answer.json()["error"]["fields"]


def test_filters_narrow_the_list(alice: User, job: Job) -> None:
    batch = open_batch(title="Both", owner=alice)
    enqueue_many(job.kind, [None] * 2, owner=alice, batch=batch)
    client = client_of(alice)
    assert len(client.get(f"{API}?batch={batch.pk}").json()["results"]) == 2
    assert len(client.get(f"{API}?state=succeeded").json()["results"]) == 0
    assert len(client.get(f"{API}?kind={job.kind}").json()["results"]) == 3


def test_making_a_job_by_hand_is_not_offered(alice: User) -> None:
    answer = client_of(alice).post(API, {"kind": "trial.kind_0"}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")


def test_a_reading_key_reads_and_does_not_cancel(alice: User, job: Job) -> None:
    _, secret = make_api_key_of(alice, "jobs:read")
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get(API, headers=headers).status_code == 200
    assert Client().post(f"{API}{job.pk}/cancel", headers=headers).status_code == 403
    job.refresh_from_db()
    assert job.state == "queued"
