"""notification_system: tells the person something by the ways they chose, and changes those ways."""

from collections.abc import Callable
from datetime import time
from typing import Any

from accounts.models import Channel
from accounts.notices import MESSAGES, notice_kinds
from accounts.queries.notifications import channels_ready, notifications_of, settings_of
from accounts.services.notifications import choose_channels, mark_all_read, notify, set_quiet_hours
from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.schema import arguments, choice, many, text

CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


@tool(
    "notification_system",
    "Notifies you in the site, by e-mail, web hook or push; lists notifications; sets channels and quiet hours.",
    arguments(
        required="action",
        action=choice("What to do.", "notify", "list", "mark_read", "preferences", "set_channels", "set_quiet_hours"),
        title=text("What to say, to notify.", most=200),
        body=text("More of it.", most=4_000),
        kind=text("The kind of news, to set its channels.", most=40),
        channels=many("The kind's channels.", choice("A channel.", *Channel.values), most=3, least=0),
        quiet_from=text("Start of the quiet hours, such as 22:00; leave both out to end them.", most=5, pattern=CLOCK),
        quiet_until=text("End of the quiet hours.", most=5, pattern=CLOCK),
    ),
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"}, "id": {"type": "string"}, "channels": {"type": "array"},
            "notifications": {"type": "array"}, "marked": {"type": "integer"}, "preferences": {"type": "object"},
        },
        "required": ["action"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=10, megabytes=128, results=100),
    example={"action": "notify", "title": "The import is done", "body": "1,204 rows."},
)  # fmt: skip
def notification_system(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What the action gives."""
    return ACTIONS[arguments["action"]](context, arguments)


def _notify(context: Context, given: dict[str, Any]) -> ToolResult:
    told = notify(
        user=context.user, kind=MESSAGES, title=_needed(given, "title"), body=given.get("body", ""),
        key=f"tool:{context.call_id}", at=context.now,
    )  # fmt: skip
    ways = [each.channel for each in told.deliveries.order_by("id")]
    words = f"Shown in the site{' and sent by ' + ', '.join(ways) if ways else ''}."
    return ToolResult({"action": "notify", "id": str(told.pk), "channels": ways}, words)


def _list(context: Context, _given: dict[str, Any]) -> ToolResult:
    rows = [
        {"id": str(each.pk), "kind": each.kind, "title": each.title, "created_at": each.created_at.isoformat(), "is_read": bool(each.read_at)}
        for each in notifications_of(context.user)[: context.budget.results]
    ]  # fmt: skip
    lines = [f"{'' if each['is_read'] else 'new: '}{each['title']}" for each in rows]
    return ToolResult({"action": "list", "notifications": rows}, "\n".join(lines) or "There is nothing.")


def _mark_read(context: Context, _given: dict[str, Any]) -> ToolResult:
    marked = mark_all_read(user=context.user, at=context.now)
    return ToolResult({"action": "mark_read", "marked": marked}, f"Marked {marked} as read.")


def _preferences(context: Context, given: dict[str, Any]) -> ToolResult:
    chosen = settings_of(context.user)
    quiet = [str(each)[:5] if each else None for each in (chosen.quiet_from, chosen.quiet_until)]
    kinds = {kind.slug: chosen.choices.get(kind.slug, list(kind.by_default)) for kind in notice_kinds().values()}
    preferences = {"quiet_hours": quiet, "kinds": kinds, "ready": sorted(channels_ready(context.user))}
    lines = [f"{kind}: {', '.join(ways) or 'in the site only'}" for kind, ways in kinds.items()]
    lines.append(f"quiet from {quiet[0]} to {quiet[1]}" if quiet[0] else "no quiet hours")
    return ToolResult({"action": given["action"], "preferences": preferences}, "\n".join(lines))


def _set_channels(context: Context, given: dict[str, Any]) -> ToolResult:
    kind = _needed(given, "kind")
    if kind not in notice_kinds():
        raise InvalidInput.of("kind", f"Expected one of {', '.join(notice_kinds())}.")
    if "channels" not in given:
        raise InvalidInput.of("channels", "Required to set_channels.")
    choose_channels(user=context.user, choices={kind: given["channels"]})
    return _preferences(context, given)


def _set_quiet_hours(context: Context, given: dict[str, Any]) -> ToolResult:
    hours = [time.fromisoformat(given[name]) if name in given else None for name in ("quiet_from", "quiet_until")]
    set_quiet_hours(user=context.user, quiet_from=hours[0], quiet_until=hours[1])
    return _preferences(context, given)


def _needed(given: dict[str, Any], name: str) -> str:
    if name not in given:
        raise InvalidInput.of(name, f"Required to {given['action']}.")
    return str(given[name])


ACTIONS: dict[str, Callable[[Context, dict[str, Any]], ToolResult]] = {
    "notify": _notify, "list": _list, "mark_read": _mark_read, "preferences": _preferences,
    "set_channels": _set_channels, "set_quiet_hours": _set_quiet_hours,
}  # fmt: skip
