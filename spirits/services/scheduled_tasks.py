"""The verbs of scheduled tasks: a tool or a prompt that runs later, once or by a rule, through the queue."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from accounts.notices import notice_kind
from accounts.services.notifications import notify
from jobs.services.enqueue import enqueue
from project.lib.errors import DaimonError, InvalidInput
from spirits.errors import ScheduledTaskOver
from spirits.models import Minion, ScheduledTask, ToolCall
from spirits.queries.timetables import get_scheduled_task, scheduled_tasks_of
from spirits.queries.tool_access import get_tool_access
from spirits.rules.recurrence import next_time
from spirits.services.calendar import rules_that_come
from spirits.services.run_tool import Occasion, run_tool
from spirits.tools.schema import checked

MOST_ACTIVE = 200
WAITS = "waits for your approval"
OVER = (ScheduledTask.State.ENDED, ScheduledTask.State.CANCELLED)
TASKS = notice_kind("task", "Scheduled tasks", by_default=("email",))
# (owner, minion, prompt, now) -> the path of the answer; conversations live in an app above this one.
Asker = Callable[[User, Minion | None, str, datetime], str]
_askers: list[Asker] = []


def ask_with(asker: Asker) -> None:
    """Name who puts prompts to a minion."""
    _askers[:] = [asker]


def schedule_task(
    *,
    user: User,
    name: str,
    due_at: datetime,
    zone: ZoneInfo,
    now: datetime,
    rule: str = "",
    tool: str = "",
    arguments: dict[str, Any] | None = None,
    prompt: str = "",
    minion: Minion | None = None,
) -> ScheduledTask:
    """A task that first runs at ``due_at``. A tool must be one the person may use now, with arguments that fit it."""
    if due_at <= now:
        raise InvalidInput.of("when", "That has passed.")
    if bool(tool) == bool(prompt):
        raise InvalidInput.of("prompt", "Give a tool with its arguments, or a prompt, one of them.")
    if tool:
        access = get_tool_access(user, tool, minion_id=minion.pk if minion else None)
        checked(access.tool.arguments, arguments or {})
    if scheduled_tasks_of(user).exclude(state__in=OVER).count() >= MOST_ACTIVE:
        raise InvalidInput.of("name", f"You have {MOST_ACTIVE} scheduled tasks, and that is the most.")
    rule = rules_that_come([(rule, due_at, zone)])[0]
    with transaction.atomic():
        task = ScheduledTask.objects.create(
            owner=user,
            name=name,
            minion=minion,
            tool=tool,
            arguments=(arguments or {}) if tool else None,
            prompt=prompt,
            starts_at=due_at,
            due_at=due_at,
            rule=rule,
            time_zone=str(zone),
            created_at=now,
        )
        _wait(task)
    return task


@transaction.atomic
def pause_task(*, user: User, task_id: UUID) -> ScheduledTask:
    """The task, which does not run until it is resumed."""
    task = _locked(user, task_id)
    if task.state == ScheduledTask.State.ACTIVE:
        task.state = ScheduledTask.State.PAUSED
        task.version += 1
        task.save(update_fields=["state", "version"])
    return task


@transaction.atomic
def resume_task(*, user: User, task_id: UUID, now: datetime) -> ScheduledTask:
    """The task, active again: times that passed meanwhile are left out, a single one that passed runs at once."""
    task = _locked(user, task_id)
    if task.state == ScheduledTask.State.PAUSED:
        upcoming = task.due_at
        if upcoming is None or upcoming <= now:
            upcoming = next_time(task.starts_at, task.rule, task.zone, after=now) if task.rule else now
        task.state = ScheduledTask.State.ACTIVE if upcoming else ScheduledTask.State.ENDED
        task.due_at = upcoming
        task.version += 1
        task.save(update_fields=["state", "due_at", "version"])
        if upcoming:
            _wait(task)
    return task


@transaction.atomic
def cancel_task(*, user: User, task_id: UUID) -> ScheduledTask:
    """The task, which runs no more; cancelling again changes nothing."""
    get_scheduled_task(user, task_id)
    task = ScheduledTask.objects.select_for_update().get(pk=task_id)
    if task.state not in OVER:
        task.state, task.due_at = ScheduledTask.State.CANCELLED, None
        task.version += 1
        task.save(update_fields=["state", "due_at", "version"])
    return task


def run_scheduled_task(*, task_id: UUID, version: int, now: datetime) -> str:
    """Run the task's present time and plan the next one; returns the outcome, or "" when that time was done or moved.

    A tool is called before the plan is changed: a second attempt at the same time finds that call by its key. A prompt
    is put in the transaction that changes the plan.
    """
    waiting = ScheduledTask.objects.select_related("owner", "minion")
    task = waiting.filter(pk=task_id, version=version, state=ScheduledTask.State.ACTIVE).first()
    if task is None:
        return ""
    outcome = _called(task, now) if task.tool else ""
    with transaction.atomic():
        locked = ScheduledTask.objects.select_for_update().filter(pk=task_id, version=version).first()
        if locked is None:
            return outcome
        link = "/approvals/" if outcome == WAITS else "/tasks/"
        if task.prompt:
            outcome, link = _asked(task, now)
        _plan_next(locked, outcome, now)
        notify(user=task.owner, kind=TASKS, title=f"{task.name}: {outcome}", link=link, key=task.key_of_time(), at=now)
    return outcome


def _called(task: ScheduledTask, now: datetime) -> str:
    occasion = Occasion(door=ToolCall.Door.JOB, minion_id=task.minion_id, key=task.key_of_time())
    try:
        call = run_tool(user=task.owner, name=task.tool, arguments=task.arguments, occasion=occasion, now=now)
    except DaimonError as error:
        return f"failed: {error.message}"
    return WAITS if call.state == ToolCall.State.WAITING else call.text or "done"


def _asked(task: ScheduledTask, now: datetime) -> tuple[str, str]:
    try:
        with transaction.atomic():
            return "asked, the answer is in the conversation", _askers[0](task.owner, task.minion, task.prompt, now)
    except DaimonError as error:
        return f"failed: {error.message}", "/tasks/"


def _plan_next(task: ScheduledTask, outcome: str, now: datetime) -> None:
    upcoming = next_time(task.starts_at, task.rule, task.zone, after=now) if task.rule else None
    task.state = ScheduledTask.State.ACTIVE if upcoming else ScheduledTask.State.ENDED
    task.due_at, task.last_run_at, task.last_outcome = upcoming, now, outcome[:300]
    task.version += 1
    task.save(update_fields=["state", "due_at", "last_run_at", "last_outcome", "version"])
    if upcoming:
        _wait(task)


def _locked(user: User, task_id: UUID) -> ScheduledTask:
    get_scheduled_task(user, task_id)
    task = ScheduledTask.objects.select_for_update(of=("self",)).get(pk=task_id)
    if task.state in OVER:
        raise ScheduledTaskOver
    return task


def _wait(task: ScheduledTask) -> None:
    enqueue(
        "spirits.run_scheduled_task",
        {"task_id": str(task.pk), "version": task.version},
        owner=task.owner,
        title=task.name,
        key=task.key_of_time(),
        run_at=task.due_at,
    )
