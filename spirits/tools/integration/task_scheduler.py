"""task_scheduler: runs a tool or a prompt later, once or by a rule, through the queue."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from project.lib.errors import InvalidInput
from spirits.errors import ScheduledTaskNotFound
from spirits.models import ScheduledTask
from spirits.queries.minions import get_minion
from spirits.queries.timetables import scheduled_tasks_of
from spirits.services.read_when import read_when
from spirits.services.scheduled_tasks import OVER, cancel_task, pause_task, resume_task, schedule_task
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.integration.moments import ZONE, shown, zone_for
from spirits.tools.schema import arguments, choice, text

TASK = {
    "type": "object",
    "properties": {
        "id": {"type": "string"}, "name": {"type": "string"}, "state": {"type": "string"},
        "due_at": {"type": ["string", "null"]}, "rule": {"type": "string"}, "time_zone": {"type": "string"},
        "tool": {"type": "string"}, "prompt": {"type": "string"}, "last_outcome": {"type": "string"},
    },
    "required": ["id", "name", "state", "due_at", "rule", "time_zone", "tool", "prompt", "last_outcome"],
}  # fmt: skip


@tool(
    "task_scheduler",
    "Runs one of your tools or a prompt later, once or repeatedly; lists, pauses, resumes and cancels such tasks.",
    arguments(
        required="action",
        action=choice("What to do.", "schedule", "list", "pause", "resume", "cancel"),
        name=text("The task's name, to schedule one.", most=120),
        when=text("When: 'tomorrow at 9', 'every monday at 8', '2026-12-24 18:00'.", most=120),
        prompt=text("What to ask the minion then.", most=10_000),
        tool=text("Or the tool to run then.", most=120),
        tool_arguments={"type": "object", "description": "The tool's arguments."},
        task=text("The task's id, to pause, resume or cancel.", most=36),
        time_zone=ZONE,
    ),
    returns={
        "type": "object",
        "properties": {"action": {"type": "string"}, "task": TASK, "tasks": {"type": "array", "items": TASK}},
        "required": ["action"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=10, megabytes=256, results=100),
    example={"action": "schedule", "name": "Weekly sum", "when": "every monday at 8", "tool": "calculator_engine", "tool_arguments": {"expression": "52 * 4"}},
)  # fmt: skip
def task_scheduler(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What the action gives."""
    return ACTIONS[arguments["action"]](context, arguments)


def _schedule(context: Context, given: dict[str, Any]) -> ToolResult:
    zone = zone_for(context, given)
    if given.get("tool") == "task_scheduler":
        raise InvalidInput.of("tool", "A task cannot schedule further tasks.")
    due = read_when(_needed(given, "when"), zone, context.now)
    minion = get_minion(context.user, context.minion_id) if context.minion_id else None
    task = schedule_task(
        user=context.user, name=_needed(given, "name"), due_at=due.at, zone=zone, rule=due.rule, minion=minion,
        tool=given.get("tool", ""), arguments=given.get("tool_arguments"), prompt=given.get("prompt", ""), now=context.now,
    )  # fmt: skip
    again = f", then by {task.rule}" if task.rule else ""
    return _told("schedule", task, f"{task.name!r} runs on {shown(due.at, zone)} ({zone}){again}.")


def _list(context: Context, _given: dict[str, Any]) -> ToolResult:
    rows = scheduled_tasks_of(context.user).exclude(state__in=OVER).order_by("due_at", "id")[: context.budget.results]
    lines = [
        f"{shown(each.due_at, each.zone) if each.due_at else '-'} {each.name} ({each.state}) [{each.pk}]"
        for each in rows
    ]
    return ToolResult(
        {"action": "list", "tasks": [_about(each) for each in rows]}, "\n".join(lines) or "Nothing is scheduled."
    )


def _pause(context: Context, given: dict[str, Any]) -> ToolResult:
    return _told("pause", pause_task(user=context.user, task_id=_id(given)), "Paused.")


def _resume(context: Context, given: dict[str, Any]) -> ToolResult:
    task = resume_task(user=context.user, task_id=_id(given), now=context.now)
    return _told(
        "resume", task, f"Runs next on {shown(task.due_at, task.zone)}." if task.due_at else "It has no time left."
    )


def _cancel(context: Context, given: dict[str, Any]) -> ToolResult:
    return _told("cancel", cancel_task(user=context.user, task_id=_id(given)), "Cancelled.")


def _told(action: str, task: ScheduledTask, words: str) -> ToolResult:
    return ToolResult({"action": action, "task": _about(task)}, words)


def _about(task: ScheduledTask) -> dict[str, Any]:
    return {
        "id": str(task.pk), "name": task.name, "state": task.state, "due_at": task.due_at and task.due_at.isoformat(),
        "rule": task.rule, "time_zone": task.time_zone, "tool": task.tool, "prompt": task.prompt,
        "last_outcome": task.last_outcome,
    }  # fmt: skip


def _needed(given: dict[str, Any], name: str) -> str:
    if name not in given:
        raise InvalidInput.of(name, f"Required to {given['action']} a task.")
    return str(given[name])


def _id(given: dict[str, Any]) -> UUID:
    try:
        return UUID(_needed(given, "task"))
    except ValueError as error:
        raise ScheduledTaskNotFound(fields={"task": ["There is no such task."]}) from error


ACTIONS: dict[str, Callable[[Context, dict[str, Any]], ToolResult]] = {
    "schedule": _schedule, "list": _list, "pause": _pause, "resume": _resume, "cancel": _cancel,
}  # fmt: skip
