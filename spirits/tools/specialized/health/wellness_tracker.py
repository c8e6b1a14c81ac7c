"""wellness_tracker: logs measures with units, shows trends and goals, and what is usual with its source."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from project.lib.errors import InvalidInput
from spirits.models import Measure
from spirits.queries.health import goals_of, measures_of
from spirits.rules.wellness import KINDS, judged, slope_a_week
from spirits.services.wellness import log_measure, remove_measure, set_goal
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.integration.moments import ZONE, moment, zone_for
from spirits.tools.schema import arguments, choice, integer, number, text

CAUTION = "This is information for adults, not a diagnosis; talk to a doctor about what worries you."


@tool(
    "wellness_tracker",
    "Logs health measures with units, shows trends and goals, and compares with usual ranges and their source.",
    arguments(
        required="action",
        action=choice("What to do.", "log", "report", "goal", "remove", "kinds"),
        kind=choice("What was measured.", *KINDS),
        value=number("The value, or the goal."),
        second=number("The lower value of a blood pressure."),
        unit=text("Its unit; the usual one when left out.", most=10),
        at=text("When, such as 2026-03-02T08:00; now when left out.", most=40),
        note=text("Anything worth noting.", most=300, default=""),
        days=integer("How many days to report.", 1, 3_650, default=30),
        until=text("By when the goal, a date.", most=10, pattern=r"^\d{4}-\d\d-\d\d$"),
        measure=text("The id of a logged value to remove.", most=36),
        time_zone=ZONE,
    ),
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"}, "measure": {"type": "object"}, "report": {"type": "object"}, "goal": {"type": "object"},
            "kinds": {"type": "array"}, "caution": {"type": "string"},
        },
        "required": ["action"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=10, rows=5_000),
    example={"action": "log", "kind": "weight", "value": 160, "unit": "lb"},
)  # fmt: skip
def wellness_tracker(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What the action gives."""
    if arguments["action"] not in {"remove", "kinds"} and "kind" not in arguments:
        raise InvalidInput.of("kind", f"Required to {arguments['action']}.")
    return ACTIONS[arguments["action"]](context, arguments)


def _log(context: Context, given: dict[str, Any]) -> ToolResult:
    kind = KINDS[given["kind"]]
    at = moment(given, "at", zone_for(context, given)) if "at" in given else context.now
    made = log_measure(
        user=context.user, kind=given["kind"], value=_value(given), second=given.get("second"),
        unit=given.get("unit", kind.unit), at=at, note=given["note"], now=context.now,
    )  # fmt: skip
    verdict = judged(made.kind, made.value, made.second)
    words = f"Logged {kind.title.lower()} {_shown(made)}."
    if verdict:
        words += f" That is {verdict} ({kind.source})."
    return ToolResult({"action": "log", "measure": {**_about(made), "verdict": verdict, "source": kind.source}, "caution": CAUTION}, words)  # fmt: skip


def _report(context: Context, given: dict[str, Any]) -> ToolResult:
    kind = KINDS[given["kind"]]
    since = context.now - timedelta(days=given["days"])
    rows = list(reversed(measures_of(context.user, given["kind"], since=since)[: context.budget.rows]))
    if not rows:
        return ToolResult(
            {"action": "report", "report": {"count": 0}}, f"No {kind.title.lower()} was logged in {given['days']} days."
        )
    values = [row.value for row in rows]
    slope = slope_a_week([(row.at, row.value) for row in rows])
    report = {
        "count": len(rows), "unit": kind.unit, "latest": _about(rows[-1]), "mean": round(sum(values) / len(values), 2),
        "least": min(values), "most": max(values), "change_a_week": round(slope, 3) if slope is not None else None,
        "usual": list(kind.usual), "source": kind.source, "verdict": judged(given["kind"], rows[-1].value, rows[-1].second),
        "values": [_about(row) for row in rows[-200:]], "goal": _goal_report(context, given["kind"], rows[-1], slope),
    }  # fmt: skip
    words = f"{kind.title}: {len(rows)} values, latest {_shown(rows[-1])}, mean {report['mean']:g} {kind.unit}"
    words += f", {slope:+.2f} {kind.unit} a week" if slope is not None else ""
    return ToolResult({"action": "report", "report": report, "caution": CAUTION}, words + ".")


def _goal_report(context: Context, kind: str, latest: Measure, slope: float | None) -> dict[str, Any] | None:
    goal = goals_of(context.user).filter(kind=kind).first()
    if goal is None:
        return None
    missing = round(goal.target - latest.value, 3)
    reached_at = None
    if slope and missing and (slope > 0) == (missing > 0) and abs(missing / slope) < 520:
        reached_at = (latest.at + timedelta(weeks=missing / slope)).date().isoformat()
    return {
        "target": goal.target,
        "until": goal.until and goal.until.isoformat(),
        "missing": missing,
        "reached_at_this_rate": reached_at,
    }


def _goal(context: Context, given: dict[str, Any]) -> ToolResult:
    try:
        until = date.fromisoformat(given["until"]) if "until" in given else None
    except ValueError as error:
        raise InvalidInput.of("until", "There is no such date.") from error
    goal = set_goal(
        user=context.user,
        kind=given["kind"],
        target=_value(given),
        unit=given.get("unit", ""),
        until=until,
        now=context.now,
    )
    data = {
        "kind": goal.kind,
        "target": goal.target,
        "unit": KINDS[goal.kind].unit,
        "until": until and until.isoformat(),
    }
    return ToolResult({"action": "goal", "goal": data}, f"The goal is {goal.target:g} {KINDS[goal.kind].unit}.")


def _remove(context: Context, given: dict[str, Any]) -> ToolResult:
    try:
        measure_id = UUID(given.get("measure", ""))
    except ValueError as error:
        raise InvalidInput.of("measure", "Required to remove: the id of a logged value.") from error
    remove_measure(user=context.user, measure_id=measure_id)
    return ToolResult({"action": "remove"}, "Removed.")


def _kinds(_context: Context, _given: dict[str, Any]) -> ToolResult:
    rows = [{"kind": slug, "title": kind.title, "units": list(kind.units), "usual": list(kind.usual), "source": kind.source} for slug, kind in KINDS.items()]  # fmt: skip
    return ToolResult({"action": "kinds", "kinds": rows}, ", ".join(KINDS))


def _value(given: dict[str, Any]) -> float:
    if "value" not in given:
        raise InvalidInput.of("value", f"Required to {given['action']}.")
    return float(given["value"])


def _shown(measure: Measure) -> str:
    second = f" over {measure.second:g}" if measure.second is not None else ""
    return f"{measure.value:g}{second} {KINDS[measure.kind].unit}"


def _about(measure: Measure) -> dict[str, Any]:
    at: datetime = measure.at
    return {"id": str(measure.pk), "kind": measure.kind, "value": measure.value, "second": measure.second, "unit": KINDS[measure.kind].unit, "at": at.isoformat(), "note": measure.note}  # fmt: skip


ACTIONS: dict[str, Callable[[Context, dict[str, Any]], ToolResult]] = {
    "log": _log, "report": _report, "goal": _goal, "remove": _remove, "kinds": _kinds,
}  # fmt: skip
