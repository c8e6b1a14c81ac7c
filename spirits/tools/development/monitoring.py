"""monitoring_tool: checks an address now or on a schedule, with timing, certificate, content, history and alerts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from project.lib.errors import InvalidInput
from spirits.models import Monitor
from spirits.services.monitors import check, monitor_named, set_paused, unwatch, watch
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.declaration import address_argument
from spirits.tools.schema import arguments, choice, integer, text


@tool(
    "monitoring_tool",
    "Checks a web address now or on a schedule: status, timing, certificate, content; keeps history and alerts you.",
    arguments(
        required="action",
        action=choice("What to do.", "check", "watch", "list", "history", "pause", "resume", "remove"),
        url=text("The address, to check or watch.", most=2_000, pattern=r"^https?://"),
        name=text("The monitor's name.", most=80),
        minutes=integer("How often to check, in minutes.", 1, 1_440, default=5),
        expect_status=integer("The status it should answer.", 100, 599, default=200),
        expect_text=text("A text the page should contain.", most=200, least=0, default=""),
        days=integer("How many days of history.", 1, 90, default=1),
    ),
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"}, "check": {"type": "object"}, "monitor": {"type": "object"}, "monitors": {"type": "array"},
            "checks": {"type": "array"}, "uptime_percent": {"type": ["number", "null"]}, "median_ms": {"type": ["number", "null"]},
        },
        "required": ["action"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=30, results=500),
    needs=("network",),
    example={"action": "list"},
    fetches=lambda given: address_argument(given) if given.get("action") in ("check", "watch") else (),
)  # fmt: skip
def monitoring_tool(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What the action gives; an address that is down is a result, not a failure of the tool."""
    return ACTIONS[arguments["action"]](context, arguments)


def _check(context: Context, given: dict[str, Any]) -> ToolResult:
    found = check(
        _needed(given, "url"), expect_status=given["expect_status"], expect_text=given["expect_text"], now=context.now,
        seconds=min(20.0, context.seconds_left()),
    )  # fmt: skip
    timing = ", ".join(f"{step} {ms} ms" for step, ms in found.timing.items())
    words = f"{'Up' if found.is_up else 'Down'}: {found.problem or f'status {found.status}'} ({timing})."
    if found.certificate_days is not None:
        words += f" The certificate holds {found.certificate_days} more days."
    return ToolResult({"action": "check", "check": found.as_data()}, words)


def _watch(context: Context, given: dict[str, Any]) -> ToolResult:
    monitor = watch(
        user=context.user, name=_needed(given, "name"), url=_needed(given, "url"), minutes=given["minutes"],
        expect_status=given["expect_status"], expect_text=given["expect_text"], now=context.now,
    )  # fmt: skip
    return ToolResult(
        {"action": "watch", "monitor": _about(monitor)}, f"Checked every {monitor.minutes} minutes from now on."
    )


def _list(context: Context, _given: dict[str, Any]) -> ToolResult:
    rows = [_about(each) for each in Monitor.objects.filter(owner=context.user).order_by("name", "id")]
    states = {True: "up", False: "down", None: "not checked yet"}
    lines = [f"{row['name']}: {'paused' if row['is_paused'] else states[row['is_up']]} ({row['url']})" for row in rows]
    return ToolResult({"action": "list", "monitors": rows}, "\n".join(lines) or "Nothing is watched.")


def _history(context: Context, given: dict[str, Any]) -> ToolResult:
    monitor = monitor_named(context.user, _needed(given, "name"))
    rows = list(monitor.checks.filter(at__gte=context.now - timedelta(days=given["days"]))[: context.budget.results])
    took = sorted(row.milliseconds for row in rows if row.is_up)
    uptime = round(100 * sum(row.is_up for row in rows) / len(rows), 2) if rows else None
    checks = [{"at": row.at.isoformat(), "is_up": row.is_up, "status": row.status, "milliseconds": row.milliseconds, "problem": row.problem} for row in rows]  # fmt: skip
    data = {"action": "history", "monitor": _about(monitor), "checks": checks, "uptime_percent": uptime, "median_ms": took[len(took) // 2] if took else None}  # fmt: skip
    words = f"{monitor.name}: {len(rows)} checks, {uptime:g} % up." if rows else f"{monitor.name} was not checked yet."
    return ToolResult(data, words)


def _pause(context: Context, given: dict[str, Any]) -> ToolResult:
    is_paused = given["action"] == "pause"
    monitor = set_paused(user=context.user, name=_needed(given, "name"), is_paused=is_paused, now=context.now)
    return ToolResult(
        {"action": given["action"], "monitor": _about(monitor)}, "Paused." if is_paused else "Checked again."
    )


def _remove(context: Context, given: dict[str, Any]) -> ToolResult:
    unwatch(user=context.user, name=_needed(given, "name"))
    return ToolResult({"action": "remove"}, "Forgotten.")


def _about(monitor: Monitor) -> dict[str, Any]:
    return {"name": monitor.name, "url": monitor.url, "minutes": monitor.minutes, "is_up": monitor.is_up, "is_paused": monitor.is_paused, "failures": monitor.failures}  # fmt: skip


def _needed(given: dict[str, Any], name: str) -> str:
    if name not in given:
        raise InvalidInput.of(name, f"Required for the action {given['action']}.")
    return str(given[name])


ACTIONS: dict[str, Callable[[Context, dict[str, Any]], ToolResult]] = {
    "check": _check, "watch": _watch, "list": _list, "history": _history, "pause": _pause, "resume": _pause, "remove": _remove,
}  # fmt: skip
