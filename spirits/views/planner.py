"""The pages of calendars, reminders and scheduled tasks."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.queries.notifications import zone_of
from project.lib.clock import now
from spirits.models import Reminder
from spirits.queries.calendar import Occurrence, calendars_of, get_calendar, occurrences, overlaps
from spirits.queries.minions import get_minion, minions_of
from spirits.queries.timetables import reminders_of, scheduled_tasks_of
from spirits.rules.months import days_between, month_before, next_month, weeks_of
from spirits.rules.recurrence import in_utc
from spirits.services.calendar import add_event, calendar_to_use, remove_event
from spirits.services.exchange_calendar import LARGEST_FILE, export_calendar, import_calendar
from spirits.services.read_when import read_when
from spirits.services.reminders import cancel_reminder, set_reminder, snooze_reminder
from spirits.services.scheduled_tasks import OVER, cancel_task, pause_task, resume_task, schedule_task
from spirits.views.page import page

SHOWN_A_DAY = 4
ROWS = 100
REPEATS = [
    ("", _("Does not repeat")),
    ("FREQ=DAILY", _("Every day")),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", _("Every weekday")),
    ("FREQ=WEEKLY", _("Every week")),
    ("FREQ=MONTHLY", _("Every month")),
    ("FREQ=YEARLY", _("Every year")),
]


class EventForm(forms.Form):
    """An event to add, on the person's wall clock."""

    title = forms.CharField(max_length=200)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    starts = forms.TimeField(
        required=False, widget=forms.TimeInput(attrs={"type": "time"}), label="Starts", help_text="Empty: all day."
    )
    ends = forms.TimeField(required=False, widget=forms.TimeInput(attrs={"type": "time"}), label="Ends")
    rule = forms.ChoiceField(choices=REPEATS, required=False, label="Repeats")
    location = forms.CharField(max_length=300, required=False, label="Location")

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Start and end in UTC; an hour when no end is given, the next day's end when it lies before the start."""
        day, starts, ends = (self.cleaned_data[name] for name in ("day", "starts", "ends"))
        if starts is None:
            return in_utc(datetime.combine(day, time(0)), zone), in_utc(
                datetime.combine(day + timedelta(days=1), time(0)), zone
            )
        begin = in_utc(datetime.combine(day, starts), zone)
        if ends is None:
            return begin, begin + timedelta(hours=1)
        return begin, in_utc(datetime.combine(day + timedelta(days=ends <= starts), ends), zone)


class CalendarFileForm(forms.Form):
    """An iCalendar file to take in."""

    file = forms.FileField(label="iCalendar file (.ics)")


class ReminderForm(forms.Form):
    """A reminder in the person's own words."""

    text = forms.CharField(max_length=500, label="Remind me of")
    when = forms.CharField(max_length=120, help_text="Such as: tomorrow at 9 · in 20 minutes · every weekday at 8:30")


class TaskForm(forms.Form):
    """A prompt that is asked later."""

    name = forms.CharField(max_length=120)
    prompt = forms.CharField(max_length=10_000, widget=forms.Textarea({"rows": 4}), label="Ask")
    when = forms.CharField(max_length=120, help_text="Such as: tomorrow at 9 · every monday at 8")
    minion = forms.TypedChoiceField(required=False, coerce=UUID, empty_value=None)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(str(each.pk), each.name) for each in minions_of(user).filter(archived_at=None)]
        self.fields["minion"].choices = [("", gettext("The default model")), *own]  # type: ignore[attr-defined]  # a choice field


@require_safe
@page
def calendar(request: HttpRequest, user: User) -> HttpResponse:
    """A month with its events, and what overlaps."""
    zone = zone_of(user)
    today = now().astimezone(zone).date()
    shown = _month(request, today)
    weeks = weeks_of(shown.year, shown.month)
    since = in_utc(datetime.combine(weeks[0][0], time(0)), zone)
    until = in_utc(datetime.combine(weeks[-1][-1] + timedelta(days=1), time(0)), zone)
    found = occurrences(user, since=since, until=until)
    by_day = _by_day(found, zone)
    context = {
        "section": "planner",
        "tab": "calendar",
        "month": shown,
        "before": month_before(shown.year, shown.month),
        "after": next_month(shown.year, shown.month),
        "today": today,
        "weeks": [[(day, by_day[day][:SHOWN_A_DAY], len(by_day[day])) for day in week] for week in weeks],
        "agenda": [(day, by_day[day]) for week in weeks for day in week if by_day[day] and day >= min(today, shown)],
        "clashes": [pair for pair in overlaps(found) if not (pair[0].event.is_all_day or pair[1].event.is_all_day)][:5],
        "calendars": list(calendars_of(user)),
        "form": EventForm(initial={"day": today.isoformat()}),
        "file_form": CalendarFileForm(),
        "zone": zone,
    }
    return render(request, "spirits/calendar.html", context)


def _month(request: HttpRequest, today: date) -> date:
    raw = request.GET.get("month", "")
    try:
        shown = datetime.strptime(raw, "%Y-%m").date() if raw else today.replace(day=1)  # noqa: DTZ007 - a month has no zone
    except ValueError as error:
        raise Http404 from error
    if not 1970 <= shown.year <= 2199:
        raise Http404
    return shown


def _by_day(found: list[Occurrence], zone: ZoneInfo) -> dict[date, list[tuple[str, Occurrence]]]:
    """Each day's events with the clock time at which they begin that day, "" for a whole day."""
    days: dict[date, list[tuple[str, Occurrence]]] = defaultdict(list)
    for each in found:
        start, end = each.starts_at.astimezone(zone), each.ends_at.astimezone(zone)
        last = (end - timedelta(microseconds=1)).date() + timedelta(days=1)
        for day in days_between(start.date(), last):
            is_start = day == start.date() and not each.event.is_all_day
            days[day].append((f"{start:%H:%M}" if is_start else "", each))
    return days


