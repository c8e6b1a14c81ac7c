"""audit_logger and monitoring_tool."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Notification
from project.lib.clock import now
from spirits.models import Monitor, MonitorCheck, TrailEntry
from spirits.services.monitors import run_check
from spirits.services.trail import first_break, write_entry
from spirits.tools.tests.loopback import served

pytestmark = pytest.mark.django_db


class TestTrail:
    def write(self, use, event, **given):
        return use("audit_logger", action="write", event=event, **given).data["entry"]

    def test_entries_follow_each_other_and_are_found(self, use):
        first = self.write(use, "contract signed", subject="ACME", details={"pages": 12})
        second = self.write(use, "invoice paid", subject="ACME")
        assert (first["number"], second["number"], second["previous"]) == (1, 2, first["digest"])
        found = use("audit_logger", action="search", query="pages 12").data["entries"]
        assert [each["event"] for each in found] == ["contract signed"]
        assert use("audit_logger", action="verify").data == {"action": "verify", "is_whole": True, "count": 2, "broken_at": None, "head": second["digest"]}  # fmt: skip

    @pytest.mark.parametrize("change", ["UPDATE spirits_trailentry SET action = 'x'", "DELETE FROM spirits_trailentry", "TRUNCATE spirits_trailentry"])  # fmt: skip
    def test_the_database_refuses_to_change_or_remove_one(self, use, change):
        self.write(use, "contract signed")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {change}")
        assert TrailEntry.objects.get().action == "contract signed"

    @pytest.mark.parametrize("change", ["UPDATE spirits_trailentry SET details = '{\"pages\": 99}' WHERE number = 2", "DELETE FROM spirits_trailentry WHERE number = 2"])  # fmt: skip
    def test_what_was_changed_past_the_guards_is_found(self, use, alice, change):
        for number in range(3):
            self.write(use, f"event {number}")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE spirits_trailentry DISABLE TRIGGER trail_entries_stay")
            cursor.execute(change)
            cursor.execute("ALTER TABLE spirits_trailentry ENABLE ALWAYS TRIGGER trail_entries_stay")
        assert first_break(alice) == 2

    def test_somebody_elses_trail_is_not_there(self, use, bob):
        write_entry(user=bob, action="secret", subject="", details={}, now=now())
        assert use("audit_logger", action="search").data["entries"] == []

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"action": "write"}, "event"), ({"action": "write", "event": "x", "details": {"a": "y" * 30_000}}, "details"), ({"action": "search", "since": "soon"}, "since")],
    )  # fmt: skip
    def test_bad_calls_name_their_argument(self, use, given, field):
        assert list(use.refused("audit_logger", **given)) == [field]
        assert not TrailEntry.objects.exists()


@pytest.fixture
def site(settings):
    answers = {"/": (200, {}, "all is well"), "/broken": (500, {}, "no")}
    with served(answers) as (url, _):
        settings.OUTBOUND_ALLOWED_HOSTS = [url.partition("://")[2]]
        yield url, answers


class TestMonitoring:
    def test_a_check_tells_status_timing_and_content(self, use, site):
        url, _ = site
        found = use("monitoring_tool", action="check", url=f"{url}/", expect_text="well").data["check"]
        assert (found["is_up"], found["status"], found["certificate_days"]) == (True, 200, None)
        assert 0 <= found["timing"]["connected"] <= found["timing"]["first_byte"] <= found["timing"]["total"]
        assert use("monitoring_tool", action="check", url=f"{url}/", expect_text="bad").data["check"]["problem"] == "does not contain 'bad'"  # fmt: skip
        assert use("monitoring_tool", action="check", url=f"{url}/broken").data["check"]["problem"] == "answered 500 instead of 200"  # fmt: skip

    def test_a_private_address_is_not_fetched(self, use):
        found = use("monitoring_tool", action="check", url="http://127.0.0.1:9/").data["check"]
        assert (found["is_up"], found["status"]) == (False, None)

    def test_a_break_is_told_once_and_so_is_its_end(self, use, site):
        url, answers = site
        use("monitoring_tool", action="watch", name="shop", url=f"{url}/")
        at = datetime(2026, 3, 2, tzinfo=UTC)

        def check_again():
            monitor = Monitor.objects.get()
            run_check(monitor_id=monitor.pk, version=monitor.version, now=at)

        check_again()
        answers["/"] = (500, {}, "no")
        for _ in range(3):
            check_again()
        answers["/"] = (200, {}, "ok")
        check_again()
        titles = list(Notification.objects.order_by("id").values_list("title", flat=True))
        assert titles == ["shop is down: answered 500 instead of 200", "shop works again"]
        assert MonitorCheck.objects.count() == 5

    def test_a_repeated_attempt_checks_nothing_again(self, use, site):
        url, _ = site
        use("monitoring_tool", action="watch", name="shop", url=f"{url}/")
        monitor = Monitor.objects.get()
        assert run_check(monitor_id=monitor.pk, version=monitor.version, now=now()) == "up"
        assert run_check(monitor_id=monitor.pk, version=monitor.version, now=now()) == ""
        history = use("monitoring_tool", action="history", name="shop").data
        assert (history["uptime_percent"], len(history["checks"])) == (100.0, 1)

    def test_a_paused_one_is_not_checked(self, use, site):
        url, _ = site
        use("monitoring_tool", action="watch", name="shop", url=f"{url}/")
        use("monitoring_tool", action="pause", name="shop")
        monitor = Monitor.objects.get()
        assert run_check(monitor_id=monitor.pk, version=monitor.version, now=now() + timedelta(minutes=5)) == ""

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"action": "check"}, "url"), ({"action": "check", "url": "ftp://x"}, "url"), ({"action": "watch", "url": "https://x.example"}, "name"),
         ({"action": "history", "name": "none"}, "name"), ({"action": "watch", "name": "a", "url": "https://x.example", "minutes": 0}, "minutes")],
    )  # fmt: skip
    def test_bad_calls_name_their_argument(self, use, given, field):
        assert list(use.refused("monitoring_tool", **given)) == [field]
        assert not Monitor.objects.exists()
