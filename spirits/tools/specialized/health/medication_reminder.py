"""medication_reminder: medicines at their times of day or as needed, reminders, and a record of what was missed."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from project.lib.errors import InvalidInput
from spirits.models import Dose, Medication
from spirits.queries.health import doses_of, medications_of
from spirits.services.medications import add_medication, mark_missed, record_dose, stop_medication
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.integration.moments import ZONE, moment, shown, zone_for
from spirits.tools.schema import arguments, choice, integer, many, number, text

CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
CAUTION = "Follow the label and your doctor; this only reminds and keeps the record."


@tool(
    "medication_reminder",
    "Reminds you of medicines at their times, keeps what was taken, skipped and missed, and guards as-needed limits.",
    arguments(
        required="action",
        action=choice("What to do.", "add", "taken", "skipped", "list", "record", "stop"),
        name=text("The medicine.", most=120),
        dose=text("The dose as the label says, such as '400 mg'.", most=60),
        times=many("Times of day, such as 08:00.", text("A time.", most=5, pattern=CLOCK), most=12),
        most_a_day=integer("As needed: at most so many in 24 hours.", 1, 24),
        least_hours_between=number("As needed: at least so many hours between two.", 0.25, 72),
        instructions=text("Such as 'with food'.", most=300, default=""),
        until=text("The last day or moment, such as 2026-03-10.", most=40),
        days=integer("How many days of the record to show.", 1, 366, default=7),
        time_zone=ZONE,
    ),
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"}, "medication": {"type": "object"}, "medications": {"type": "array"}, "dose": {"type": "object"},
            "record": {"type": "array"}, "taken": {"type": "integer"}, "missed": {"type": "integer"}, "skipped": {"type": "integer"},
            "adherence_percent": {"type": ["number", "null"]}, "caution": {"type": "string"},
        },
        "required": ["action"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=10, results=500),
    example={"action": "add", "name": "Ibuprofen", "dose": "400 mg", "most_a_day": 3, "least_hours_between": 6},
)  # fmt: skip
def medication_reminder(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What the action gives."""
    if arguments["action"] not in {"list", "record"} and "name" not in arguments:
        raise InvalidInput.of("name", f"Required for the action {arguments['action']}.")
    return ACTIONS[arguments["action"]](context, arguments)


def _add(context: Context, given: dict[str, Any]) -> ToolResult:
    if "dose" not in given:
        raise InvalidInput.of("dose", "Required to add a medicine: what the label says.")
    zone = zone_for(context, given)
    medication = add_medication(
        user=context.user, name=given["name"], dose=given["dose"], zone=zone, now=context.now,
        times=[time.fromisoformat(each) for each in given.get("times", [])],
        most_a_day=given.get("most_a_day"), least_hours_between=given.get("least_hours_between"),
        instructions=given["instructions"], ends_at=moment(given, "until", zone) if "until" in given else None,
    )  # fmt: skip
    words = f"I will remind you of {medication.name}, first on {shown(medication.next_due_at, zone)}." if medication.next_due_at else f"Listed {medication.name}, as needed."  # fmt: skip
    return ToolResult({"action": "add", "medication": _about(medication), "caution": CAUTION}, words)


def _taken(context: Context, given: dict[str, Any]) -> ToolResult:
    is_taken = given["action"] == "taken"
    dose = record_dose(user=context.user, name=given["name"], is_taken=is_taken, now=context.now)
    return ToolResult({"action": given["action"], "dose": _dose(dose)}, f"Noted: {given['name']} {given['action']}.")


def _list(context: Context, _given: dict[str, Any]) -> ToolResult:
    rows = [_about(each) for each in medications_of(context.user)[: context.budget.results]]
    lines = [f"{row['name']} {row['dose']}: {', '.join(row['times']) or 'as needed'}" for row in rows]
    return ToolResult({"action": "list", "medications": rows}, "\n".join(lines) or "No medicine is listed.")


def _record(context: Context, given: dict[str, Any]) -> ToolResult:
    for medication in medications_of(context.user):
        mark_missed(medication, context.now)
    rows = list(doses_of(context.user, since=context.now - timedelta(days=given["days"]))[: context.budget.results])
    counts = {state: sum(row.state == state for row in rows) for state in ("taken", "missed", "skipped")}
    due = [row for row in rows if row.due_at and row.state != Dose.State.DUE]
    kept = round(100 * sum(row.state == "taken" for row in due) / len(due), 1) if due else None
    lines = [
        f"{row.medication.name}: {row.get_state_display()} {(row.at or row.due_at):%Y-%m-%d %H:%M} UTC"
        for row in rows[:50]
    ]
    data = {"action": "record", "record": [_dose(row) for row in rows], **counts, "adherence_percent": kept}
    return ToolResult(data, "\n".join(lines) or "There is no record yet.")


def _stop(context: Context, given: dict[str, Any]) -> ToolResult:
    medication = stop_medication(user=context.user, name=given["name"], now=context.now)
    return ToolResult({"action": "stop", "medication": _about(medication)}, f"No more reminders of {medication.name}.")


def _about(medication: Medication) -> dict[str, Any]:
    return {
        "name": medication.name, "dose": medication.dose, "times": [f"{each:%H:%M}" for each in medication.times],
        "time_zone": medication.time_zone, "most_a_day": medication.most_a_day,
        "least_hours_between": medication.least_hours_between, "instructions": medication.instructions,
        "next_due_at": medication.next_due_at and medication.next_due_at.isoformat(),
    }  # fmt: skip


def _dose(dose: Dose) -> dict[str, Any]:
    return {"medication": dose.medication.name, "state": dose.state, "due_at": dose.due_at and dose.due_at.isoformat(), "at": dose.at and dose.at.isoformat()}  # fmt: skip


ACTIONS: dict[str, Callable[[Context, dict[str, Any]], ToolResult]] = {
    "add": _add, "taken": _taken, "skipped": _taken, "list": _list, "record": _record, "stop": _stop,
}  # fmt: skip