@require_POST
@page
def event_add(request: HttpRequest, user: User) -> HttpResponse:
    """Add an event to the person's first calendar."""
    form = EventForm(request.POST)
    if not form.is_valid():
        return _back(request, form, "calendar")
    zone = zone_of(user)
    starts, ends = form.span(zone)
    given = form.cleaned_data
    add_event(
        calendar=calendar_to_use(user=user, name="", now=now()),
        title=given["title"],
        starts_at=starts,
        ends_at=ends,
        is_all_day=given["starts"] is None,
        time_zone=str(zone),
        rule=given["rule"],
        location=given["location"],
        now=now(),
    )
    messages.success(request, "Added to your calendar.")
    return redirect(f"{reverse('calendar')}?month={given['day']:%Y-%m}")


@require_POST
@page
def event_remove(request: HttpRequest, user: User, event_id: UUID) -> HttpResponse:
    """Remove an event with all its times."""
    remove_event(user=user, event_id=event_id, now=now())
    messages.success(request, "Removed.")
    return redirect("calendar")


@require_POST
@page
def calendar_import(request: HttpRequest, user: User) -> HttpResponse:
    """Take in an iCalendar file."""
    form = CalendarFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _back(request, form, "calendar")
    content = form.cleaned_data["file"].read(LARGEST_FILE + 1)
    own = calendar_to_use(user=user, name="", now=now())
    done = import_calendar(calendar=own, content=content, now=now())
    messages.success(request, f"{done['added']} events added, {done['changed']} changed.")
    return redirect("calendar")


@require_safe
@page
def calendar_export(request: HttpRequest, user: User, calendar_id: UUID) -> HttpResponse:
    """The calendar as an iCalendar file."""
    found = get_calendar(user, calendar_id)
    response = HttpResponse(export_calendar(calendar=found, now=now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{found.name}.ics") or "attachment"
    return response


@require_safe
@page
def reminders(request: HttpRequest, user: User) -> HttpResponse:
    """What waits, and what came lately."""
    own = reminders_of(user)
    context = {
        "section": "planner",
        "tab": "reminders",
        "waiting": own.filter(state=Reminder.State.WAITING).order_by("due_at", "id")[:ROWS],
        "done": own.filter(state=Reminder.State.DONE).order_by("-last_delivered_at", "-id")[:20],
        "form": ReminderForm(),
    }
    return render(request, "spirits/reminders.html", context)


@require_POST
@page
def reminder_set(request: HttpRequest, user: User) -> HttpResponse:
    """Set a reminder from the person's own words."""
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _back(request, form, "reminders")
    zone = zone_of(user)
    due = read_when(form.cleaned_data["when"], zone, now())
    set_reminder(user=user, text=form.cleaned_data["text"], due_at=due.at, rule=due.rule, zone=zone, now=now())
    messages.success(request, f"I will remind you on {due.at.astimezone(zone):%A, %-d %B at %H:%M}.")
    return redirect("reminders")


@require_POST
@page
def reminder_snooze(request: HttpRequest, user: User, reminder_id: UUID) -> HttpResponse:
    """An hour later."""
    snooze_reminder(user=user, reminder_id=reminder_id, until=now() + timedelta(hours=1), now=now())
    messages.success(request, "I will remind you again in an hour.")
    return redirect("reminders")


@require_POST
@page
def reminder_cancel(request: HttpRequest, user: User, reminder_id: UUID) -> HttpResponse:
    """It comes no more."""
    cancel_reminder(user=user, reminder_id=reminder_id)
    return redirect("reminders")


@require_safe
@page
def tasks(request: HttpRequest, user: User) -> HttpResponse:
    """What runs later, and how it went."""
    own = scheduled_tasks_of(user)
    context = {
        "section": "planner",
        "tab": "tasks",
        "active": own.exclude(state__in=OVER).order_by("due_at", "id")[:ROWS],
        "over": own.filter(state__in=OVER)[:20],
        "form": TaskForm(user),
    }
    return render(request, "spirits/tasks.html", context)


@require_POST
@page
def task_schedule(request: HttpRequest, user: User) -> HttpResponse:
    """Schedule a prompt."""
    form = TaskForm(user, request.POST)
    if not form.is_valid():
        return _back(request, form, "scheduled-tasks")
    given = form.cleaned_data
    zone = zone_of(user)
    due = read_when(given["when"], zone, now())
    schedule_task(
        user=user,
        name=given["name"],
        prompt=given["prompt"],
        minion=get_minion(user, given["minion"]) if given["minion"] else None,
        due_at=due.at,
        rule=due.rule,
        zone=zone,
        now=now(),
    )
    messages.success(request, f"Runs on {due.at.astimezone(zone):%A, %-d %B at %H:%M}.")
    return redirect("scheduled-tasks")


@require_POST
@page
def task_change(request: HttpRequest, user: User, task_id: UUID, verb: str) -> HttpResponse:
    """Pause, resume or cancel a task."""
    if verb == "pause":
        pause_task(user=user, task_id=task_id)
    elif verb == "resume":
        resume_task(user=user, task_id=task_id, now=now())
    else:
        cancel_task(user=user, task_id=task_id)
    return redirect("scheduled-tasks")


def _back(request: HttpRequest, form: forms.Form, name: str) -> HttpResponse:
    """To the list, with what is wrong."""
    for field, problems in form.errors.items():
        label = form[field].label if field in form.fields else ""
        messages.error(request, ": ".join(gettext(str(part)) for part in (label, problems[0]) if part))
    return redirect(name)
