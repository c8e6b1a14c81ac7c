"""wellness_tracker, medication_reminder and progress_tracker."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from fsrs import Card, Rating, Scheduler

from accounts.models import Notification
from jobs.worker.drain import run_waiting
from spirits.models import Dose, LearningItem, Measure, Medication
from spirits.rules.doses import may_take, next_dose
from spirits.rules.wellness import judged, kept_value, slope_a_week
from spirits.services.medications import remind_dose

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)  # 8:00 in Berlin
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def clock(alice):
    alice.time_zone = "Europe/Berlin"
    alice.save()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


class TestWellness:
    @pytest.mark.parametrize(
        ("kind", "value", "unit", "kept"),
        [("weight", 160, "lb", 72.5748), ("temperature", 98.6, "°F", 37.0), ("blood_glucose", 100, "mg/dL", 5.5507), ("height", 6, "ft", 182.88)],
    )  # fmt: skip
    def test_units_are_converted(self, kind, value, unit, kept):
        assert kept_value(kind, value, unit) == pytest.approx(kept, abs=1e-3)

    def test_what_is_usual_is_told_with_its_source(self, use):
        told = use("wellness_tracker", action="log", kind="blood_pressure", value=150, second=95)
        assert told.data["measure"]["verdict"] == "high"
        assert "2017" in told.text
        assert (judged("temperature", 36.8), judged("heart_rate", 40), judged("steps", 10)) == ("usual", "low", "")

    def test_a_trend_and_a_goal_are_reported(self, use):
        for week in range(5):
            use("wellness_tracker", action="log", kind="weight", value=80 - week, at=f"2026-01-{5 + 7 * week:02}T08:00" if week < 4 else "2026-02-02T08:00")  # fmt: skip
        use("wellness_tracker", action="goal", kind="weight", value=74)
        report = use("wellness_tracker", action="report", kind="weight", days=90).data["report"]
        assert (report["count"], report["change_a_week"], report["mean"]) == (5, -1.0, 78.0)
        assert report["goal"] == {"target": 74.0, "until": None, "missing": -2.0, "reached_at_this_rate": "2026-02-16"}

    def test_a_slope_needs_three_points(self):
        assert slope_a_week([(NOW, 1.0), (NOW + timedelta(days=7), 2.0)]) is None

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"action": "log", "kind": "weight"}, "value"), ({"action": "log", "kind": "weight", "value": 9000}, "value"),
         ({"action": "log", "kind": "weight", "value": 80, "unit": "°C"}, "unit"), ({"action": "log", "kind": "blood_pressure", "value": 120}, "second"),
         ({"action": "log", "kind": "blood_pressure", "value": 80, "second": 120}, "second"),
         ({"action": "log", "kind": "weight", "value": 80, "at": "2027-01-01"}, "at"), ({"action": "report"}, "kind"), ({"action": "remove"}, "measure")],
    )  # fmt: skip
    def test_bad_calls_name_their_argument_and_log_nothing(self, use, given, field):
        assert list(use.refused("wellness_tracker", **given)) == [field]
        assert not Measure.objects.exists()


class TestMedicines:
    def test_times_follow_the_wall_clock_over_the_change_of_the_clock(self):
        before = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)
        assert next_dose([time(8), time(20)], BERLIN, after=before) == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)

    def test_each_dose_is_told_once_and_kept_when_missed(self, use, clock):
        use("medication_reminder", action="add", name="Aspirin", dose="100 mg", times=["09:00"])
        medication = Medication.objects.get()
        clock.move_to(NOW + timedelta(hours=1, minutes=1))
        for is_new in (True, False):
            assert (
                remind_dose(medication_id=medication.pk, version=medication.version, now=medication.next_due_at)
                is is_new
            )
        assert Notification.objects.get().title == "Aspirin: 100 mg"
        medication.refresh_from_db()
        clock.move_to(NOW + timedelta(hours=6))
        record = use("medication_reminder", action="record").data
        assert (record["missed"], record["taken"], record["adherence_percent"]) == (1, 0, 0.0)
        assert medication.next_due_at == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)

    def test_a_dose_that_was_due_is_taken(self, use, clock):
        use("medication_reminder", action="add", name="Aspirin", dose="100 mg", times=["09:00"], until="2026-03-03")
        clock.move_to(NOW + timedelta(hours=1, minutes=1))
        run_waiting()
        use("medication_reminder", action="taken", name="aspirin")
        assert Dose.objects.get().state == "taken"

    def test_as_needed_keeps_to_its_limits(self, use, clock):
        use("medication_reminder", action="add", name="Ibuprofen", dose="400 mg", most_a_day=2, least_hours_between=6)
        use("medication_reminder", action="taken", name="Ibuprofen")
        assert use.refused("medication_reminder", action="taken", name="Ibuprofen") == "dose_too_soon"
        clock.move_to(NOW + timedelta(hours=6))
        use("medication_reminder", action="taken", name="Ibuprofen")
        clock.move_to(NOW + timedelta(hours=13))
        assert use.refused("medication_reminder", action="taken", name="Ibuprofen") == "dose_too_soon"
        assert Dose.objects.count() == 2

    def test_the_limit_counts_the_last_day(self):
        taken = [NOW - timedelta(hours=25), NOW - timedelta(hours=20)]
        assert may_take(taken, now=NOW, most_a_day=2, least_hours_between=None) == (True, None)
        assert may_take(taken, now=NOW, most_a_day=1, least_hours_between=None) == (False, NOW + timedelta(hours=4))

    def test_a_stopped_medicine_reminds_no_more(self, use, clock):
        use("medication_reminder", action="add", name="Aspirin", dose="100 mg", times=["09:00"])
        use("medication_reminder", action="stop", name="Aspirin")
        clock.move_to(NOW + timedelta(hours=2))
        run_waiting()
        assert not Notification.objects.exists()

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"action": "add", "name": "A"}, "dose"), ({"action": "add", "name": "A", "dose": "1"}, "times"), ({"action": "add"}, "name"),
         ({"action": "add", "name": "A", "dose": "1", "times": ["25:00"]}, "times.0"), ({"action": "taken", "name": "None"}, "name"),
         ({"action": "add", "name": "A", "dose": "1", "times": ["08:00"], "most_a_day": 2}, "times")],
    )  # fmt: skip
    def test_bad_calls_name_their_argument(self, use, given, field):
        assert list(use.refused("medication_reminder", **given)) == [field]
        assert not Medication.objects.exists()

    def test_somebody_elses_medicine_is_not_there(self, use, bob):
        Medication.objects.create(owner=bob, name="Aspirin", dose="1", times=[time(9)], time_zone="UTC", created_at=NOW)
        assert list(use.refused("medication_reminder", action="stop", name="Aspirin")) == ["name"]


class TestLearning:
    def test_the_schedule_is_fsrs(self, use, clock):
        item = use(
            "progress_tracker", action="add", topic="Latin", items=[{"prompt": "amicus", "answer": "friend"}]
        ).data["items"][0]
        scheduler, card = Scheduler(enable_fuzzing=False), Card(due=NOW)
        at = NOW
        for _ in range(3):
            clock.move_to(at)
            told = use("progress_tracker", action="grade", item=item["id"], grade="good").data["item"]
            card, _log = scheduler.review_card(card, Rating.Good, at)
            assert told["due_at"] == card.due.isoformat()
            at = card.due
        assert use("progress_tracker", action="due").data["due"] == 0
        clock.move_to(at + timedelta(days=1))
        assert use("progress_tracker", action="due").data["due"] == 1

    def test_the_report_counts_answers_by_topic_and_day(self, use):
        added = use("progress_tracker", action="add", topic="Latin", items=[{"prompt": "a"}, {"prompt": "b"}]).data[
            "items"
        ]
        for item, grade in zip(added, ("good", "again"), strict=True):
            use("progress_tracker", action="grade", item=item["id"], grade=grade)
        report = use("progress_tracker", action="report").data
        assert report["topics"][0] | {"recall": 1.0} == {"topic": "Latin", "items": 2, "known": 2, "due": 0, "attempts": 2, "right_percent": 50.0, "recall": 1.0}  # fmt: skip
        assert report["curve"] == [{"day": "2026-03-02", "answers": 2, "right": 1}]

    def test_the_same_prompt_is_the_same_item(self, use):
        for answer in ("friend", "a friend"):
            use("progress_tracker", action="add", topic="Latin", items=[{"prompt": "amicus", "answer": answer}])
        assert LearningItem.objects.get().answer == "a friend"

    @pytest.mark.parametrize(
        ("given", "expected"),
        [({"action": "add", "items": [{"prompt": "a"}]}, ["topic"]), ({"action": "add", "topic": "T"}, ["items"]), ({"action": "grade", "item": "x"}, ["grade"]),
         ({"action": "grade", "grade": "good"}, ["item"])],
    )  # fmt: skip
    def test_bad_calls_name_their_argument(self, use, given, expected):
        assert list(use.refused("progress_tracker", **given)) == expected

    def test_somebody_elses_item_is_not_there(self, use, bob):
        other = LearningItem.objects.create(
            owner=bob, topic="T", prompt="p", card=Card(due=NOW).to_dict(), due_at=NOW, created_at=NOW
        )
        assert (
            use.refused("progress_tracker", action="grade", item=str(other.pk), grade="good")
            == "learning_item_not_found"
        )
