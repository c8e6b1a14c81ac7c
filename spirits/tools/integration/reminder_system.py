"""reminder_system: tells the person something at a time they name in their own words."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from project.lib.errors import InvalidInput
from spirits.errors import ReminderNotFound
from spirits.models import Reminder
from spirits.queries.timetables import reminders_of
from spirits.services.read_when import read_when
from spirits.services.reminders import cancel_reminder, set_reminder, snooze_reminder
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.integration.moments import ZONE, shown, zone_for
from spirits.tools.schema import arguments, choice, text

REMINDER = {
    "type": "object",
    "properties": {
        "id": {"type": "string"}, "text": {"type": "string"}, "due_at": {"type": ["string", "null"]},
        "rule": {"type": "string"}, "time_zone": {"type": "string"}, "state": {"type": "string"},
    },
    "required": ["id", "text", "due_at", "rule", "time_zone", "state"],
}  # fmt: skip


@tool(
    "reminder_system",
    "Reminds you at a time said in words, once or repeatedly; lists, snoozes and cancels reminders.",
    arguments(
        required="action",
        action=choice("What to do.", "set", "list", "snooze", "cancel"),
        text=text("What to be reminded of, to set one.", most=500),
        when=text("When: 'tomorrow at 9', 'in 20 minutes', 'every weekday at 8:30', '2026-12-24 18:00'.", most=120),
        reminder=text("The reminder's id, to snooze or cancel.", most=36),
        time_zone=ZONE,
    ),
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"},
            "reminder": REMINDER,
            "reminders": {"type": "array", "items": REMINDER},
        },
        "required": ["action"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=10, megabytes=256, results=100),
    example={"action": "set", "text": "Call the dentist", "when": "tomorrow at 9"},
)
def reminder_system(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What the action gives."""
    return ACTIONS[arguments["action"]](context, arguments)


def _set(context: Context, given: dict[str, Any]) -> ToolResult:
    zone = zone_for(context, given)
    due = read_when(_needed(given, "when"), zone, context.now)
    reminder = set_reminder(
        user=context.user, text=_needed(given, "text"), due_at=due.at, zone=zone, rule=due.rule, now=context.now,
        conversation_id=context.conversation_id,
    )  # fmt: skip
    again = f", then by {reminder.rule}" if reminder.rule else ""
    return _told("set", reminder, f"I will remind you on {shown(due.at, zone)} ({zone}){again}: {reminder.text}")


def _list(context: Context, _given: dict[str, Any]) -> ToolResult:
    rows = list(
        reminders_of(context.user)
        .filter(state=Reminder.State.WAITING)
        .order_by("due_at", "id")[: context.budget.results]
    )
    lines = [f"{shown(each.due_at, each.zone)} {each.text} [{each.pk}]" for each in rows if each.due_at]
    return ToolResult(
        {"action": "list", "reminders": [_about(each) for each in rows]}, "\n".join(lines) or "No reminder waits."
    )


def _snooze(context: Context, given: dict[str, Any]) -> ToolResult:
    zone = zone_for(context, given)
    due = read_when(_needed(given, "when"), zone, context.now)
    if due.rule:
        raise InvalidInput.of("when", "Snoozing needs one time, not a repetition.")
    reminder = snooze_reminder(user=context.user, reminder_id=_id(given), until=due.at, now=context.now)
    return _told("snooze", reminder, f"I will remind you again on {shown(due.at, zone)}.")


def _cancel(context: Context, given: dict[str, Any]) -> ToolResult:
    return _told("cancel", cancel_reminder(user=context.user, reminder_id=_id(given)), "Cancelled.")


def _told(action: str, reminder: Reminder, words: str) -> ToolResult:
    return ToolResult({"action": action, "reminder": _about(reminder)}, words)


def _about(reminder: Reminder) -> dict[str, Any]:
    return {
        "id": str(reminder.pk), "text": reminder.text, "due_at": reminder.due_at and reminder.due_at.isoformat(),
        "rule": reminder.rule, "time_zone": reminder.time_zone, "state": reminder.state,
    }  # fmt: skip


def _needed(given: dict[str, Any], name: str) -> str:
    if name not in given:
        raise InvalidInput.of(name, f"Required to {given['action']} a reminder.")
    return str(given[name])


def _id(given: dict[str, Any]) -> UUID:
    try:
        return UUID(_needed(given, "reminder"))
    except ValueError as error:
        raise ReminderNotFound(fields={"reminder": ["There is no such reminder."]}) from error


ACTIONS: dict[str, Callable[[Context, dict[str, Any]], ToolResult]] = {
    "set": _set, "list": _list, "snooze": _snooze, "cancel": _cancel,
}  # fmt: skip
