"""Check addresses now and on a schedule, and tell the person when one breaks or works again."""

import ssl
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notices import notice_kind
from accounts.services.notifications import notify
from accounts.speaking import speaking_to
from jobs.services.enqueue import enqueue
from project.lib.errors import InvalidInput
from project.lib.http import Limits, OutboundError, outbound
from spirits.models import Monitor, MonitorCheck
from training.services.open_provider import waited

MOST = 100
LARGEST = 2_000_000
SECONDS = 20.0
KEPT = timedelta(days=90)
ALERTS = notice_kind("monitor", "Monitoring", by_default=("email",), is_urgent=True)


@dataclass(frozen=True)
class Checked:
    """What one check found; times in milliseconds from its start to the end of each step."""

    is_up: bool
    status: int | None
    milliseconds: int
    problem: str
    timing: dict[str, int]
    certificate_days: int | None
    url: str

    def as_data(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def check(url: str, *, expect_status: int, expect_text: str, now: datetime, seconds: float = SECONDS) -> Checked:
    """Fetch the address once: whether status and text are as expected, how long each step took, how long the certificate holds."""
    steps: dict[str, int] = {}
    begun = monotonic()

    async def note(step: str, _about: dict[str, Any]) -> None:
        names = {
            "connection.connect_tcp.complete": "connected",
            "connection.start_tls.complete": "encrypted",
            "http11.receive_response_headers.complete": "first_byte",
        }
        if step in names:
            steps[names[step]] = round((monotonic() - begun) * 1000)

    async def fetched() -> tuple[int, str, dict[str, Any], bytes]:
        client = outbound(limits=Limits(total_seconds=seconds, max_bytes=LARGEST))
        async with type(client)(policy=client.policy, limits=client.limits, trace=note).stream("GET", url) as answer:
            certificate = dict(answer.certificate)
            return answer.status, answer.url, certificate, await answer.read_start(LARGEST)

    try:
        status, final, certificate, body = waited(fetched)
    except OutboundError as error:
        took = round((monotonic() - begun) * 1000)
        return Checked(False, None, took, error.message, steps, None, url)
    steps["total"] = took = round((monotonic() - begun) * 1000)
    problem = ""
    if status != expect_status:
        problem = f"answered {status} instead of {expect_status}"
    elif expect_text and expect_text.encode() not in body:
        problem = f"does not contain {expect_text!r}"
    return Checked(not problem, status, took, problem, steps, _days_left(certificate, now), final)


def _days_left(certificate: dict[str, Any], now: datetime) -> int | None:
    if "notAfter" not in certificate:
        return None
    return (datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC) - now).days


@transaction.atomic
def watch(
    *, user: User, name: str, url: str, minutes: int, expect_status: int, expect_text: str, now: datetime
) -> Monitor:
    """The address, checked each so many minutes from now on."""
    if Monitor.objects.filter(owner=user).count() >= MOST:
        raise InvalidInput.of("name", f"You watch {MOST} addresses, and that is the most.")
    try:
        with transaction.atomic():
            monitor = Monitor.objects.create(
                owner=user, name=name, url=url, minutes=minutes, expect_status=expect_status,
                expect_text=expect_text, created_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise InvalidInput.of("name", f"You have a monitor named {name!r}.") from error
    _plan(monitor, now)
    return monitor


def monitor_named(user: User, name: str) -> Monitor:
    """The person's monitor of that name, or InvalidInput for "name"."""
    found = Monitor.objects.filter(owner=user, name=name).first()
    if found is None:
        raise InvalidInput.of("name", f"You have no monitor named {name[:60]!r}.")
    return found


def unwatch(*, user: User, name: str) -> None:
    """Forget the monitor and its history."""
    monitor_named(user, name).delete()


@transaction.atomic
def set_paused(*, user: User, name: str, is_paused: bool, now: datetime) -> Monitor:
    """Stop checking for a while, or go on."""
    monitor = Monitor.objects.select_for_update().get(pk=monitor_named(user, name).pk)
    if monitor.is_paused != is_paused:
        monitor.is_paused = is_paused
        monitor.version += 1
        monitor.save(update_fields=["is_paused", "version"])
        if not is_paused:
            _plan(monitor, now)
    return monitor


def run_check(*, monitor_id: UUID, version: int, now: datetime) -> str:
    """Check once, keep what was found, tell the person of a change, and plan the next; "" when that was done or paused."""
    monitor = Monitor.objects.select_related("owner").filter(pk=monitor_id, version=version, is_paused=False).first()
    if monitor is None:
        return ""
    found = check(monitor.url, expect_status=monitor.expect_status, expect_text=monitor.expect_text, now=now)
    with transaction.atomic():
        locked = Monitor.objects.select_for_update().filter(pk=monitor_id, version=version).first()
        if locked is None:
            return ""
        keep_check(locked, found, now)
        _plan(locked, now)
    return found.problem or "up"


def keep_check(monitor: Monitor, found: Checked, now: datetime) -> MonitorCheck:
    """Write the check down in the caller's transaction; alerts once when it stays broken and once when it works again."""
    kept = MonitorCheck.objects.create(
        monitor=monitor,
        at=now,
        is_up=found.is_up,
        status=found.status,
        milliseconds=found.milliseconds,
        problem=found.problem[:300],
    )
    was_down = monitor.is_up is False
    monitor.failures = 0 if found.is_up else monitor.failures + 1
    if found.is_up or monitor.failures >= monitor.failures_before_alert:
        monitor.is_up = found.is_up
    monitor.save(update_fields=["failures", "is_up"])
    is_news = was_down if found.is_up else monitor.is_up is False and not was_down
    if is_news:
        _tell(monitor, kept)
    MonitorCheck.objects.filter(monitor=monitor, at__lt=now - KEPT).delete()
    return kept


def _tell(monitor: Monitor, kept: MonitorCheck) -> None:
    with speaking_to(monitor.owner):
        said = _("%(name)s works again") if kept.is_up else _("%(name)s is down: %(problem)s")
        title = said % {"name": monitor.name, "problem": _(kept.problem)}
    notify(user=monitor.owner, kind=ALERTS, title=title, body=monitor.url, key=f"monitor:{kept.pk}", at=kept.at)


def _plan(monitor: Monitor, now: datetime) -> None:
    monitor.version += 1
    monitor.save(update_fields=["version"])
    enqueue(
        "spirits.check_monitor",
        {"monitor_id": str(monitor.pk), "version": monitor.version},
        key=f"monitor:{monitor.pk}:{monitor.version}",
        run_at=now + timedelta(minutes=monitor.minutes),
    )
