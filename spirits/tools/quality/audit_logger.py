"""audit_logger: the person's own audit trail, whose entries cannot be changed and whose chain can be verified."""

from collections.abc import Callable
from typing import Any

from project.lib.errors import InvalidInput
from spirits.models import ToolCall, TrailEntry
from spirits.services.trail import first_break, write_entry
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.integration.moments import ZONE, moment, zone_for
from spirits.tools.schema import arguments, choice, text


@tool(
    "audit_logger",
    "Writes to your audit trail and searches it; entries cannot be changed, and the chain can be verified; shows tool calls.",
    arguments(
        required="action",
        action=choice("What to do.", "write", "search", "verify", "tool_calls"),
        event=text("What happened, to write it down.", most=80),
        subject=text("What or whom it is about; to search, an exact subject.", most=200, default=""),
        details={"type": "object", "description": "Anything more, as JSON.", "maxProperties": 100},
        query=text("To search: words within event, subject or details.", most=200),
        since=text("From when, such as 2026-03-01.", most=40),
        until=text("Until when.", most=40),
        time_zone=ZONE,
    ),
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"}, "entry": {"type": "object"}, "entries": {"type": "array"}, "is_whole": {"type": "boolean"},
            "count": {"type": "integer"}, "broken_at": {"type": ["integer", "null"]}, "head": {"type": "string"}, "calls": {"type": "array"},
        },
        "required": ["action"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=20, results=200),
    example={"action": "write", "event": "contract signed", "subject": "ACME", "details": {"pages": 12}},
)  # fmt: skip
def audit_logger(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What the action gives."""
    return ACTIONS[arguments["action"]](context, arguments)


def _write(context: Context, given: dict[str, Any]) -> ToolResult:
    if "event" not in given:
        raise InvalidInput.of("event", "Required to write: what happened.")
    entry = write_entry(
        user=context.user,
        action=given["event"],
        subject=given["subject"],
        details=given.get("details", {}),
        now=context.now,
    )
    return ToolResult(
        {"action": "write", "entry": _about(entry)}, f"Entry {entry.number}: {entry.action} ({entry.digest[:12]}…)"
    )


def _search(context: Context, given: dict[str, Any]) -> ToolResult:
    zone = zone_for(context, given)
    rows = TrailEntry.objects.filter(owner=context.user).order_by("-number")
    if given["subject"]:
        rows = rows.filter(subject=given["subject"])
    if "since" in given:
        rows = rows.filter(at__gte=moment(given, "since", zone))
    if "until" in given:
        rows = rows.filter(at__lt=moment(given, "until", zone))
    words = given.get("query", "").casefold().split()
    found = []
    for entry in rows.iterator(chunk_size=1_000):
        context.seconds_left()
        text_of_it = f"{entry.action} {entry.subject} {entry.details}".casefold()
        if all(word in text_of_it for word in words):
            found.append(entry)
        if len(found) >= context.budget.results:
            break
    lines = [f"{entry.number}. {entry.at:%Y-%m-%d %H:%M} {entry.action} {entry.subject}".rstrip() for entry in found]
    return ToolResult(
        {"action": "search", "entries": [_about(entry) for entry in found]},
        "\n".join(lines) or "There is no such entry.",
    )


def _verify(context: Context, _given: dict[str, Any]) -> ToolResult:
    broken_at = first_break(context.user)
    rows = TrailEntry.objects.filter(owner=context.user).order_by("-number")
    head = rows.first()
    data = {"action": "verify", "is_whole": broken_at is None, "count": rows.count(), "broken_at": broken_at, "head": head.digest if head else ""}  # fmt: skip
    words = (
        f"All {data['count']} entries are as they were written."
        if broken_at is None
        else f"Entry {broken_at} is missing or was changed."
    )
    return ToolResult(data, words)


def _tool_calls(context: Context, given: dict[str, Any]) -> ToolResult:
    zone = zone_for(context, given)
    rows = ToolCall.objects.filter(owner=context.user).order_by("-id")
    rows = rows.filter(tool=given["subject"]) if given["subject"] else rows
    rows = rows.filter(created_at__gte=moment(given, "since", zone)) if "since" in given else rows
    calls = [
        {"id": str(each.pk), "tool": each.tool, "state": each.state, "door": each.door, "at": each.created_at.isoformat(), "arguments": each.arguments}
        for each in rows[: context.budget.results]
    ]  # fmt: skip
    lines = [f"{each['at'][:16]} {each['tool']}: {each['state']}" for each in calls[:50]]
    return ToolResult({"action": "tool_calls", "calls": calls}, "\n".join(lines) or "No tool was called.")


def _about(entry: TrailEntry) -> dict[str, Any]:
    return {
        "number": entry.number, "at": entry.at.isoformat(), "event": entry.action, "subject": entry.subject,
        "details": entry.details, "digest": entry.digest, "previous": entry.previous,
    }  # fmt: skip


ACTIONS: dict[str, Callable[[Context, dict[str, Any]], ToolResult]] = {
    "write": _write, "search": _search, "verify": _verify, "tool_calls": _tool_calls,
}  # fmt: skip
