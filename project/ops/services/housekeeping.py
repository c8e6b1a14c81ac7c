"""Make room: months of the API log are made and dropped, old events, sessions and remembered answers deleted."""

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from project.api.models import IdempotentRequest
from project.ops.queries.runtime import value_of
from project.ops.rules.runtime_settings import API_LOG_DAYS, EVENT_DAYS

DAYS_AN_ANSWER_IS_REMEMBERED = 2


def keep_house(*, at: datetime) -> dict[str, int]:
    """What was made and deleted, by name; safe to run at any time, any number of times, on several machines."""
    return {
        "months_made": make_months(at=at),
        "months_dropped": drop_months(before=at - timedelta(days=int(value_of(API_LOG_DAYS)))),
        "api_log_rows": _delete_default_rows(at - timedelta(days=int(value_of(API_LOG_DAYS)))),
        "events": delete_events(before=at - timedelta(days=int(value_of(EVENT_DAYS)))),
        "answers": IdempotentRequest.objects.filter(
            created_at__lt=at - timedelta(days=DAYS_AN_ANSWER_IS_REMEMBERED)
        ).delete()[0],
    }


def make_months(*, at: datetime) -> int:
    """Partitions of the API log for this month (while nothing of it is in the default) and the next two."""
    first = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    made = 0
    for _ in range(3):
        following = (first + timedelta(days=32)).replace(day=1)
        made += _make_month(first, following)
        first = following
    return made


def _make_month(first: datetime, following: datetime) -> int:
    name = f"ops_apilog_{first:%Y%m}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ops_apilog'))")
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
        if cursor.fetchone()[0]:
            return 0
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM ops_apilog_default WHERE at >= %s AND at < %s)", [first, following]
        )
        if cursor.fetchone()[0]:
            return 0  # its rows stay where they are, and go by age
        cursor.execute(f"CREATE TABLE {name} PARTITION OF ops_apilog FOR VALUES FROM (%s) TO (%s)", [first, following])
    return 1


def drop_months(*, before: datetime) -> int:
    """Drop every partition that ended before that moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = 'ops_apilog'::regclass AND c.relname ~ '^ops_apilog_[0-9]{6}$'"
        )
        old = [name for (name,) in cursor.fetchall() if _end_of(name) <= before]
        for name in old:
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
    return len(old)


def _end_of(name: str) -> datetime:
    first = datetime.strptime(name[-6:], "%Y%m").replace(tzinfo=UTC)
    return (first + timedelta(days=32)).replace(day=1)


def _delete_default_rows(before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ops_apilog_default WHERE at < %s", [before])
        return int(cursor.rowcount)


def delete_events(*, before: datetime) -> int:
    """Delete events older than that; the only way past their trigger."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('daimon.housekeeping', 'on', true)")
        cursor.execute("DELETE FROM ops_systemevent WHERE at < %s", [before])
        deleted = int(cursor.rowcount)
        cursor.execute("SELECT set_config('daimon.housekeeping', 'off', true)")
    return deleted
