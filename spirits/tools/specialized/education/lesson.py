"""lesson_planner: a timed lesson from objectives and sources."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, NewArtifact, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, text
from spirits.tools.specialized.education.sequence import objective_from, timed, weak_verb

ARGUMENTS = arguments(
    required="topic",
    topic=text("What the lesson is about.", most=150),
    objectives=many("What learners can do afterwards.", text("An objective.", most=300), most=6),
    source=text("A text to teach from: objectives come from it where none are given, and checks always.", most=50_000),
    minutes=integer("How long the lesson is.", 15, 240, default=45),
    level=choice("How far the learners are.", "beginner", "intermediate", "advanced", default="beginner"),
    learners=integer("How many learners there are.", 1, 500, default=20),
    materials=many("Materials at hand.", text("One.", most=100), most=20),
)


@tool(
    "lesson_planner",
    "Plans a lesson from a topic with objectives or a source text: sequence, timing, materials and checks.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "objectives": {"type": "array"},
            "phases": {"type": "array"},
            "materials": {"type": "array"},
            "checks": {"type": "array"},
            "hints": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["objectives", "phases", "materials", "checks", "hints"],
    },
    budget=Budget(seconds=10, megabytes=256),
    example={"topic": "Fractions", "objectives": ["Add fractions with the same denominator"], "minutes": 45},
)
def lesson_planner(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The plan, phase by phase, whose minutes add up to the lesson."""
    source, level = arguments.get("source", ""), arguments["level"]
    if not source and "objectives" not in arguments:
        raise InvalidInput.of("objectives", "Give objectives, or a source text to take them from.")
    objectives = arguments.get("objectives") or _taken(context, source, level)
    if arguments["minutes"] < 10 + 5 * len(objectives):
        needed = 10 + 5 * len(objectives)
        raise InvalidInput.of("minutes", f"{len(objectives)} objectives need at least {needed} minutes.")
    phases = timed(objectives, arguments["minutes"], level, arguments["learners"])
    data = {
        "topic": arguments["topic"],
        "objectives": objectives,
        "phases": phases,
        "materials": _materials(arguments, phases),
        "checks": _checks(context, source, objectives),
        "hints": [hint for each in objectives if (hint := weak_verb(each))],
    }
    sheet = NewArtifact("lesson.md", "text/markdown", _sheet(data).encode())
    said = f"{arguments['minutes']} minutes in {len(phases)} phases for {len(objectives)} objectives."
    return ToolResult(data, " ".join([said, *data["hints"]]), (sheet,))


def _taken(context: Context, source: str, level: str) -> list[str]:
    terms = context.work("spirits.tools.specialized.education.quiz_work:key_terms", source, 3)
    if not terms:
        raise InvalidInput.of("source", "No terms were found in this text; give objectives.")
    return [objective_from(term, level, at) for at, term in enumerate(terms)]


def _checks(context: Context, source: str, objectives: list[str]) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = [
        {"kind": "exit ticket", "question": f"Show that you can do this: {each}"} for each in objectives
    ]
    if len(source) >= 20:
        kinds = ["cloze", "multiple_choice", "true_false"]
        asked += context.work("spirits.tools.specialized.education.quiz_work:quiz", source, kinds, 5, 4, 1)
    return asked


def _materials(arguments: dict[str, Any], phases: list[dict[str, Any]]) -> list[str]:
    needed = [*arguments.get("materials", []), *(name for each in phases for name in each["materials"])]
    if arguments.get("source"):
        needed.append(f"The source text, {arguments['learners']} copies")
    return list(dict.fromkeys(needed))


def _sheet(data: dict[str, Any]) -> str:
    rows = [
        f"| {each['from']}–{each['to']} | {each['phase']} | {each['activity']} | {each['form']} |"
        for each in data["phases"]
    ]
    parts = [
        f"# {data['topic']}",
        "## Objectives",
        *(f"- {each}" for each in data["objectives"]),
        "",
        "| Minutes | Phase | What happens | Form |",
        "|---|---|---|---|",
        *rows,
        "",
        "## Materials",
        *(f"- {each}" for each in data["materials"]),
        "",
        "## Checks",
        *(
            f"- {each['question']}" + (f" (Answer: {each['answer']})" if "answer" in each else "")
            for each in data["checks"]
        ),
        "",
    ]
    return "\n".join(parts)
