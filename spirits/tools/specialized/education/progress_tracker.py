"""progress_tracker: attempts, mastery over time, and what is due by spaced repetition."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from project.lib.errors import InvalidInput
from spirits.models import LearningItem
from spirits.services.learning import add_item, chance_to_recall, grade_item, items_of
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.schema import arguments, choice, many, record, text

GRADES = {"again": 1, "hard": 2, "good": 3, "easy": 4}
KNOWN = 0.9
ITEM = record(
    "Something to learn.",
    required="prompt",
    prompt=text("The question.", most=500),
    answer=text("The answer.", most=1_000, least=0, default=""),
)


@tool(
    "progress_tracker",
    "Keeps what you learn: adds items, grades answers, tells what is due by spaced repetition and how well you know topics.",
    arguments(
        required="action",
        action=choice("What to do.", "add", "due", "grade", "report"),
        topic=text("The topic; all of them when left out.", most=80, default=""),
        items=many("What to add.", ITEM, most=200),
        item=text("The id of an item, to grade an answer to it.", most=36),
        grade=choice("How it went: again is not known.", *GRADES),
    ),
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"}, "items": {"type": "array"}, "item": {"type": "object"}, "topics": {"type": "array"},
            "curve": {"type": "array"}, "due": {"type": "integer"},
        },
        "required": ["action"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=15, results=200),
    example={"action": "add", "topic": "Latin", "items": [{"prompt": "amicus", "answer": "friend"}]},
)  # fmt: skip
def progress_tracker(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What the action gives."""
    return ACTIONS[arguments["action"]](context, arguments)


def _add(context: Context, given: dict[str, Any]) -> ToolResult:
    if "items" not in given or not given["topic"]:
        raise InvalidInput.of("items" if given["topic"] else "topic", "Required to add items.")
    made = [
        add_item(
            user=context.user,
            topic=given["topic"],
            prompt=each["prompt"],
            answer=each.get("answer", ""),
            now=context.now,
        )
        for each in given["items"]
    ]
    return ToolResult(
        {"action": "add", "items": [_about(context, each) for each in made]}, f"{len(made)} items are due now."
    )


def _due(context: Context, given: dict[str, Any]) -> ToolResult:
    due = [item for item in items_of(context.user, given["topic"]) if item.due_at <= context.now]
    lines = [f"{item.prompt} [{item.pk}]" for item in due[:30]]
    shown = [_about(context, item) for item in due[: context.budget.results]]
    return ToolResult({"action": "due", "items": shown, "due": len(due)}, "\n".join(lines) or "Nothing is due.")


def _grade(context: Context, given: dict[str, Any]) -> ToolResult:
    if "grade" not in given:
        raise InvalidInput.of("grade", "Required to grade an answer.")
    try:
        item_id = UUID(given.get("item", ""))
    except ValueError as error:
        raise InvalidInput.of("item", "Required to grade an answer: the item's id.") from error
    item = grade_item(user=context.user, item_id=item_id, grade=GRADES[given["grade"]], now=context.now)
    return ToolResult(
        {"action": "grade", "item": _about(context, item)}, f"Due again on {item.due_at:%Y-%m-%d %H:%M} UTC."
    )


def _report(context: Context, given: dict[str, Any]) -> ToolResult:
    items = items_of(context.user, given["topic"])
    by_topic: dict[str, list[LearningItem]] = defaultdict(list)
    for item in items:
        by_topic[item.topic].append(item)
    topics = [_of_topic(context, topic, found) for topic, found in sorted(by_topic.items())]
    lines = [f"{row['topic']}: {row['known']} of {row['items']} known, {row['due']} due, {row['right_percent'] or 0:g} % right" for row in topics]  # fmt: skip
    data = {"action": "report", "topics": topics, "curve": _curve(items), "due": sum(row["due"] for row in topics)}
    return ToolResult(data, "\n".join(lines) or "Nothing is being learned yet.")


def _of_topic(context: Context, topic: str, items: list[LearningItem]) -> dict[str, Any]:
    attempts = [attempt for item in items for attempt in item.attempts.all()]
    chances = [chance for item in items if (chance := chance_to_recall(item, context.now)) is not None]
    right = sum(attempt.grade > 1 for attempt in attempts)
    return {
        "topic": topic, "items": len(items), "known": sum(chance >= KNOWN for chance in chances),
        "due": sum(item.due_at <= context.now for item in items), "attempts": len(attempts),
        "right_percent": round(100 * right / len(attempts), 1) if attempts else None,
        "recall": round(sum(chances) / len(chances), 3) if chances else None,
    }  # fmt: skip


def _curve(items: list[LearningItem]) -> list[dict[str, Any]]:
    """For each day with answers: how many, and how many of them were right."""
    days: dict[str, list[int]] = defaultdict(list)
    for item in items:
        for attempt in item.attempts.all():
            days[attempt.at.date().isoformat()].append(attempt.grade)
    return [
        {"day": day, "answers": len(grades), "right": sum(grade > 1 for grade in grades)}
        for day, grades in sorted(days.items())
    ]


def _about(context: Context, item: LearningItem) -> dict[str, Any]:
    return {
        "id": str(item.pk), "topic": item.topic, "prompt": item.prompt, "answer": item.answer, "due_at": item.due_at.isoformat(),
        "recall": chance_to_recall(item, context.now), "attempts": len(item.attempts.all()),
    }  # fmt: skip


ACTIONS: dict[str, Callable[[Context, dict[str, Any]], ToolResult]] = {
    "add": _add, "due": _due, "grade": _grade, "report": _report,
}  # fmt: skip
