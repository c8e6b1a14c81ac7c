"""The Activity page in a browser, fed by a real worker."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from accounts.testing import client_of
from jobs.models import Job
from jobs.services.enqueue import enqueue, enqueue_many, open_batch
from jobs.testing.worker import worker_process
from jobs.worker.drain import run_waiting
from project.lib.ids import uuid7
from project.testing.chromium import sign_in


@pytest.mark.django_db
class TestPage:
    def test_it_shows_ones_own_jobs(self, alice: User, bob: User, make_kind: Callable[..., str]) -> None:
        kind = make_kind()
        enqueue(kind, owner=alice, title="Count my words")
        enqueue(kind, owner=bob, title="Somebody else's")
        text = client_of(alice).get("/activity/").content.decode()
        assert "Count my words" in text
        assert "Somebody else" not in text

    def test_it_takes_the_same_queries_however_long(
        self, alice: User, make_kind: Callable[..., str], django_assert_max_num_queries: Callable
    ) -> None:
        enqueue_many(make_kind(), [None] * 60, owner=alice)
        client = client_of(alice)
        with django_assert_max_num_queries(10):
            client.get("/activity/")

    def test_a_stranger_finds_nothing_and_stops_nothing(
        self, alice: User, charlie: User, make_kind: Callable[..., str]
    ) -> None:
        job = enqueue(make_kind(), owner=alice)
        batch = open_batch(title="Mine", owner=alice)
        client = client_of(charlie)
        assert client.get(f"/activity/{job.pk}/").status_code == 404
        assert client.post(f"/activity/{job.pk}/stop/").status_code == 404
        assert client.post(f"/activity/batches/{batch.pk}/stop/").status_code == 404
        assert client.get(f"/activity/{uuid7()}/").status_code == 404
        job.refresh_from_db()
        assert job.state == "queued"

    def test_it_asks_for_a_sign_in(self, db: None) -> None:
        assert Client().get("/activity/").status_code == 302

    def test_buttons_cancel_and_repeat(self, alice: User, make_kind: Callable[..., str]) -> None:
        job = enqueue(make_kind(), owner=alice)
        client = client_of(alice)
        client.post(f"/activity/{job.pk}/stop/")
        job.refresh_from_db()
        assert job.state == "cancelled"
        client.post(f"/activity/{job.pk}/again/")
        assert run_waiting() == 1
        assert "Done" in client.get(f"/activity/{job.pk}/").content.decode()


@pytest.mark.browser
@pytest.mark.slow
def test_a_batch_moves_live_is_cancelled_quickly_and_survives_a_reload(
    context: BrowserContext, page: Page, live_site: str, alice: User
) -> None:
    from jobs.testing import kinds  # noqa: F401 - registers the kinds of the worker here too

    sign_in(context, alice, live_site)
    with worker_process():
        page.goto("/activity/")
        batch = open_batch(title="Sixty naps", owner=alice, expected=60)
        enqueue_many("test.nap", [{"seconds": 0.4, "steps": 2}] * 60, owner=alice, batch=batch)
        bar = page.locator(f"[data-batch='{batch.pk}'] progress")
        expect(bar).to_be_visible()
        page.wait_for_function("() => Number(document.querySelector('[data-batch] progress')?.value) >= 8")
        before = int(bar.get_attribute("value") or 0)
        page.reload()
        assert int(bar.get_attribute("value") or 0) >= before
        page.locator("[data-batch]").get_by_role("button", name="Cancel").click()
        expect(page.locator("[data-batch]").get_by_text("Cancelled", exact=True)).to_be_visible(timeout=2000)
        stopped = Job.objects.filter(batch=batch, state="cancelled").count()
        assert stopped > 20
        expect(page.locator("[data-batch] progress")).to_have_attribute("value", "100", timeout=2000)
        assert not Job.objects.filter(batch=batch, finished_at=None).exists()
