"""Calendars, reminders and scheduled tasks over REST."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.testing import client_of
from project.lib.clock import now
from spirits.models import CalendarEvent, Reminder, ScheduledTask
from spirits.testing import make_free_plan, make_spirit, make_tool

pytestmark = pytest.mark.django_db
API = "/api/v1"


def post(client, path, data=None):
    return client.post(f"{API}{path}", data or {}, content_type="application/json")


def make_event(client, **given):
    calendar = post(client, "/calendars/", {"name": "Work", "time_zone": "Europe/Berlin"}).json()
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    wanted = {"calendar": calendar["id"], "title": "Review", "starts_at": start, "ends_at": start + timedelta(hours=1)}
    return calendar, post(client, "/events/", wanted | given).json()


def test_a_series_is_made_changed_listed_and_one_time_removed(alice):
    client = client_of(alice)
    _, event = make_event(client, rule="FREQ=DAILY;COUNT=3")
    path = f"{API}/events/{event['id']}/"
    changed = client.patch(path, {"title": "Stand-up"}, content_type="application/json", headers={"If-Match": "*"})
    assert changed.json()["title"] == "Stand-up"
    assert client.delete(f"{path}?only_at=2026-03-03T09:00:00Z").status_code == 204
    window = "since=2026-03-01T00:00:00Z&until=2026-03-10T00:00:00Z"
    found = client.get(f"{API}/events/occurrences/?{window}").json()
    assert [(each["title"], each["starts_at"][:10]) for each in found] == [
        ("Stand-up", "2026-03-02"),
        ("Stand-up", "2026-03-04"),
    ]
    assert client.delete(path).status_code == 204
    assert not CalendarEvent.objects.exists()


def test_a_calendar_goes_out_and_comes_in(alice):
    client = client_of(alice)
    calendar, _ = make_event(client)
    out = client.get(f"{API}/calendars/{calendar['id']}/export/")
    assert out.headers["Content-Type"].startswith("text/calendar")
    assert b"SUMMARY:Review" in out.content
    again = post(client, f"/calendars/{calendar['id']}/import/", {"content": out.content.decode()})
    assert again.json() == {"added": 0, "changed": 1}
    broken = post(client, f"/calendars/{calendar['id']}/import/", {"content": "BEGIN:VCALENDAR"})
    assert (broken.status_code, list(broken.json()["error"]["fields"])) == (400, ["content"])


def test_somebody_elses_are_not_there(alice, bob):
    calendar, event = make_event(client_of(alice))
    other = client_of(bob)
    assert other.get(f"{API}/calendars/{calendar['id']}/").status_code == 404
    assert other.get(f"{API}/events/{event['id']}/").status_code == 404
    refused = post(other, "/events/", {"calendar": calendar["id"], "title": "x", "starts_at": now(), "ends_at": now()})
    assert refused.json()["error"]["fields"] == {"calendar": ["You have no such calendar."]}


def test_a_reminder_is_set_snoozed_and_cancelled(alice, bob):
    client = client_of(alice)
    due = now() + timedelta(hours=1)
    made = post(client, "/reminders/", {"text": "Tea", "due_at": due}).json()
    assert (made["state"], made["text"]) == ("waiting", "Tea")
    moved = post(client, f"/reminders/{made['id']}/snooze/", {"until": due + timedelta(hours=1)}).json()
    assert moved["due_at"] > made["due_at"]
    assert post(client_of(bob), f"/reminders/{made['id']}/cancel/").status_code == 404
    assert post(client, f"/reminders/{made['id']}/cancel/").json()["state"] == "cancelled"
    past = post(client, "/reminders/", {"text": "Tea", "due_at": now() - timedelta(hours=1)})
    assert (past.status_code, list(past.json()["error"]["fields"])) == (400, ["when"])
    assert Reminder.objects.count() == 1


def test_a_task_is_scheduled_paused_resumed_and_cancelled(alice):
    make_free_plan(spirits=[make_spirit("tinker", tools=[make_tool("calculator_engine")])])
    client = client_of(alice)
    wanted = {
        "name": "Sums",
        "due_at": now() + timedelta(hours=1),
        "tool": "calculator_engine",
        "arguments": {"expression": "1+1"},
    }
    made = post(client, "/scheduled-tasks/", wanted).json()
    states = [
        post(client, f"/scheduled-tasks/{made['id']}/{verb}/").json()["state"] for verb in ("pause", "resume", "cancel")
    ]
    assert states == ["paused", "active", "cancelled"]
    assert post(client, f"/scheduled-tasks/{made['id']}/pause/").status_code == 409
    bad = post(client, "/scheduled-tasks/", wanted | {"arguments": {}})
    assert (bad.status_code, list(bad.json()["error"]["fields"])) == (400, ["expression"])
    assert ScheduledTask.objects.count() == 1
