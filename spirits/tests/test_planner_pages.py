"""The pages of calendars, reminders and scheduled tasks."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.testing import client_of
from spirits.models import CalendarEvent, Reminder, ScheduledTask
from spirits.testing import make_free_plan

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday(alice):
    alice.time_zone = "Europe/Berlin"
    alice.save()
    make_free_plan()
    with time_machine.travel(NOW, tick=False):
        yield


def test_an_event_is_added_shown_on_its_day_and_removed(alice, bob):
    client = client_of(alice)
    form = {"title": "Review", "day": "2026-03-05", "starts": "10:00", "rule": "FREQ=WEEKLY"}
    assert client.post("/calendar/add/", form).headers["Location"] == "/calendar/?month=2026-03"
    page = client.get("/calendar/?month=2026-03").content.decode()
    assert (
        page.count('<span class="month-clock">10:00</span> Review') == 5
    )  # the 5th to the 26th, and 2 April in the last week
    event = CalendarEvent.objects.get()
    assert event.starts_at == datetime(2026, 3, 5, 9, tzinfo=UTC)
    assert client_of(bob).post(f"/calendar/events/{event.pk}/remove/").status_code == 404
    client.post(f"/calendar/events/{event.pk}/remove/")
    assert not CalendarEvent.objects.exists()


def test_a_whole_day_and_a_night_end_where_they_should(alice):
    client = client_of(alice)
    client.post("/calendar/add/", {"title": "Holiday", "day": "2026-03-29"})
    client.post("/calendar/add/", {"title": "Night", "day": "2026-03-05", "starts": "22:00", "ends": "06:00"})
    holiday, night = CalendarEvent.objects.order_by("-starts_at")
    assert (holiday.ends_at - holiday.starts_at).total_seconds() == 23 * 3600  # the clock goes forward that day
    assert (night.ends_at - night.starts_at).total_seconds() == 8 * 3600


def test_overlapping_events_are_told(alice):
    client = client_of(alice)
    for title, start in (("Review", "10:00"), ("Call", "10:30")):
        client.post("/calendar/add/", {"title": title, "day": "2026-03-05", "starts": start})
    assert "Review and Call overlap" in client.get("/calendar/?month=2026-03").content.decode()


def test_a_calendar_file_goes_in_and_out(alice):
    client = client_of(alice)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:a", "SUMMARY:Concert", "DTSTART:20260320T190000Z", "END:VEVENT", "END:VCALENDAR"]  # fmt: skip
    client.post("/calendar/import/", {"file": SimpleUploadedFile("a.ics", "\r\n".join(lines).encode())})
    calendar = CalendarEvent.objects.get(title="Concert").calendar
    assert b"SUMMARY:Concert" in client.get(f"/calendar/{calendar.pk}/export/").content
    refused = client.post("/calendar/import/", {"file": SimpleUploadedFile("a.ics", b"hello")}, follow=True)
    assert "This is no iCalendar file" in refused.content.decode()


@pytest.mark.parametrize("month", ["2026-13", "x", "0001-01", "9999-12"])
def test_a_month_that_is_none_is_not_found(alice, month):
    assert client_of(alice).get(f"/calendar/?month={month}").status_code == 404


def test_a_reminder_is_set_in_words_and_a_bad_time_is_told(alice):
    client = client_of(alice)
    done = client.post("/reminders/set/", {"text": "Call", "when": "tomorrow at 9"}, follow=True)
    assert "Tuesday, 3 March at 09:00" in done.content.decode()
    bad = client.post("/reminders/set/", {"text": "Call", "when": "asdf"}, follow=True)
    assert "is not understood" in bad.content.decode()
    assert Reminder.objects.count() == 1
    client.post(f"/reminders/{Reminder.objects.get().pk}/cancel/")
    assert Reminder.objects.get().state == "cancelled"


def test_a_prompt_is_scheduled_and_paused(alice):
    client = client_of(alice)
    client.post("/tasks/schedule/", {"name": "News", "prompt": "Sum up the news.", "when": "every monday at 8"})
    task = ScheduledTask.objects.get()
    assert task.due_at == datetime(2026, 3, 9, 7, tzinfo=UTC)
    client.post(f"/tasks/{task.pk}/pause/")
    assert b"paused" in client.get("/tasks/").content
