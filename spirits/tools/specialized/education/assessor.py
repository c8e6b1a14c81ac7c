"""knowledge_assessor: ability and gaps by topic, with how sure that is."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, many, number, record, text, yes_or_no
from spirits.tools.specialized.education.ability import estimate

NAME = text("A topic.", most=100)

ARGUMENTS = arguments(
    required="answers",
    answers=many(
        "Answers that were given.",
        record(
            "An answer.",
            required="topic correct",
            topic=NAME,
            correct=yes_or_no("Whether it was right."),
            difficulty=number("How hard the question is: -3 very easy, 0 middling, 3 very hard.", -3, 3, default=0),
        ),
        most=2_000,
    ),
    prerequisites=many(
        "Which topics build on which.",
        record("A topic and what it needs.", required="topic needs", topic=NAME, needs=many("Topics.", NAME, most=20)),
        most=100,
    ),
    mastery_percent=number(
        "From what chance to solve a middling question a topic counts as mastered.", 50, 99, default=75
    ),
)


@tool(
    "knowledge_assessor",
    "Estimates ability per topic from answers with uncertainty (Rasch model), names gaps and what to learn next.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "overall": {"type": "object"},
            "topics": {"type": "array"},
            "next": {"type": "array"},
            "method": {"type": "string"},
        },
        "required": ["overall", "topics", "next", "method"],
    },
    budget=Budget(seconds=10),
    example={"answers": [{"topic": "Fractions", "correct": True}, {"topic": "Decimals", "correct": False}]},
)
def knowledge_assessor(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """Each topic's ability, mastered, open or a gap, and the topics to learn next in order."""
    answers, needed = arguments["answers"], arguments["mastery_percent"] / 100
    names = list(dict.fromkeys(each["topic"] for each in answers))
    topics = [
        {"topic": name, **estimate([each for each in answers if each["topic"] == name], needed)} for name in names
    ]
    topics.sort(key=lambda each: each["ability"])
    data = {
        "overall": estimate(answers, needed),
        "topics": topics,
        "next": _next(topics, _needs(arguments.get("prerequisites", []))),
        "method": "Rasch model, P(right) = 1 / (1 + exp(difficulty - ability)), prior normal(0, 1), mean of the posterior",
    }
    gaps = [each["topic"] for each in topics if each["state"] == "gap"]
    mastered = [each["topic"] for each in topics if each["state"] == "mastered"]
    said = f"Mastered: {', '.join(mastered) or 'none yet'}. Gaps: {', '.join(gaps) or 'none sure'}."
    ahead = f" Next: {data['next'][0]['topic']}." if data["next"] else ""
    return ToolResult(data, said + ahead)


def _needs(given: list[dict[str, Any]]) -> dict[str, set[str]]:
    needs: dict[str, set[str]] = {}
    for each in given:
        needs.setdefault(each["topic"], set()).update(each["needs"])
    for start in needs:
        seen: set[str] = set()
        waiting = list(needs[start])
        while waiting:
            name = waiting.pop()
            if name == start:
                raise InvalidInput.of("prerequisites", f"{start!r} would need itself.")
            if name not in seen:
                seen.add(name)
                waiting += needs.get(name, ())
    return needs


def _next(topics: list[dict[str, Any]], needs: dict[str, set[str]]) -> list[dict[str, Any]]:
    """Topics that are not mastered; those whose prerequisites are mastered first, then the weakest."""
    mastered = {each["topic"] for each in topics if each["state"] == "mastered"}
    found = [
        {
            "topic": each["topic"],
            "waits_for": sorted(needs.get(each["topic"], set()) - mastered),
            "state": each["state"],
        }
        for each in topics
        if each["state"] != "mastered"
    ]
    return sorted(found, key=lambda each: bool(each["waits_for"]))
