"""The queue in the admin."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.testing import client_of
from jobs.models import Job, KindPause, Schedule
from jobs.services.enqueue import enqueue, enqueue_many, open_batch
from jobs.worker.drain import run_waiting

pytestmark = pytest.mark.django_db


def fail(context: object, payload: object) -> None:
    raise ValueError("the pump is dry")


def test_the_list_shows_lanes_and_asks_the_same_however_long(
    staff: User, alice: User, make_kind: Callable[..., str], django_assert_max_num_queries: Callable
) -> None:
    enqueue_many(make_kind(), [None] * 40, owner=alice)
    client = client_of(staff)
    with django_assert_max_num_queries(20):
        page = client.get(reverse("admin:queue_job_changelist"))
    assert page.status_code == 200
    assert "Ended per minute" in page.content.decode()


def test_a_failed_job_shows_its_trace_to_staff(staff: User, make_kind: Callable[..., str]) -> None:
    job = enqueue(make_kind(fail, max_failures=1))
    run_waiting()
    page = client_of(staff).get(reverse("admin:queue_job_change", args=[job.pk])).content.decode()
    assert "the pump is dry" in page


def test_chosen_jobs_are_cancelled_and_repeated_by_the_services(staff: User, make_kind: Callable[..., str]) -> None:
    jobs = enqueue_many(make_kind(), [None] * 3)
    client = client_of(staff)
    address = reverse("admin:queue_job_changelist")
    chosen = [str(job.pk) for job in jobs]
    client.post(address, {"action": "cancel_selected", "_selected_action": chosen})
    assert Job.objects.filter(state="cancelled").count() == 3
    client.post(address, {"action": "retry_selected", "_selected_action": chosen[:2]})
    assert Job.objects.filter(state="queued").count() == 2


def test_a_kind_is_paused_and_resumed(staff: User, make_kind: Callable[..., str]) -> None:
    kind = make_kind()
    client = client_of(staff)
    client.post(reverse("admin:queue_kindpause_add"), {"kind": kind, "reason": "repairs"})
    assert KindPause.objects.get().paused_by == staff
    client.post(reverse("admin:queue_kindpause_delete", args=[kind]), {"post": "yes"})
    assert KindPause.objects.count() == 0


def test_a_schedule_is_made_and_nonsense_is_shown_at_its_field(staff: User, make_kind: Callable[..., str]) -> None:
    client = client_of(staff)
    address = reverse("admin:queue_schedule_add")
    form = {
        "name": "Each morning", "kind": make_kind(), "payload": "{}", "priority": 5, "cron": "30 7 * * *",
        "interval_seconds": "", "time_zone": "Europe/Vienna", "catch_up": "once", "is_active": "on",
    }  # fmt: skip
    page = client.post(address, {**form, "cron": "every day"})
    assert page.status_code == 200
    assert "Expected five parts" in page.content.decode()
    assert Schedule.objects.count() == 0
    assert client.post(address, form).status_code == 302
    assert Schedule.objects.get().next_at is not None


@pytest.mark.parametrize("name", ["queue_batch", "queue_kindmeasure", "queue_kindpause", "queue_schedule"])
def test_every_list_opens(staff: User, alice: User, name: str) -> None:
    open_batch(title="A batch", owner=alice)
    assert client_of(staff).get(reverse(f"admin:{name}_changelist")).status_code == 200


def test_the_lanes_page_is_for_staff(staff: User, alice: User) -> None:
    address = reverse("admin:queue_job_lanes")
    assert client_of(staff).get(address).status_code == 200
    assert client_of(alice).get(address).status_code in {302, 403}
