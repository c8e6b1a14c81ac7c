"""What remains of requests: log lines, API log, events, audit trail; and what must not remain."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client, RequestFactory

from accounts.models import User
from accounts.testing import bearer, client_of, make_api_key_of, make_user
from project.lib.clock import now
from project.ops.models import ApiLog, AuditEntry, SystemEvent
from project.ops.queries.runtime import values
from project.ops.requests.middleware import path_of
from project.ops.requests.writer import Writer, writer
from project.ops.services.events import record_event
from project.ops.services.housekeeping import drop_months, keep_house, make_months
from project.ops.services.runtime import set_runtime

pytestmark = pytest.mark.django_db


@pytest.fixture
def _api_log(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_LOG = True
    monkeypatch.setattr(writer, "_start", lambda: None)  # the test writes the batch itself


@pytest.mark.usefixtures("_api_log")
def test_api_requests_are_logged_in_batches_without_secrets(alice: User) -> None:
    key, secret = make_api_key_of(alice)
    answer = Client().get("/api/v1/me", headers=bearer(secret))
    Client().get("/api/v1/me?password=hunter2")
    Client().get("/accounts/login/")
    assert ApiLog.objects.count() == 0
    assert writer.flush() == 2
    first, second = ApiLog.objects.order_by("id")
    assert (first.request_id, first.method, first.route, first.status) == (
        answer["X-Request-ID"],
        "GET",
        "/api/v1/me",
        200,
    )
    assert (first.user_id, first.api_key_id, first.address) == (alice.pk, key.pk, "127.0.0.1")
    assert (second.user_id, second.status, second.path) == (None, 401, "/api/v1/me")


def test_the_writer_keeps_rows_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[ApiLog] = []
    fails = [True]

    def write(rows: list[ApiLog]) -> None:
        if fails[0]:
            raise OperationalError
        written.extend(rows)

    held = Writer(write)
    monkeypatch.setattr(held, "_start", lambda: None)
    monkeypatch.setattr("project.ops.requests.writer.MOST_WAITING", 3)
    rows = [ApiLog(request_id=str(number)) for number in range(5)]
    for row in rows:
        held.add(row)
    assert held.flush() == 0
    fails[0] = False
    assert held.flush() == 3
    assert written == rows[2:]  # in order; the oldest were dropped


def test_a_slow_request_is_an_event(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    set_runtime(name="slow_request_ms", value=10, by=None)
    values.forget()
    ticks = iter([0.0] + [100.0] * 50)
    monkeypatch.setattr("project.ops.requests.middleware.time.perf_counter", lambda: next(ticks))
    answer = client_of(alice).get("/api/v1/me")
    event = SystemEvent.objects.get(kind="slow_request")
    assert (event.request_id, event.level) == (answer["X-Request-ID"], "warning")


@pytest.mark.parametrize("path", ["/accounts/owner/sekret/", "/accounts/password/reset/key/sekret/"])
def test_secrets_in_addresses_are_not_logged(path: str) -> None:
    assert "sekret" not in path_of(RequestFactory().get(path))


def test_events_and_audit_entries_cannot_be_changed(staff: User) -> None:
    event = record_event(kind="test", message="it happened", subject="x:1", data={"a": 1})
    assert event is not None
    for act in (
        lambda: SystemEvent.objects.update(message="it did not"),
        lambda: SystemEvent.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()
    assert SystemEvent.objects.get().message == "it happened"


def test_staff_writes_leave_who_what_before_and_after(staff: User, alice: User) -> None:
    desk = client_of(staff)
    fields = {"email": alice.email, "name": "Alicia", "time_zone": "", "theme": "system", "_why": "she asked"}
    answer = desk.post(f"/admin/accounts/user/{alice.pk}/change/", fields)
    entry = AuditEntry.objects.get(model="accounts.user")
    assert (entry.actor, entry.action, entry.object_id) == ("staff@example.org", "change", str(alice.pk))
    assert (entry.before, entry.after) == (
        {"name": "Alice", "is_active": True},
        {"name": "Alicia", "is_active": False},
    )
    assert (entry.why, entry.request_id, entry.address) == ("she asked", answer["X-Request-ID"], "127.0.0.1")


def test_the_trail_keeps_no_secret_and_follows_deletions(staff: User) -> None:
    dora = make_user("dora@example.org")
    desk = client_of(staff)
    data = {"password1": "a long passphrase", "password2": "a long passphrase", "usable_password": "true"}
    assert desk.post(f"/admin/accounts/user/{dora.pk}/password/", data).status_code == 302
    assert desk.post(f"/admin/accounts/user/{dora.pk}/delete/", {"post": "yes"}).status_code == 302
    changed, deleted = AuditEntry.objects.filter(model="accounts.user").order_by("id")
    assert (changed.before, changed.after) == ({"password": "•••"}, {"password": "•••"})
    assert (deleted.action, deleted.before["email"], deleted.before["password"]) == (
        "delete",
        "dora@example.org",
        "•••",
    )


def test_a_refused_write_leaves_nothing(staff: User, alice: User) -> None:
    client_of(staff).post(f"/admin/accounts/user/{alice.pk}/change/", {"email": "not an address"})
    client_of(alice).post(f"/admin/accounts/user/{alice.pk}/change/", {"email": "x@example.org"})
    assert not AuditEntry.objects.exists()


def test_housekeeping_makes_and_drops_months_and_old_rows() -> None:
    at = now()
    assert make_months(at=at) == 3
    assert make_months(at=at) == 0
    ApiLog.objects.create(at=at, request_id="now", method="GET", route="/", path="/", status=200, milliseconds=1)
    ApiLog.objects.create(
        at=at - timedelta(days=4000), request_id="old", method="GET", route="/", path="/", status=200, milliseconds=1
    )
    for days in (1, 4000):
        SystemEvent.objects.create(at=at - timedelta(days=days), kind=f"d{days}", message="x")
    done = keep_house(at=at)
    assert (done["api_log_rows"], done["events"], done["months_dropped"]) == (1, 1, 0)
    assert [row.request_id for row in ApiLog.objects.all()] == ["now"]
    assert [row.kind for row in SystemEvent.objects.all()] == ["d1"]
    with pytest.raises(IntegrityError), transaction.atomic():
        SystemEvent.objects.all().delete()
    next_month = (at.replace(day=1) + timedelta(days=32)).replace(day=1)
    assert drop_months(before=next_month) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ops_apilog")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "model", ["limitrule", "runtimesetting", "runtimesettingchange", "systemevent", "auditentry", "apilog"]
)
def test_every_admin_list_opens_with_few_queries(staff: User, model: str, django_assert_max_num_queries) -> None:
    desk = client_of(staff)
    desk.get("/admin/")
    with django_assert_max_num_queries(10):
        assert desk.get(f"/admin/ops/{model}/").status_code == 200
