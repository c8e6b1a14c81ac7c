"""calendar_manager, meeting_planner, reminder_system, task_scheduler and notification_system, and what stands behind them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine

from accounts.models import Notification
from jobs.models import Job
from jobs.worker.drain import run_waiting
from project.lib.errors import InvalidInput
from spirits.errors import ScheduledTaskNotFound, ScheduledTaskOver
from spirits.models import CalendarEvent, Reminder, ScheduledTask, ToolCall
from spirits.rules.recurrence import checked_rule, next_time, times_between
from spirits.services.reminders import cancel_reminder, deliver_reminder, set_reminder, snooze_reminder
from spirits.services.scheduled_tasks import run_scheduled_task
from spirits.testing import make_free_plan, make_spirit, make_tool
from spirits.tools.integration.moments_work import read_moment

pytestmark = pytest.mark.django_db
SATURDAY = "2026-11-28T11:00:00"
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def _frozen(alice):
    alice.time_zone = "Europe/Berlin"
    alice.save()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("phrase", "at", "rule"),
    [
        ("tomorrow at 9", "2026-11-29T09:00", None),
        ("next friday at 3pm", "2026-12-04T15:00", None),
        ("saturday at 12", "2026-11-28T12:00", None),
        ("saturday at 10", "2026-12-05T10:00", None),
        ("next saturday at 12", "2026-12-05T12:00", None),
        ("on monday at 8:30 am", "2026-11-30T08:30", None),
        ("2026-12-24 18:00", "2026-12-24T18:00", None),
        ("24 December at 6pm", "2026-12-24T18:00", None),
        ("1st of january 9am", "2027-01-01T09:00", None),
        ("in 2 weeks at 10", "2026-12-12T10:00", None),
        ("in 3 days", "2026-12-01T11:00", None),
        ("tonight at 8", "2026-11-28T20:00", None),
        ("at 8 in the evening", "2026-11-28T20:00", None),
        ("noon", "2026-11-28T12:00", None),
        ("10am", "2026-11-29T10:00", None),
        ("the day after tomorrow at 10", "2026-11-30T10:00", None),
        ("end of month", "2026-11-30T09:00", None),
        ("next month", "2026-12-28T09:00", None),
        ("morgen um 9 Uhr", "2026-11-29T09:00", None),
        ("am 3. März um 14:30", "2027-03-03T14:30", None),
        ("mañana a las 9", "2026-11-29T09:00", None),
        ("24 décembre à 18h", "2026-12-24T18:00", None),
        ("every weekday at 8:30", "2026-11-30T08:30", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("every monday and thursday at 7pm", "2026-11-30T19:00", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("every other week", "2026-11-29T09:00", "FREQ=WEEKLY;INTERVAL=2"),
        ("every month on the 15th at 10", "2026-12-15T10:00", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("daily at noon", "2026-11-28T12:00", "FREQ=DAILY"),
    ],
)
def test_times_are_read_as_people_mean_them(phrase, at, rule):
    assert read_moment(phrase, SATURDAY) == {"at": at + ":00", "seconds": None, "rule": rule}


@pytest.mark.parametrize(
    ("phrase", "seconds"),
    [("in 20 minutes", 1200), ("in an hour and a half", 5400), ("in half an hour", 1800), ("20 minutes from now", 1200),
     ("in 1 hour and 20 minutes", 4800)],
)  # fmt: skip
def test_a_span_is_elapsed_time(phrase, seconds):
    assert read_moment(phrase, SATURDAY)["seconds"] == seconds


@pytest.mark.parametrize("phrase", ["asdf", "5", "yesterday", "today at 10", "tomorrow at 25", "13pm", "2026-13-01", "tomorrow banana", "in 0 minutes", "2199-01-01"])  # fmt: skip
def test_what_is_no_time_to_come_is_refused(phrase):
    with pytest.raises(InvalidInput) as caught:
        read_moment(phrase, SATURDAY)
    assert list(caught.value.fields) == ["when"]


class TestRepetition:
    def test_a_series_keeps_its_wall_clock_time_over_the_change_of_the_clock(self):
        start = datetime(2026, 3, 23, 8, tzinfo=UTC)
        found = times_between(start, "FREQ=WEEKLY;COUNT=3", BERLIN, since=start, until=start + timedelta(days=60))
        assert [each.isoformat() for each in found] == [
            "2026-03-23T08:00:00+00:00", "2026-03-30T07:00:00+00:00", "2026-04-06T07:00:00+00:00",
        ]  # fmt: skip

    def test_an_hour_that_is_left_out_comes_later(self):
        start = datetime(2026, 3, 28, 1, 30, tzinfo=UTC)
        assert next_time(start, "FREQ=DAILY", BERLIN, after=start) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    def test_friday_the_13th(self):
        start = datetime(2026, 3, 14, tzinfo=UTC)
        found = next_time(start, "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", ZoneInfo("UTC"), after=start)
        assert found == datetime(2026, 11, 13, tzinfo=UTC)

    @pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=DAILY;BYMONTHDAY=3", "FREQ=DAILY;COUNT=0", "BYDAY=MO", "FREQ=DAILY;X=1", "nonsense"])  # fmt: skip
    def test_what_is_not_supported_is_refused(self, rule):
        with pytest.raises(InvalidInput) as caught:
            checked_rule(rule)
        assert list(caught.value.fields) == ["rule"]


@pytest.mark.usefixtures("_frozen")
class TestReminders:
    def test_it_is_a_job_that_tells_the_person(self, use, alice):
        data = use("reminder_system", action="set", text="Call the dentist", when="tomorrow at 9").data
        assert data["reminder"]["due_at"] == "2026-03-03T08:00:00+00:00"
        with time_machine.travel(NOW + timedelta(days=1, minutes=1), tick=False):
            run_waiting()
        assert Notification.objects.get(user=alice).title == "Call the dentist"
        assert Reminder.objects.get().state == "done"

    def test_a_repeated_delivery_tells_once_and_plans_the_next(self, use):
        use("reminder_system", action="set", text="Stretch", when="every weekday at 8:30")
        first = Reminder.objects.get()
        at = first.due_at
        assert deliver_reminder(reminder_id=first.pk, version=1, now=at) is True
        assert deliver_reminder(reminder_id=first.pk, version=1, now=at) is False
        assert Notification.objects.count() == 1
        assert Reminder.objects.get().due_at == at + timedelta(days=1)
        assert Job.objects.filter(kind="spirits.deliver_reminder").count() == 2

    def test_one_that_was_moved_does_not_come_at_its_old_time(self, alice):
        reminder = set_reminder(user=alice, text="Tea", due_at=NOW + timedelta(minutes=5), zone=BERLIN, now=NOW)
        snooze_reminder(user=alice, reminder_id=reminder.pk, until=NOW + timedelta(hours=1), now=NOW)
        assert deliver_reminder(reminder_id=reminder.pk, version=1, now=NOW + timedelta(minutes=6)) is False
        assert deliver_reminder(reminder_id=reminder.pk, version=2, now=NOW + timedelta(hours=1)) is True

    def test_a_cancelled_one_never_comes(self, alice):
        reminder = set_reminder(user=alice, text="Tea", due_at=NOW + timedelta(minutes=5), zone=BERLIN, now=NOW)
        cancel_reminder(user=alice, reminder_id=reminder.pk)
        assert deliver_reminder(reminder_id=reminder.pk, version=1, now=NOW + timedelta(hours=1)) is False

    def test_bad_calls_name_their_argument_and_make_nothing(self, use, bob):
        other = set_reminder(user=bob, text="Mine", due_at=NOW + timedelta(days=1), zone=BERLIN, now=NOW)
        assert list(use.refused("reminder_system", action="set", text="x", when="asdf")) == ["when"]
        assert list(use.refused("reminder_system", action="set", when="tomorrow")) == ["text"]
        assert list(use.refused("reminder_system", action="set", text="x", when="noon", time_zone="Mars/Base")) == [
            "time_zone"
        ]
        assert use.refused("reminder_system", action="cancel", reminder=str(other.pk)) == "reminder_not_found"
        assert list(use.refused("reminder_system", action="cancel", reminder="nonsense")) == ["reminder"]
        assert Reminder.objects.count() == 1


@pytest.mark.usefixtures("_frozen")
class TestTasks:
    SUM = {"action": "schedule", "name": "Sum", "tool": "calculator_engine", "tool_arguments": {"expression": "6 * 7"}}

    @pytest.fixture(autouse=True)
    def _has_calculator(self, db):
        make_free_plan(spirits=[make_spirit(tools=[make_tool("calculator_engine")])])

    def test_a_tool_runs_once_at_its_time_and_is_no_more_listed(self, use, alice):
        task = use("task_scheduler", when="tomorrow at 9", **self.SUM).data["task"]
        assert (task["due_at"], task["state"], task["rule"]) == ("2026-03-03T08:00:00+00:00", "active", "")
        assert [each["id"] for each in use("task_scheduler", action="list").data["tasks"]] == [task["id"]]
        with time_machine.travel(NOW + timedelta(days=1, minutes=1), tick=False):
            run_waiting()
        assert "42" in ScheduledTask.objects.get().last_outcome
        assert ToolCall.objects.get(owner=alice).door == "job"
        assert use("task_scheduler", action="list").data["tasks"] == []

    def test_a_weekly_time_keeps_to_the_wall_clock_over_the_change_of_the_clock(self, use):
        use("task_scheduler", when="every monday at 8", **self.SUM)
        assert ScheduledTask.objects.get().due_at == datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
        late = datetime(2026, 3, 23, 7, 1, tzinfo=UTC)
        assert "42" in run_scheduled_task(task_id=ScheduledTask.objects.get().pk, version=1, now=late)
        assert ToolCall.objects.count() == 1
        assert ScheduledTask.objects.get().due_at == datetime(2026, 3, 30, 6, 0, tzinfo=UTC)

    def test_one_is_paused_resumed_and_cancelled(self, use):
        task = use("task_scheduler", when="every day at 12", **self.SUM).data["task"]["id"]
        states = [
            use("task_scheduler", action=action, task=task).data["task"]["state"]
            for action in ("pause", "resume", "cancel")
        ]
        assert states == ["paused", "active", "cancelled"]
        with time_machine.travel(NOW + timedelta(days=1), tick=False):
            run_waiting()
        assert not ToolCall.objects.exists()
        assert use.refused("task_scheduler", action="resume", task=task) == ScheduledTaskOver.code

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"when": None}, "when"), ({"when": "asdf"}, "when"), ({"when": "2026-03-01 09:00"}, "when"), ({"name": None}, "name"),
            ({"tool": "task_scheduler"}, "tool"), ({"prompt": "Hi"}, "prompt"), ({"tool": None}, "prompt"),
            ({"tool_arguments": {}}, "expression"), ({"time_zone": "Mars/Base"}, "time_zone"), ({"action": "pause"}, "task"),
            ({"action": "cancel", "task": "nonsense"}, "task"),
        ],
    )  # fmt: skip
    def test_bad_calls_name_their_argument_and_plan_nothing(self, use, change, field):
        given = {name: value for name, value in {**self.SUM, "when": "noon", **change}.items() if value is not None}
        assert list(use.refused("task_scheduler", **given)) == [field]
        assert not ScheduledTask.objects.exists()

    def test_somebody_elses_task_is_not_there(self, use, bob):
        mine = use("task_scheduler", when="noon", **self.SUM).data["task"]["id"]
        theirs = replace(use, user=bob)
        assert theirs.refused("task_scheduler", action="cancel", task=mine) == ScheduledTaskNotFound.code
        assert theirs("task_scheduler", action="list").data["tasks"] == []


@pytest.mark.usefixtures("_frozen")
class TestCalendar:
    def add(self, use, **given):
        return use("calendar_manager", action="add", **given).data["event"]

    def test_an_event_is_kept_in_the_persons_zone_and_conflicts_are_told(self, use):
        first = self.add(use, title="Review", starts_at="2026-03-03T10:00", ends_at="2026-03-03T11:00")
        assert first["starts_at"] == "2026-03-03T10:00:00+01:00"
        told = use("calendar_manager", action="add", title="Call", starts_at="2026-03-03T10:30")
        assert [each["title"] for each in told.data["conflicts"]] == ["Review"]
        back_to_back = use("calendar_manager", action="add", title="Lunch", starts_at="2026-03-03T11:30")
        assert back_to_back.data["conflicts"] == []

    def test_a_series_is_listed_and_one_time_of_it_removed(self, use):
        event = self.add(use, title="Stand-up", starts_at="2026-03-02T09:30", rule="FREQ=DAILY;COUNT=4")
        use("calendar_manager", action="remove", event=event["id"], only_at="2026-03-04T09:30")
        listed = use("calendar_manager", action="list", until="2026-03-31").data["events"]
        assert [each["starts_at"][:16] for each in listed] == [
            "2026-03-02T09:30",
            "2026-03-03T09:30",
            "2026-03-05T09:30",
        ]

    def test_icalendar_goes_out_and_comes_back_the_same(self, use):
        self.add(use, title="Stand-up", starts_at="2026-03-02T09:30", rule="FREQ=WEEKLY;BYDAY=MO,WE", location="Room 1")
        self.add(use, title="Holiday", starts_at="2026-04-01", is_all_day=True)
        out = use("calendar_manager", action="export").artifacts[0].content
        parsed = icalendar.Calendar.from_ical(out)
        assert sorted(str(each["SUMMARY"]) for each in parsed.walk("VEVENT")) == ["Holiday", "Stand-up"]
        before = list(
            CalendarEvent.objects.order_by("title").values_list("title", "starts_at", "ends_at", "rule", "is_all_day")
        )
        again = use("calendar_manager", action="import", content=out.decode())
        assert again.data == {"action": "import", "added": 0, "changed": 2}
        use("calendar_manager", action="create_calendar", calendar="Copy")
        use("calendar_manager", action="import", calendar="Copy", content=out.decode())
        copied = CalendarEvent.objects.filter(calendar__name="Copy").order_by("title")
        assert list(copied.values_list("title", "starts_at", "ends_at", "rule", "is_all_day")) == before

    def test_a_moved_time_of_an_imported_series_takes_the_place_of_the_old_one(self, use):
        content = "\r\n".join(
            ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:a@x", "SUMMARY:Weekly", "DTSTART:20260302T090000Z",
             "DTEND:20260302T100000Z", "RRULE:FREQ=WEEKLY;COUNT=2", "END:VEVENT", "BEGIN:VEVENT", "UID:a@x", "SUMMARY:Weekly (moved)",
             "RECURRENCE-ID:20260309T090000Z", "DTSTART:20260310T120000Z", "DTEND:20260310T130000Z", "END:VEVENT", "END:VCALENDAR"]
        )  # fmt: skip
        use("calendar_manager", action="import", content=content)
        listed = use("calendar_manager", action="list", until="2026-03-31", time_zone="UTC").data["events"]
        assert [(each["title"], each["starts_at"][:16]) for each in listed] == [
            ("Weekly", "2026-03-02T10:00"), ("Weekly (moved)", "2026-03-10T13:00"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"action": "add", "title": "x"}, "starts_at"),
            ({"action": "add", "title": "x", "starts_at": "soon"}, "starts_at"),
            ({"action": "add", "title": "x", "starts_at": "2026-03-03T10:00", "ends_at": "2026-03-03T09:00"}, "ends_at"),
            ({"action": "add", "title": "x", "starts_at": "2026-03-03T10:00", "rule": "FREQ=SECONDLY"}, "rule"),
            ({"action": "add", "title": "x", "starts_at": "2026-02-01T10:00", "rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rule"),
            ({"action": "import", "content": "hello"}, "content"),
            ({"action": "import"}, "content"),
            ({"action": "remove", "event": "nonsense"}, "event"),
            ({"action": "list", "until": "2020-01-01"}, "until"),
        ],
    )  # fmt: skip
    def test_bad_calls_name_their_argument(self, use, given, field):
        assert list(use.refused("calendar_manager", **given)) == [field]
        assert not CalendarEvent.objects.exists()


@pytest.mark.usefixtures("_frozen")
class TestMeetings:
    def plan(self, use, **given):
        return use("meeting_planner", minutes=60, since="2026-03-03T00:00", until="2026-03-04T00:00", **given).data

    def test_berlin_and_new_york_share_the_late_afternoon(self, use):
        people = [{"name": "Ann", "time_zone": "Europe/Berlin"}, {"name": "Bob", "time_zone": "America/New_York"}]
        data = self.plan(use, participants=people)
        starts = sorted(slot["local"]["Ann"][-5:] for slot in self.plan(use, participants=people, results=50)["slots"])
        assert starts == ["15:00", "15:30", "16:00"]  # 9:00 to 11:00 in New York
        assert data["slots"][0]["local"]["Bob"].endswith(("09:30", "09:00", "10:00"))

    def test_busy_times_and_calendars_are_left_out(self, use):
        use(
            "calendar_manager", action="add", title="Training", starts_at="2026-03-03T09:00", ends_at="2026-03-03T12:00"
        )
        ann = {
            "name": "Ann",
            "calendars": ["Personal"],
            "busy": [{"starts_at": "2026-03-03T13:00", "ends_at": "2026-03-03T16:00"}],
        }
        found = self.plan(use, participants=[ann], results=50)
        assert sorted(slot["local"]["Ann"][-5:] for slot in found["slots"]) == ["12:00", "16:00"]

    def test_nobody_works_at_the_weekend(self, use):
        data = use(
            "meeting_planner", minutes=30, since="2026-03-07", until="2026-03-08", participants=[{"name": "Ann"}]
        ).data
        assert data == {"slots": [], "total": 0}

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"until": "2026-03-01"}, "until"),
            ({"until": "2027-03-01"}, "until"),
            ({"participants": [{"name": "A", "time_zone": "Mars"}]}, "participants.0.time_zone"),
            ({"participants": []}, "participants"),
            ({"minutes": 0}, "minutes"),
        ],
    )
    def test_bad_calls_name_their_argument(self, use, change, field):
        given = {"minutes": 60, "since": "2026-03-03", "until": "2026-03-04", "participants": [{"name": "A"}], **change}
        assert list(use.refused("meeting_planner", **given)) == [field]


@pytest.mark.usefixtures("_frozen")
class TestNotifications:
    def test_one_is_shown_in_the_site_and_listed(self, use, alice):
        assert use("notification_system", action="notify", title="Done").data["channels"] == []
        assert Notification.objects.get(user=alice).kind == "message"
        assert use("notification_system", action="list").data["notifications"][0]["title"] == "Done"
        assert use("notification_system", action="mark_read").data["marked"] == 1

    def test_preferences_are_set_and_told(self, use):
        use("notification_system", action="set_channels", kind="message", channels=["webhook"])
        use("notification_system", action="set_quiet_hours", quiet_from="22:00", quiet_until="07:00")
        told = use("notification_system", action="preferences").data["preferences"]
        assert (told["kinds"]["message"], told["quiet_hours"]) == (["webhook"], ["22:00", "07:00"])

    def test_bad_calls_name_their_argument(self, use):
        assert list(use.refused("notification_system", action="notify")) == ["title"]
        assert list(use.refused("notification_system", action="set_channels", kind="nothing", channels=[])) == ["kind"]
        assert list(use.refused("notification_system", action="set_quiet_hours", quiet_from="22:00")) == ["quiet_until"]
        assert list(use.refused("notification_system", action="set_quiet_hours", quiet_from="9pm")) == ["quiet_from"]


@pytest.mark.parametrize(
    ("tool", "given", "field"),
    [
        ("medication_reminder", {"action": "add", "name": "A", "dose": "1", "times": ["0\u1b53:0\u1a80"]}, "times.0"),
        ("notification_system", {"action": "set_quiet_hours", "quiet_from": "20:3\u0ded"}, "quiet_from"),
    ],
)
def test_digits_of_other_scripts_are_no_time_of_day(use, tool, given, field):
    assert list(use.refused(tool, **given)) == [field]
