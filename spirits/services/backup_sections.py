"""What of this app is in a backup: minions, calendars, reminders to come, mail templates, measures, learning items."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.models import User
from spirits.models import CalendarEvent, LearningItem, Measure, MessageTemplate, Minion, Reminder
from spirits.queries.calendar import calendars_of, events_of
from spirits.services.backup import Row, RowDiffers, Section, backup_section
from spirits.services.calendar import create_calendar, import_events
from spirits.services.exchange_minion import export_minion, import_minion
from spirits.services.learning import add_item
from spirits.services.messages import save_template
from spirits.services.reminders import set_reminder

EVENT = ("uid", "title", "description", "location", "is_all_day", "time_zone", "rule")


def _time(raw: str | None) -> datetime | None:
    return datetime.fromisoformat(raw) if raw else None


def _minions(user: User) -> Iterator[Row]:
    for minion in Minion.objects.filter(owner=user, archived_at=None).order_by("id"):
        yield export_minion(user=user, minion_id=minion.pk)


def _has_minion(user: User, row: Row) -> bool:
    there = Minion.objects.filter(owner=user, name=row["minion"]["name"]).order_by("id").first()
    if there is not None and export_minion(user=user, minion_id=there.pk) != row:
        raise RowDiffers
    return there is not None


def _add_minion(user: User, row: Row, now: datetime) -> None:
    import_minion(user=user, document=row)


def _events(user: User) -> Iterator[Row]:
    for event in events_of(user):
        yield _event(event)


def _event(event: CalendarEvent) -> Row:
    return {name: getattr(event, name) for name in EVENT} | {
        "calendar": event.calendar.name,
        "calendar_zone": event.calendar.time_zone,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "original_at": event.original_at.isoformat() if event.original_at else None,
        "excluded": [each.isoformat() for each in event.excluded],
    }


def _has_event(user: User, row: Row) -> bool:
    rows = events_of(user).filter(calendar__name=row["calendar"], uid=row["uid"], original_at=_time(row["original_at"]))
    there = rows.first()
    if there is not None and _event(there) != row:
        raise RowDiffers
    return there is not None


def _add_event(user: User, row: Row, now: datetime) -> None:
    calendar = calendars_of(user).filter(name=row["calendar"]).first() or create_calendar(
        user=user, name=row["calendar"], time_zone=row["calendar_zone"], now=now
    )
    times = {name: _time(row[name]) for name in ("starts_at", "ends_at", "original_at")}
    given = (
        {name: row[name] for name in EVENT}
        | times
        | {"excluded": [datetime.fromisoformat(each) for each in row["excluded"]]}
    )
    import_events(calendar=calendar, events=[given], now=now)


def _reminders(user: User) -> Iterator[Row]:
    for each in Reminder.objects.filter(owner=user, state=Reminder.State.WAITING).order_by("id"):
        assert each.due_at is not None
        yield {"text": each.text, "due_at": each.due_at.isoformat(), "rule": each.rule, "time_zone": each.time_zone}


def _has_reminder(user: User, row: Row) -> bool:
    return Reminder.objects.filter(owner=user, text=row["text"], due_at=_time(row["due_at"]), rule=row["rule"]).exists()


def _add_reminder(user: User, row: Row, now: datetime) -> None:
    due_at, zone = datetime.fromisoformat(row["due_at"]), ZoneInfo(row["time_zone"])
    set_reminder(user=user, text=row["text"], due_at=due_at, zone=zone, rule=row["rule"], now=now)


def _templates(user: User) -> Iterator[Row]:
    for each in MessageTemplate.objects.filter(owner=user).order_by("name"):
        yield {"name": each.name, "subject": each.subject, "body": each.body}


def _has_template(user: User, row: Row) -> bool:
    there = MessageTemplate.objects.filter(owner=user, name=row["name"]).first()
    if there is not None and (there.subject, there.body) != (row["subject"], row["body"]):
        raise RowDiffers
    return there is not None


def _add_template(user: User, row: Row, now: datetime) -> None:
    save_template(user=user, name=row["name"], subject=row["subject"], body=row["body"], now=now)


def _measures(user: User) -> Iterator[Row]:
    for each in Measure.objects.filter(owner=user).order_by("at", "id"):
        yield {
            "kind": each.kind,
            "value": each.value,
            "second": each.second,
            "note": each.note,
            "at": each.at.isoformat(),
        }


def _has_measure(user: User, row: Row) -> bool:
    return Measure.objects.filter(
        owner=user, kind=row["kind"], value=row["value"], at=datetime.fromisoformat(row["at"])
    ).exists()


def _add_measure(user: User, row: Row, now: datetime) -> None:
    at = datetime.fromisoformat(row["at"])
    Measure.objects.create(
        owner=user, kind=row["kind"], value=row["value"], second=row["second"], note=row["note"], at=at
    )


def _items(user: User) -> Iterator[Row]:
    for each in LearningItem.objects.filter(owner=user).order_by("id"):
        yield {
            "topic": each.topic,
            "prompt": each.prompt,
            "answer": each.answer,
            "card": each.card,
            "due_at": each.due_at.isoformat(),
        }


def _has_item(user: User, row: Row) -> bool:
    return LearningItem.objects.filter(owner=user, topic=row["topic"], prompt=row["prompt"]).exists()


def _add_item(user: User, row: Row, now: datetime) -> None:
    item = add_item(user=user, topic=row["topic"], prompt=row["prompt"], answer=row["answer"], now=now)
    item.card, item.due_at = row["card"], datetime.fromisoformat(row["due_at"])
    item.save(update_fields=["card", "due_at"])


for section in (
    Section("minions", _minions, _has_minion, _add_minion),
    Section("events", _events, _has_event, _add_event),
    Section("reminders", _reminders, _has_reminder, _add_reminder),
    Section("templates", _templates, _has_template, _add_template),
    Section("measures", _measures, _has_measure, _add_measure),
    Section("learning", _items, _has_item, _add_item),
):
    backup_section(section)
