"""What staff change in the admin is in force on every web process within five seconds, and has a history."""

import time
from collections.abc import Callable

import httpx2
import pytest

from accounts.testing import bearer, client_of, make_api_key_of, make_staff, make_user
from project.ops.models import AuditEntry, LimitRule, RuntimeSetting, RuntimeSettingChange
from project.testing.patience import eventually
from project.testing.site import another_web_process

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SECONDS = 5


def test_a_setting_and_a_limit_reach_both_web_processes(live_site: str) -> None:
    staff = make_staff()
    desk = client_of(staff)
    headers = bearer(make_api_key_of(make_user())[1])
    rule = LimitRule.objects.get(group="read", subject="api_key")
    setting, _ = RuntimeSetting.objects.get_or_create(name="limits_on")
    with another_web_process() as other, httpx2.Client(headers=headers, timeout=20) as client:
        sites = (live_site, other)

        def limits() -> list[str]:
            return [client.get(f"{site}/api/v1/me").headers.get("RateLimit-Limit", "none") for site in sites]

        def soon(wanted: Callable[[list[str]], bool]) -> None:
            started = time.monotonic()
            eventually(lambda: wanted(limits()), seconds=SECONDS)
            assert time.monotonic() - started < SECONDS

        assert limits() == ["none", "none"]  # tests run without limits
        address = f"/admin/ops/runtimesetting/{setting.pk}/change/"
        assert desk.post(address, {"value": "true", "why": "Guests"}).status_code == 302
        soon(lambda found: found == [str(rule.requests)] * 2)
        form = {"group": rule.group, "subject": rule.subject, "requests": 123, "seconds": rule.seconds}
        changed = desk.post(
            f"/admin/ops/limitrule/{rule.pk}/change/", {**form, "is_active": "on", "_why": "A busy partner"}
        )
        assert changed.status_code == 302
        soon(lambda found: found == ["123", "123"])
    kept = RuntimeSettingChange.objects.get(name="limits_on")
    assert (kept.after, kept.why, kept.changed_by) == (True, "Guests", staff)
    entry = AuditEntry.objects.get(model="ops.limitrule")
    assert (entry.before["requests"], entry.after["requests"]) == (rule.requests, 123)
    assert (entry.actor, entry.why) == (staff.email, "A busy partner")
