"""Settings staff change while the site runs."""

import threading
import time

import pytest
from django.db import OperationalError

from accounts.models import User
from accounts.testing import client_of
from project.lib.errors import InvalidInput, NotFound
from project.ops.models import AuditEntry, RuntimeSetting, RuntimeSettingChange
from project.ops.queries.runtime import value_of, values
from project.ops.rules.runtime_settings import SLOW_REQUEST_MS, declared
from project.ops.services.runtime import set_runtime
from project.ops.snapshot import SECONDS_BELIEVED, Snapshot

pytestmark = pytest.mark.django_db


def test_a_change_is_in_force_and_in_the_history(staff: User) -> None:
    set_runtime(name="slow_request_ms", value=50, by=staff, why="looking for slow pages")
    values.forget()
    assert value_of(SLOW_REQUEST_MS) == 50
    set_runtime(name="slow_request_ms", value=50, by=staff)  # nothing changes: no entry
    set_runtime(name="slow_request_ms", value=None, by=staff)
    values.forget()
    assert value_of(SLOW_REQUEST_MS) == SLOW_REQUEST_MS.default
    history = RuntimeSettingChange.objects.order_by("id").values_list("before", "after", "changed_by", "why")
    assert list(history) == [(None, 50, staff.pk, "looking for slow pages"), (50, None, staff.pk, "")]


@pytest.mark.parametrize("value", [0, "50", 5.5, True, 10**9, [], "\x00"])
def test_nonsense_is_refused_and_nothing_changes(value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_runtime(name="slow_request_ms", value=value, by=None)
    assert "whole number from 10 to 600000" in refused.value.message
    assert not RuntimeSettingChange.objects.exists()


def test_unknown_names_are_refused() -> None:
    with pytest.raises(NotFound):
        set_runtime(name="nonsense", value=1, by=None)


def test_a_stored_value_outside_its_limits_is_ignored() -> None:
    RuntimeSetting.objects.create(name="slow_request_ms", value=1)
    values.forget()
    assert value_of(SLOW_REQUEST_MS) == SLOW_REQUEST_MS.default


def test_staff_change_one_in_the_admin(staff: User) -> None:
    desk = client_of(staff)
    assert desk.get("/admin/ops/runtimesetting/").status_code == 200
    assert RuntimeSetting.objects.count() == len(declared())
    page = "/admin/ops/runtimesetting/slow_request_ms/change/"
    assert b"whole number" in desk.post(page, {"value": "1", "why": ""}).content
    assert desk.post(page, {"value": "100", "why": "test"}).status_code == 302
    values.forget()
    assert value_of(SLOW_REQUEST_MS) == 100
    assert RuntimeSettingChange.objects.get().why == "test"
    assert AuditEntry.objects.filter(model="ops.runtimesetting").exists()


def test_a_snapshot_is_young_enough_and_survives_the_database() -> None:
    readings = iter([1, OperationalError(), 2])

    def read() -> int:
        found = next(readings)
        if isinstance(found, Exception):
            raise found
        return found

    snapshot = Snapshot(read, otherwise=lambda: 0)
    assert SECONDS_BELIEVED < 5
    assert [snapshot.get(), snapshot.get()] == [1, 1]
    snapshot.forget()
    assert snapshot.get() == 1  # the database is away: the last reading holds
    snapshot.forget()
    assert snapshot.get() == 2


def test_one_renews_a_snapshot_while_the_others_go_on() -> None:
    started, go_on = threading.Event(), threading.Event()

    def read() -> int:
        started.set()
        go_on.wait(5)
        return 2

    snapshot = Snapshot(read, otherwise=lambda: 1)
    renewing = threading.Thread(target=snapshot.get)
    renewing.start()
    started.wait(5)
    before = time.monotonic()
    assert snapshot.get() == 1
    assert time.monotonic() - before < 4  # of the five that the reader takes
    go_on.set()
    renewing.join()
    assert snapshot.get() == 2
