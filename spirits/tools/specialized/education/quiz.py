"""quiz_generator: questions from a text."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, NewArtifact, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, text
from spirits.tools.specialized.education.questions import KINDS

ARGUMENTS = arguments(
    required="text",
    text=text("The text to ask about.", most=50_000, least=20),
    kinds=many(
        "Kinds of question, made in turn.", choice("A kind.", *KINDS), most=3, uniqueItems=True, default=list(KINDS)
    ),
    count=integer("How many questions.", 1, 50, default=10),
    choices=integer("Choices of a multiple-choice question.", 3, 6, default=4),
    seed=integer("Same seed and text, same quiz.", 0, 2**31 - 1),
)


@tool(
    "quiz_generator",
    "Makes multiple-choice, cloze and true/false questions from a text, with answers and the sentence behind each.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {"questions": {"type": "array"}, "made": {"type": "integer"}, "asked_for": {"type": "integer"}},
        "required": ["questions", "made", "asked_for"],
    },
    budget=Budget(seconds=10, megabytes=256),
    example={
        "text": "The Danube flows through ten countries. It is 2850 kilometres long and ends in the Black Sea.",
        "count": 2,
        "kinds": ["cloze"],
    },
)
def quiz_generator(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """A quiz, and the same as a sheet with the answers at its end."""
    count = min(arguments["count"], context.budget.results)
    made = context.work(
        "spirits.tools.specialized.education.quiz_work:quiz",
        arguments["text"],
        arguments["kinds"],
        count,
        arguments["choices"],
        arguments.get("seed", context.call_id.int % 2**31),
    )
    if not made:
        raise InvalidInput.of("text", "No sentence of this text holds a number, name or term that could be asked for.")
    data = {"questions": made, "made": len(made), "asked_for": arguments["count"]}
    missing = "" if len(made) == arguments["count"] else f" of {arguments['count']}; the text gives no more"
    return ToolResult(
        data, f"{len(made)} questions{missing}.", (NewArtifact("quiz.md", "text/markdown", _sheet(made)),)
    )


def _sheet(made: list[dict[str, Any]]) -> bytes:
    lines = ["# Quiz", ""]
    for number, each in enumerate(made, 1):
        lead = "True or false? " if each["kind"] == "true_false" else ""
        lines += [f"{number}. {lead}{each['question']}"]
        lines += [f"   - {letter}) {option}" for letter, option in zip("abcdef", each.get("choices", []), strict=False)]
    lines += ["", "## Answers", ""]
    for number, each in enumerate(made, 1):
        answer = {True: "True", False: "False"}.get(each["answer"], each["answer"])
        lines.append(f"{number}. {answer}. “{each['source']}”")
    return "\n".join([*lines, ""]).encode()
